import type { Hold } from '@orchestrator/domain'
import type { Run } from '@orchestrator/store'
import { cut } from '../output/cut.ts'
import { withoutEmpty } from '../output/without-empty.ts'

/** A run as lists show it. */
export const runLine = (run: Run, held: ReadonlyMap<string, Hold>): Record<string, unknown> =>
  withoutEmpty({
    id: run.id,
    kind: run.kind,
    automation: run.name,
    automationId: run.automationId,
    status: run.status,
    waitsBecause: held.get(run.id)?.reason,
    error: run.error && { code: run.error.code, message: cut(run.error.message, 300, 'the API has all') },
    startedBy: { event: run.eventType, subjectType: run.subjectType, subjectId: run.subjectId },
    projectId: run.projectId,
    retryOf: run.retryOf,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
  })
