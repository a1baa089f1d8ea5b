import { AppError, Id, type Patch, type PatchOperation } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { cut, cutJson } from '../output/cut.ts'
import { mostOutput } from '../output/fit.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'
import { patchLine } from './patch-line.ts'

export const getPatch = defineReadTool({
  name: 'get_patch',
  title: 'Get a patch',
  description:
    'Shows one patch with its rationale, evidence and operations: what each would do, the values before it, and what was decided. `data` is the operation’s as a reviewer edited it, where one did. Long data are cut; name the operation to see more of it.',
  permission: 'workspace.read',
  input: z.strictObject({
    patchId: Id.describe('list_patches has the ids'),
    operations: z.array(z.string()).min(1).max(100).optional().describe('only the operations with these keys'),
  }),
  async read({ tx, workspaceId }, { patchId, operations: keys }) {
    const found = await getEntity(tx, workspaceId, 'patch', patchId)
    if (!found) throw new AppError('not_found', `there is no patch ${patchId}`)
    const patch = found as unknown as Patch
    const shown = patch.operations.filter(({ key }) => keys === undefined || keys.includes(key))
    const room = Math.max(600, Math.floor((mostOutput - 6_000) / (2 * Math.max(1, shown.length))))
    return withoutEmpty({
      ...patchLine(patch),
      rationale: cut(patch.rationale, 3_000, 'the API has all'),
      evidence: patch.evidence.slice(0, 10).map((one) => cutJson(one, 300, 'the API has all')),
      operations: shown.map((operation) => operationLine(operation, room)),
    })
  },
})

const operationLine = (operation: PatchOperation, room: number) => {
  const rest = `get_patch with operations: ["${operation.key}"] has more`
  return withoutEmpty({
    key: operation.key,
    command: operation.command,
    summary: operation.summary,
    status: operation.status,
    data: cutJson(operation.edited ?? operation.data, room, rest),
    before: cutJson(operation.before, room, rest),
    confidence: operation.confidence,
    rationale: cut(operation.rationale ?? '', 500, 'the API has all'),
    dependsOn: operation.dependsOn,
    reason: cut(operation.reason ?? '', 500, 'the API has all'),
    conflicts: operation.conflicts.map((conflict) => cutJson(conflict, 300, 'the API has all')),
  })
}
