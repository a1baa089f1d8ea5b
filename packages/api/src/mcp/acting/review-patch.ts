import { cutJson, withoutEmpty } from '@orchestrator/agents'
import { AppError, commandCatalogue, newId, type Patch } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { storeOf } from '../caller.ts'
import { defineActingTool } from './definition.ts'

const { id, ...decisions } = commandCatalogue['patch.review'].data.shape

export const reviewPatch = defineActingTool({
  name: 'review_patch',
  title: 'Decide about a patch',
  description:
    'Accepts or rejects operations of a patch as the person whose key this is. With `apply: true` what is accepted is applied at once, with their rights; what has changed since it was proposed is not overwritten but becomes stale. Only call it after the person has seen the operations (get_patch) and said what is to become of them. What was applied can be undone.',
  permission: 'patch.review',
  input: z.strictObject({ patchId: id.describe('list_patches has the ids'), ...decisions }),
  hints: { readOnlyHint: false, destructiveHint: true },
  async run(caller, { patchId, ...decided }) {
    const { principal } = caller.identity
    const store = storeOf(caller)
    await store.execute(principal, [{ id: newId(), type: 'patch.review', data: { id: patchId, ...decided } }])
    const found = await store.read(principal.workspaceId, (tx) =>
      getEntity(tx, principal.workspaceId, 'patch', patchId),
    )
    if (!found) throw new AppError('not_found', `there is no patch ${patchId}`)
    const { title, status, operations } = found as unknown as Patch
    return {
      ...{ id: patchId, title, status },
      operations: operations.map(({ key, status: is, reason, conflicts }) =>
        withoutEmpty({
          ...{ key, status: is, reason },
          conflicts: conflicts.map((conflict) => cutJson(conflict, 300, 'get_patch has more')),
        }),
      ),
    }
  },
})
