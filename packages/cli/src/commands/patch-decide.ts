import type { Command } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { readJson } from '../json-input.ts'
import { printJson } from '../output.ts'
import { countByStatus, type Patch, pathOf } from '../patch/patch.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf } from './access-options.ts'

type Decision = ApiFlags & { reason?: string; edit?: string[]; apply: boolean }

/** Adds the commands that decide about a patch. */
export function addPatchDecisions(one: (name: string, description: string) => Command): void {
  one('accept', 'accept all that is open, or the operations that are named, and apply them')
    .argument('[key...]', 'keys of operations; without any: all that nobody has decided about')
    .option('--edit <key=json...>', 'other data for an operation: JSON, or @file')
    .option('--no-apply', 'only decide; `patch apply` does it later')
    .action(async (id: string, keys: string[], flags: Decision) => {
      const edits = Object.fromEntries((flags.edit ?? []).map(toEdit))
      const body = { ...named(keys), ...(flags.edit && { edits }), apply: flags.apply }
      await decide(id, 'accept', flags, body)
    })
  one('reject', 'reject all that is open, or the operations that are named')
    .argument('[key...]', 'keys of operations; without any: all that nobody has decided about')
    .option('--reason <text>', 'why, for whoever proposed it')
    .action((id: string, keys: string[], flags: Decision) =>
      decide(id, 'reject', flags, { ...named(keys), ...(flags.reason !== undefined && { reason: flags.reason }) }),
    )
  one('apply', 'apply what was accepted').action((id: string, flags: ApiFlags) => decide(id, 'apply', flags))
  one('undo', 'take back what it has changed, but for what somebody has worked on since').action(undo)
  one('withdraw', 'take a proposal back').action((id: string, flags: ApiFlags) => decide(id, 'withdraw', flags))
}

const named = (keys: readonly string[]) => (keys.length > 0 ? { operations: keys } : {})

/** `due={"dueDate":"2027-01-04"}`. */
function toEdit(text: string): [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw new UserError(`--edit ${text}: write it as key=json.`, { exitCode: 2 })
  return [text.slice(0, at), readJson(text.slice(at + 1), '--edit')]
}

const post = (access: Access, id: string, verb: string, body?: object): Promise<Patch> =>
  getJson<Patch>(access, pathOf(id, verb), { method: 'POST', ...(body && { body }) })

async function decide(id: string, verb: string, flags: ApiFlags, body?: object): Promise<void> {
  const patch = await post(accessOf(flags), id, verb, body)
  if (flags.json) return printJson(patch)
  console.log(`${patch.title} is ${patch.status.replaceAll('_', ' ')}: ${countByStatus(patch.operations)}`)
  const next = nextOf(patch)
  if (next) console.log(next)
}

function nextOf({ id, status, operations }: Patch): string | null {
  const has = (wanted: string) => operations.some((operation) => operation.status === wanted)
  if (has('stale')) return `What has changed since: npx orchestrator patch diff ${id}`
  if (has('accepted')) return `Apply it: npx orchestrator patch apply ${id}`
  return status === 'applied' ? `To undo it: npx orchestrator patch undo ${id}` : null
}

async function undo(id: string, flags: ApiFlags): Promise<void> {
  const undoing = await post(accessOf(flags), id, 'undo')
  if (flags.json) return printJson(undoing)
  const stays = undoing.operations.filter(({ status }) => status === 'stale')
  console.log(`Undone: ${countByStatus(undoing.operations)} (${undoing.id})`)
  for (const { summary, reason } of stays) console.log(`stays: ${summary}${reason ? ` (${reason})` : ''}`)
}
