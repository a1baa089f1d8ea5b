import type { HealthActions, Patch } from '@orchestrator/sdk'
import { type Access, getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { inPercent } from '../patch/patch.ts'

interface Wanted {
  readonly projectId: string
  readonly weeks: number | undefined
  readonly json: boolean | undefined
}

/** Prints what the findings call for. */
export async function showActions(access: Access, { projectId, weeks, json }: Wanted): Promise<void> {
  const query = { window: weeks }
  const found = await getJson<HealthActions>(access, pathOf(projectId), { query })
  if (json) return printJson(found)
  const { items, leftOut } = found
  printTable(
    ['ACTION', 'COMMAND', 'SURE', 'WHY'],
    items.map(({ key, command, confidence, rationale }) => [key, command, inPercent(confidence), rationale]),
    'Nothing that could be proposed.',
  )
  if (leftOut.length > 0)
    console.log(`Left out, for it is hardly ever accepted: ${leftOut.map(({ key }) => key).join(', ')}.`)
  if (items.length > 0) console.log('\nNothing is changed. To propose it as a patch: --propose.')
}

/** Proposes it as one patch. */
export async function proposeActions(access: Access, { projectId, weeks, json }: Wanted): Promise<void> {
  const body = weeks === undefined ? {} : { window: weeks }
  const patch = await getJson<Patch>(access, pathOf(projectId), { method: 'POST', body })
  if (json) return printJson(patch)
  console.log(`${patch.title} (${patch.id})\nLook at it: npx orchestrator patch diff ${patch.id}`)
}

const pathOf = (projectId: string) => `/v1/projects/${projectId}/health/actions`
