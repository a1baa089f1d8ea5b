import { countStart, durationMs, type HeldRun, type Hold, judge } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'
import { isBehind } from '../overlap.ts'
import { endHeld, type HeldEnd, skip } from './end-held.ts'
import type { AutomationFlow } from './read-state.ts'
import type { FlowRow } from './take-in.ts'
import type { FlowRef } from './wakes.ts'

/** What came of letting held runs go on. */
export interface Admission {
  readonly admitted: number
  /** The first run that is held for the sake of all others: its automation starts too many. */
  readonly tooMany: string | undefined
  /** When the next may go on, as far as that is known. */
  readonly nextAt: number | null
  readonly more: boolean
}

const ofAPage = 200
const mostATurn = 500

/** Lets those go on that may: first by priority, then by the order of their events. */
export async function admit(tx: Tx, ref: FlowRef, state: AutomationFlow, now: Date): Promise<Admission> {
  const at = now.getTime()
  const admitted: string[] = []
  const ends: HeldEnd[] = []
  const full = { concurrency: [] as string[], throttle: [] as string[], schedules: [] as string[] }
  const { concurrency, throttle } = state.flow ?? {}
  if (concurrency)
    for (const [key, running] of state.running) if (running >= concurrency.limit) full.concurrency.push(key)
  let nextAt: number | null = null
  let tooMany: string | undefined
  const wait = (until: number | null) => {
    if (until !== null && (nextAt === null || until < nextAt)) nextAt = until
  }
  let after: Place | null = null
  for (let ended = false; !ended && admitted.length < mostATurn; ) {
    const page: ReadyRow[] = await readyRows(tx, ref, full, after)
    ended = page.length < ofAPage
    for (const row of page) {
      after = row
      const run = heldRun(row)
      const hold = judge(run, state, at)
      if (hold === null) {
        countStart(run, state, at)
        admitted.push(row.runId)
      } else if (hold.why === 'throttle' && throttle?.drop) ends.push(skip(row.runId, 'throttled', dropped(hold)))
      else if (hold.why === 'rate') {
        tooMany = row.runId
        wait(hold.nextTryAt)
        ended = true
        break
      } else {
        if (hold.why === 'overlap') full.schedules.push(row.subjectId)
        if (hold.why === 'concurrency') full.concurrency.push(row.concurrencyKey ?? '')
        if (hold.why === 'throttle') full.throttle.push(row.throttleKey ?? '')
        wait(hold.nextTryAt)
      }
    }
  }
  await Promise.all([endHeld(tx, ref.workspaceId, ends), start(tx, ref.workspaceId, admitted, now)])
  return { admitted: admitted.length, tooMany, nextAt, more: admitted.length >= mostATurn }
}

const dropped = ({ reason }: Hold) => `${reason}; it drops what is too much`

type ReadyRow = FlowRow & { readonly priority: number; readonly subjectId: string; readonly behind: boolean }
type Place = Pick<ReadyRow, 'priority' | 'eventSeq' | 'runId'>

/** A page of those that are ready, without those whose key is full, or who wait for a run that their schedule started before. */
const readyRows = (
  tx: Tx,
  { workspaceId, automationId }: FlowRef,
  full: { concurrency: readonly string[]; throttle: readonly string[]; schedules: readonly string[] },
  after: Place | null,
): Promise<ReadyRow[]> =>
  tx<ReadyRow[]>`
    select f.*, r.subject_id, ${isBehind(tx)} as behind
    from flow_runs f join runs r on r.workspace_id = f.workspace_id and r.id = f.run_id
    where f.workspace_id = ${workspaceId} and f.automation_id = ${automationId} and f.phase = 'ready' and f.admitted_at is null
      ${full.schedules.length > 0 ? tx`and not (r.subject_id = any(${full.schedules as string[]}::uuid[]) and ${isBehind(tx)})` : tx``}
      ${full.concurrency.length > 0 ? tx`and coalesce(concurrency_key, '') <> all(${full.concurrency as string[]}::text[])` : tx``}
      ${full.throttle.length > 0 ? tx`and coalesce(throttle_key, '') <> all(${full.throttle as string[]}::text[])` : tx``}
      ${after ? tx`and (-f.priority, f.event_seq, f.run_id) > (${-after.priority}, ${after.eventSeq}, ${after.runId})` : tx``}
    order by f.priority desc, f.event_seq, f.run_id limit ${ofAPage}`.execute()

export const heldRun = (
  row: Pick<FlowRow, 'phase' | 'concurrencyKey' | 'throttleKey' | 'gatherKey' | 'notBefore'> & { behind: boolean },
): HeldRun => ({
  ...row,
  notBefore: row.notBefore === null ? null : Date.parse(row.notBefore),
})

function start(tx: Tx, workspaceId: string, ids: readonly string[], now: Date): Promise<unknown> {
  if (ids.length === 0) return Promise.resolve()
  return Promise.all([
    tx`update runs set status = 'queued' where workspace_id = ${workspaceId} and id = any(${ids as string[]}::uuid[]) and status = 'held'`.execute(),
    tx`
      update flow_runs set phase = 'admitted', admitted_at = ${now.toISOString()}
      where workspace_id = ${workspaceId} and run_id = any(${ids as string[]}::uuid[])`.execute(),
  ])
}

/** For how long an admitted run counts after it has ended. */
export const countedFor = (state: AutomationFlow): number =>
  Math.max(60_000, state.flow?.throttle ? durationMs(state.flow.throttle.period) : 0)
