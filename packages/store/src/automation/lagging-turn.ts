import type { AnyEvent } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { eventsOfTypes } from './events.ts'
import { endLagging, type LaggingTrigger, moveLagging } from './lagging.ts'
import { keepApart } from './overlap.ts'
import { definitionTypes, insertRuns, type RoundResult } from './relay.ts'
import { markWaits } from './waits.ts'

/** What came of asking a lagging trigger about some events. */
export interface Turn extends Pick<RoundResult, 'runs' | 'waits'> {
  /** The last event that was asked about. */
  readonly seq: number
  /** A condition took too long. */
  readonly slow: boolean
}

interface Place {
  readonly seq: number
  readonly cursor: number
  /** The event that ended this version; it is the last one that the version sees. */
  readonly until: number | null
  /** Nothing was slow lately. */
  readonly calm: boolean
}

/** One whose condition took too long stays out of the main lane for so long: there it would be ended at the cost of all others. */
const calmSeconds = 60

/**
 * One turn of a lagging trigger: reads events that the relay has passed, and in the same transaction writes what came of them
 * and how far it is. Having caught up, and after some calm, it goes back to the main lane; under the cursor's lock, so that no
 * event is asked about by both lanes or by none.
 * @param options.types of the events that it looks for
 * @returns what came of it; null when there was nothing to ask, or another process has the turn
 */
export async function laggingTurn(
  store: Store,
  workspaceId: string,
  trigger: LaggingTrigger,
  { types, most }: { types: readonly string[]; most: number },
  ask: (events: readonly AnyEvent[]) => Promise<Turn>,
): Promise<Turn | null> {
  return store.write(workspaceId, async (tx) => {
    const place = await takePlace(tx, workspaceId, trigger)
    if (!place) return null
    const last = Math.min(place.cursor, place.until ?? place.cursor)
    const events = await eventsOfTypes(tx, workspaceId, types, { after: place.seq, to: last, limit: most })
    const turn = events.length > 0 ? await ask(events) : null
    const { runs = [], waits = [], slow = false } = turn ?? {}
    const caughtUp = events.length < most && (turn === null || turn.seq === events.at(-1)?.seq)
    const mayReturn = async () => place.calm && !slow && !(await passes(tx, workspaceId, types, last))
    const over = waits.length > 0 || (caughtUp && (last === place.until || (await mayReturn())))
    await Promise.all([
      ...(runs.length > 0 ? [insertRuns(tx, workspaceId, runs), ...keepApart(tx, workspaceId, runs)] : []),
      ...(waits.length > 0 ? [markWaits(tx, workspaceId, waits)] : []),
      // As in the main lane: what a run is told of is not taken back.
      ...(waits.length > 0 ? [tx`set local synchronous_commit to on`.execute()] : []),
      ...(over ? [endLagging(tx, workspaceId, trigger)] : []),
      ...(turn && !over ? [moveLagging(tx, workspaceId, trigger, { seq: caughtUp ? last : turn.seq, slow })] : []),
    ])
    return turn
  })
}

/** Where a trigger is, unless another process has its turn. */
async function takePlace(
  tx: Tx,
  workspaceId: string,
  { id, definitionSeq }: LaggingTrigger,
): Promise<Place | undefined> {
  const places = await tx<Place[]>`
    select l.seq, c.seq as cursor, l.slow_at <= now() - make_interval(secs => ${calmSeconds}) as calm, (
      select min(e.seq) from events e
      where e.workspace_id = ${workspaceId} and e.subject_id = ${id} and e.subject_type in ('rule', 'playbook')
        and e.type = any(${definitionTypes}) and e.seq > ${definitionSeq}
    ) as until
    from lagging_triggers l join relay_cursors c on c.workspace_id = l.workspace_id
    where l.workspace_id = ${workspaceId} and l.id = ${id} and l.definition_seq = ${definitionSeq}
    for update of l skip locked`
  return places[0]
}

/** Whether the relay has passed events of these types. If not, it is kept from doing so until this transaction has ended. */
async function passes(tx: Tx, workspaceId: string, types: readonly string[], seq: number): Promise<boolean> {
  const cursors = await tx<
    { seq: number }[]
  >`select seq from relay_cursors where workspace_id = ${workspaceId} for update`
  const rows = await tx`
    select from events
    where workspace_id = ${workspaceId} and type = any(${types as string[]}) and seq > ${seq} and seq <= ${cursors[0]?.seq ?? 0} limit 1`
  return rows.length > 0
}
