import { Id, type Patch, PatchStatus } from '@orchestrator/domain'
import { byCreation, patchConditions, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { listPage, pageInput } from '../output/page.ts'
import { defineReadTool } from './definition.ts'
import { patchLine } from './patch-line.ts'

export const listPatches = defineReadTool({
  name: 'list_patches',
  title: 'List patches',
  description:
    'Lists patches (changes that were proposed and that people decide about), newest first. Those of status proposed or partly_accepted wait for a decision. get_patch has the operations of one.',
  permission: 'workspace.read',
  input: z.strictObject({
    status: z.array(PatchStatus).min(1).optional().describe('in any of these'),
    projectId: Id.optional().describe('only about this project'),
    taskId: Id.optional().describe('only those that would change this task, or add to it'),
    agent: z.string().min(1).max(200).optional().describe('only of this agent, by its name'),
    memberId: Id.optional().describe('only proposed by this member, or by what acts for them'),
    ...pageInput,
  }),
  read: (reading, { status, projectId, taskId, agent, memberId, ...page }) =>
    listPage(reading, {
      kind: 'patch',
      where: patchConditions({ status, projectId, agent, memberId, targetId: taskId }),
      sort: byCreation['-createdAt'] as Sort,
      order: '-createdAt',
      show: (patch: Patch) => ({
        ...patchLine(patch),
        operations: patch.operations.slice(0, 5).map(({ summary, status: is }) => `${summary} [${is}]`),
        ...(patch.operations.length > 5 && { moreOperations: patch.operations.length - 5 }),
      }),
      ...page,
    }),
})
