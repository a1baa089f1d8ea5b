import { ApprovalStatus, Id } from '@orchestrator/domain'
import { approvalsFor } from '@orchestrator/store'
import * as z from 'zod'
import { byCreation, equals, listOf, listRoute } from '../../http/entity/index.ts'
import { approvals } from './resource.ts'

export const listApprovals = listRoute(approvals, {
  operationId: 'listApprovals',
  filters: {
    status: listOf(ApprovalStatus, 'pending'),
    forMe: z.enum(['true', 'false']).default('false').meta({ description: 'only those that wait for your answer' }),
    taskId: Id.optional(),
    projectId: Id.optional(),
    runId: Id.optional().meta({ description: 'asked for by this run' }),
  },
  sorts: byCreation,
  where: ({ status, forMe, taskId, projectId, runId }, { identity }) => [
    ...equals(['task_id', taskId], ['project_id', projectId], ['run_id', runId]),
    ...(status ? [{ sql: 't.status = any(?::text[])', values: [status] }] : []),
    ...(forMe === 'true' ? [approvalsFor(identity.principal.actor.memberId)] : []),
  ],
})
