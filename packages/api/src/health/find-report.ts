import { AppError, type ProjectHealthReport } from '@orchestrator/domain'
import { getProjectHealth, type HealthRequest, hasMoreTasksThan } from '@orchestrator/store'
import { read } from '../http/read.ts'
import type { Call } from '../http/route.ts'
import { reportInThread } from './report-in-thread.ts'

/** A report of more tasks is made in a thread, which takes longer to start than one of fewer tasks takes in all. */
const mostHere = 2_000
/** A thread keeps nobody waiting but who asked: it has this time at least, and more where requests have more. */
const leastDeadlineMs = 60_000

/** How a project is doing. @throws AppError `not_found`, `invalid_input` for an `asOf` that is none, `unavailable` when it takes too long */
export async function findReport(
  { api, c, workspaceId }: Pick<Call, 'api' | 'c' | 'workspaceId'>,
  request: HealthRequest,
): Promise<ProjectHealthReport> {
  const { projectId } = request
  const deadlineMs = Math.max(leastDeadlineMs, api.config.requestTimeoutMs)
  const isLarge = await read(api, workspaceId, (tx) => hasMoreTasksThan(tx, workspaceId, projectId, mostHere))
  const report = isLarge
    ? await api.heavyTurns.take('report', workspaceId, c.req.raw.signal, () =>
        reportInThread({ url: api.store.url, workspaceId, request }, c.req.raw.signal, deadlineMs),
      )
    : await read(api, workspaceId, (tx) => getProjectHealth(tx, workspaceId, request))
  if (!report) throw new AppError('not_found', `there is no project ${projectId}`)
  return report
}
