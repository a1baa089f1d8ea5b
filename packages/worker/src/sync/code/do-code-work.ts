import { type Command, newId } from '@orchestrator/domain'
import { ProviderError } from '@orchestrator/integrations'
import { type CodeWork, dueCodeWork, finishCodeWork, putOffCodeWork, toAppError } from '@orchestrator/store'
import { RoundEnded } from '../do-work.ts'
import { NotNow } from '../limit-session.ts'
import { LostClaim, type SyncContext } from '../sync-context.ts'
import { observePullRequest } from './observe-pull-request.ts'
import { writePullRequest } from './write-pull-request.ts'

const atOnce = 10
const firstPauseMs = 2_000
const longestPauseMs = 15 * 60_000
const ending = new Set<ProviderError['kind']>(['rate_limited', 'unauthorized'])
/** Trying again changes nothing about these; whoever changes what is wanted tries again. */
const refused = new Set<ProviderError['kind']>(['invalid', 'forbidden', 'not_found'])

/** What fails so often is not looked at again before somebody tells of it; an outage is none of it. */
const mostAttempts = 12

/**
 * Pull requests that were told of are looked at, those that were asked for are made. Each is done or put off by itself.
 * @returns how many were due
 * @throws RoundEnded, LostClaim
 */
export async function doCodeWork(context: SyncContext): Promise<number> {
  const { store, claim } = context
  const due = await dueCodeWork(store, claim, atOnce)
  for (const work of due) {
    try {
      if (work.linkId !== null) await writePullRequest(context, work.linkId)
      else await look(context, work)
    } catch (error) {
      await fail(context, work, error)
      continue
    }
    await store.write(claim.workspaceId, (tx) => finishCodeWork(tx, claim, work))
  }
  return due.length
}

async function look(
  context: SyncContext,
  { repositoryId, number }: Extract<CodeWork, { readonly linkId: null }>,
): Promise<void> {
  const pull = await context.session.pullRequest?.({ repositoryId, number })
  if (pull) await observePullRequest(context, pull)
}

async function fail(context: SyncContext, work: CodeWork, error: unknown): Promise<void> {
  const { store, claim, logger } = context
  if (error instanceof LostClaim || error instanceof RoundEnded) throw error
  if (error instanceof Error && error.name === 'AbortError') throw new LostClaim('this process ends')
  if (error instanceof ProviderError && ending.has(error.kind)) throw new RoundEnded(error)
  if (error instanceof NotNow) {
    await store.write(claim.workspaceId, (tx) =>
      putOffCodeWork(tx, claim, work, { afterMs: error.afterMs, counts: false }),
    )
    return
  }
  logger.warn(
    { err: error, workspaceId: claim.workspaceId, connectionId: claim.connectionId, key: work.key },
    'a pull request could not be read or written',
  )
  if (isRefused(error) || (!isOutage(error) && work.attempts + 1 >= mostAttempts)) {
    if (work.linkId !== null) await report(context, work.linkId, error)
    await store.write(claim.workspaceId, (tx) => finishCodeWork(tx, claim, work))
    return
  }
  const afterMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(work.attempts, 20))
  await store.write(claim.workspaceId, (tx) => putOffCodeWork(tx, claim, work, { afterMs, counts: true }))
}

const isRefused = (error: unknown): boolean => error instanceof ProviderError && refused.has(error.kind)

const isOutage = (error: unknown): boolean =>
  error instanceof ProviderError ? error.kind === 'unavailable' : toAppError(error).code === 'unavailable'

async function report({ store, principal }: SyncContext, id: string, error: unknown): Promise<void> {
  const told =
    error instanceof ProviderError
      ? { code: error.kind, message: error.message }
      : { code: 'internal', message: 'it could not be written; see the log' }
  const command = { id: newId(), type: 'task_link.report_error', data: { id, error: told } }
  await store.execute(principal, [command as Command], { unasked: true })
}
