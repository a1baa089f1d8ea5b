import { AppError, type Command, deriveId } from '@orchestrator/domain'
import { lastThrottled, type NewRun, principalOf, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'

/** An owner is told of one automation once in so many milliseconds. */
const quietTime = 3_600_000

/** The run as which it is told. */
type ToldAs = Pick<
  NewRun,
  'id' | 'kind' | 'automationId' | 'memberId' | 'scopes' | 'eventId' | 'correlationId' | 'depth'
>

type Told = { readonly reason: string } & (
  | { readonly cause: 'slow_condition'; readonly slowSeq: number }
  | { readonly cause: 'rate'; readonly heldSeq: number }
)

/**
 * Tells in the log that an automation is slowed down, as the run that was left out or is held for it. Done before that run is
 * committed: a crash between the two tells nothing a second time, for the log is asked first.
 */
export async function tellOwner(
  { store, app, logger }: { store: Store; app: Store; logger: Logger },
  workspaceId: string,
  run: ToldAs,
  told: Told,
): Promise<void> {
  const last = await lastThrottled(store, workspaceId, run.automationId, told.cause)
  if (last !== null && Date.parse(last) > Date.now() - quietTime) return
  const { id, kind, automationId } = run
  const command: Command = {
    id: deriveId(id, 'throttled'),
    type: 'automation.throttle',
    data: { kind, id: automationId, ...told },
  }
  try {
    await app.execute(principalOf({ ...run, workspaceId }), [command])
  } catch (refusal) {
    // Its owner has left the workspace, or it was deleted meanwhile: there is nobody to tell.
    if (!(refusal instanceof AppError) || !['forbidden', 'not_found'].includes(refusal.code)) throw refusal
    logger.debug(
      { err: refusal, workspaceId, automation: automationId },
      'nobody was told of an automation that is slowed down',
    )
  }
}
