import { AppError, type Command, deriveId } from '@orchestrator/domain'
import { lastThrottled, type NewRun, principalOf, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'

/** An owner is told of one automation once in so many milliseconds. */
const quietTime = 3_600_000

/**
 * Tells in the log that an automation's condition took too long, as the run that was left out for it. Done before that run is
 * committed: a crash between the two tells nothing a second time, for the log is asked first.
 */
export async function tellOwner(
  { store, app, logger }: { store: Store; app: Store; logger: Logger },
  workspaceId: string,
  run: NewRun,
): Promise<void> {
  const last = await lastThrottled(store, workspaceId, run.automationId)
  if (last !== null && Date.parse(last) > Date.now() - quietTime) return
  const { id, kind, automationId, eventSeq, error } = run
  const command: Command = {
    id: deriveId(id, 'throttled'),
    type: 'automation.throttle',
    data: { kind, id: automationId, slowSeq: eventSeq, reason: error?.message ?? '' },
  }
  try {
    await app.execute(principalOf({ ...run, workspaceId }), [command])
  } catch (refusal) {
    // Its owner has left the workspace, or it was deleted meanwhile: there is nobody to tell.
    if (!(refusal instanceof AppError) || !['forbidden', 'not_found'].includes(refusal.code)) throw refusal
    logger.debug({ err: refusal, workspaceId, automation: automationId }, 'nobody was told of a slow condition')
  }
}
