import { type Command, Option } from 'commander'
import { callApi, getJson } from '../api-client.ts'
import { readDataFile } from '../data-files.ts'
import { ago, printJson, printTable } from '../output.ts'
import { colorDiff } from '../patch/color-diff.ts'
import { authorOf, countByStatus, inPercent, type Patch, patchStatuses, pathOf } from '../patch/patch.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toEntityId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { addPatchDecisions } from './patch-decide.ts'
import { addPatchPolicy } from './patch-policy.ts'
import { taskIdOf } from './task-id.ts'

/** Adds `orchestrator patch` and its subcommands. */
export function addPatch(program: Command): void {
  const patch = program
    .command('patch')
    .description('Changes that agents and people propose: look at them, accept, reject and undo them.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator patch --status proposed
  $ npx orchestrator patch diff 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator patch accept 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator patch reject 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 due --reason "not before the fair"
  $ npx orchestrator patch undo 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator patch propose --file tidy.yaml`,
    )
  const one = (name: string, description: string) =>
    withApiFlags(patch.command(name).description(description).argument('<id>', 'id of the patch', toEntityId))
  withPages(
    withApiFlags(patch.command('list', { isDefault: true }).description('list patches, newest first (the default)')),
  )
    .addOption(new Option('--status <status...>', 'only of these').choices(patchStatuses))
    .option('--project <project>', 'only of this project: its key or id')
    .option('--agent <name>', 'only of this agent')
    .option('--task <task>', 'only those that would change this task: its identifier or id')
    .action(listPatches)
  one('show', 'show a patch: why, by whom, and what became of each operation').action(showPatch)
  one('diff', 'show what it would change, against what is there now').action(diffPatch)
  withApiFlags(patch.command('propose').description('propose changes instead of making them'))
    .requiredOption('-f, --file <file>', 'the patch as JSON or YAML; - reads it from the standard input')
    .addHelpText(
      'after',
      `
Example of a file:
  title: Tidy up
  operations:
    - key: urgent
      command: task.update
      data: { id: 01a20526-bb65-70ba-9bc0-1f2c5de0bd74, priority: high }`,
    )
    .action(proposePatch)
  addPatchDecisions(one)
  addPatchPolicy(patch)
}

type ListFlags = ApiFlags & PageFlags & { status?: string[]; project?: string; agent?: string; task?: string }

async function listPatches(flags: ListFlags, command: Command): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const filter = {
    status: flags.status?.join(','),
    projectId: flags.project === undefined ? undefined : await projectIdOf(access, flags.project),
    agent: flags.agent,
    taskId: flags.task === undefined ? undefined : await taskIdOf(access, flags.task),
  }
  const query = { sort: '-createdAt', ...filter, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Patch[]; nextCursor: string | null }>(access, '/v1/patches', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['PATCH', 'STATUS', 'BY', 'PROPOSED', 'OPERATIONS', 'TITLE'],
    page.items.map((one) => [
      ...[one.id, one.status, authorOf(one), ago(one.createdAt), countByStatus(one.operations), one.title],
    ]),
    Object.values(filter).every((value) => value === undefined)
      ? 'Nothing is proposed yet. Propose something: npx orchestrator patch propose --help'
      : 'No patches like that.',
  )
  sayMore(command, page.nextCursor)
}

async function showPatch(id: string, flags: ApiFlags): Promise<void> {
  const patch = await getJson<Patch>(accessOf(flags), pathOf(id))
  if (flags.json) return printJson(patch)
  console.log(`${patch.title}  ${patch.status}  ${patch.id}`)
  console.log(`by ${authorOf(patch)}, ${ago(patch.createdAt)}${patch.runId ? `, in the run ${patch.runId}` : ''}`)
  if (patch.expiresAt) console.log(`decide until ${patch.expiresAt}`)
  if (patch.undoesId) console.log(`undoes ${patch.undoesId}`)
  if (patch.undoneById) console.log(`undone by ${patch.undoneById}`)
  if (patch.supersededById) console.log(`replaced by ${patch.supersededById}`)
  if (patch.rationale !== '') console.log(`\n${patch.rationale}`)
  console.log('')
  printTable(
    ['OPERATION', 'STATUS', 'SURE', 'WHAT'],
    patch.operations.map(({ key, status, confidence, summary, reason }) => [
      ...[key, status, inPercent(confidence), `${summary}${reason ? ` (${reason})` : ''}`],
    ]),
    'It changes nothing.',
  )
  console.log(`\nWhat would change: npx orchestrator patch diff ${patch.id}`)
}

async function diffPatch(id: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  if (flags.json) return printJson(await getJson(access, pathOf(id, 'diff')))
  const response = await callApi(access, pathOf(id, 'diff'), { query: { format: 'text' } })
  console.log(colorDiff((await response.text()).trimEnd()))
}

async function proposePatch(flags: ApiFlags & { file: string }): Promise<void> {
  const body = readDataFile(flags.file)
  const made = await getJson<Patch>(accessOf(flags), '/v1/patches', { method: 'POST', body })
  if (flags.json) return printJson(made)
  console.log(`${made.title}: ${countByStatus(made.operations)}\nLook at it: npx orchestrator patch diff ${made.id}`)
}
