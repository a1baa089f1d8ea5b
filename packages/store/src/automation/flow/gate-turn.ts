import type { Tx } from '../../connection.ts'
import type { Store } from '../../store.ts'
import { expiredError, type Run } from '../runs.ts'
import { type Admission, admit, countedFor } from './admit.ts'
import { endHeld, type HeldEnd, skip } from './end-held.ts'
import { releaseGathered } from './gather.ts'
import { type AutomationFlow, readFlowState } from './read-state.ts'
import { takeIn } from './take-in.ts'
import { type FlowRef, wakeFlows } from './wakes.ts'

export interface GateTurn {
  readonly kind: 'rule' | 'playbook' | null
  readonly admitted: number
  /** The first of those that are held since their automation starts too many in a minute. */
  readonly tooMany: Run | null
  readonly more: boolean
}

/** Where something ended without leaving a mark, those that wait for it are looked at again after so long, in milliseconds. */
const lookAgain = 5_000
const mostEnds = 1_000

/**
 * One turn of the gate at an automation: all in one transaction, under a lock that no other gate has at the same time. What the
 * gate looks at is counted anew in each turn, so nothing that a crash takes away can keep anybody waiting or let too many pass.
 * @returns null when another gate is at it
 */
export function gateTurn(store: Store, ref: FlowRef): Promise<GateTurn | null> {
  const { workspaceId, automationId } = ref
  return store.write(workspaceId, async (tx) => {
    const [lock] = await tx<{ taken: boolean; now: string }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`flow ${automationId}`}, 0)) as taken, clock_timestamp() as now`
    if (!lock?.taken) return null
    // Marks that come later are of what this turn may not see; they stay.
    await tx`delete from flow_wakes where workspace_id = ${workspaceId} and automation_id = ${automationId}`
    const [clock] = await tx<{ now: string }[]>`
      with over as (
        update flow_runs f set phase = 'over' from runs r
        where f.workspace_id = ${workspaceId} and f.automation_id = ${automationId} and f.phase = 'admitted'
          and r.workspace_id = f.workspace_id and r.id = f.run_id and r.ended_at is not null
        returning f.run_id, f.idempotency_key, r.started_at is null and r.status in ('skipped', 'canceled') as undone
      ), forgotten as (
        -- What was let through but never began is no repeat of anything to the next event.
        delete from flow_keys k using over o
        where k.workspace_id = ${workspaceId} and k.automation_id = ${automationId} and o.undone
          and k.key = o.idempotency_key and k.run_id = o.run_id
      )
      select clock_timestamp() as now`
    const now = new Date(clock?.now ?? lock.now)
    const state = await readFlowState(tx, workspaceId, automationId, now)
    const turn = state?.enabled ? await letThrough(tx, ref, state, now) : await endAll(tx, ref, state)
    // What was let through is told to Temporal: a crash must not take it back.
    if (turn.admitted > 0) await tx`set local synchronous_commit to on`
    return turn
  })
}

async function letThrough(tx: Tx, ref: FlowRef, state: AutomationFlow, now: Date): Promise<GateTurn> {
  const { workspaceId } = ref
  const ended = await endCanceledAndExpired(tx, ref, now)
  const taken = await takeIn(tx, ref, state.flow)
  const gathered = await releaseGathered(tx, ref, state.flow, taken.keys, now)
  const admission: Admission =
    state.pausedAt === null
      ? await admit(tx, ref, state, now)
      : { admitted: 0, tooMany: undefined, nextAt: null, more: false }
  const more = ended || taken.more || gathered || admission.more
  await Promise.all([forget(tx, ref, state, now), wakeAgain(tx, ref, { state, admission, more, now })])
  const [tooMany] =
    admission.tooMany === undefined
      ? []
      : await tx<Run[]>`select * from runs where workspace_id = ${workspaceId} and id = ${admission.tooMany}`
  return { kind: state.kind, admitted: admission.admitted, tooMany: tooMany ?? null, more }
}

async function endCanceledAndExpired(tx: Tx, { workspaceId, automationId }: FlowRef, now: Date): Promise<boolean> {
  const rows = await tx<{ id: string; canceled: boolean; expiresAt: string | null }[]>`
    (
      select id, true as canceled, null::timestamptz as expires_at from runs
      where workspace_id = ${workspaceId} and automation_id = ${automationId} and status = 'held' and cancel_requested_at is not null
      limit ${mostEnds}
    )
    union all
    (
      select run_id, false, expires_at from flow_runs
      where workspace_id = ${workspaceId} and automation_id = ${automationId} and admitted_at is null and expires_at <= ${now.toISOString()}
      limit ${mostEnds}
    )`
  const canceled = new Set(rows.filter((row) => row.canceled).map(({ id }) => id))
  const ends = rows.flatMap(({ id, expiresAt, ...row }): HeldEnd[] => {
    if (row.canceled) return [{ id, status: 'canceled', error: null }]
    return canceled.has(id) ? [] : [{ id, status: 'skipped', error: expiredError({ expiresAt }) }]
  })
  await endHeld(tx, workspaceId, ends)
  return rows.length >= mostEnds
}

/** Of an automation that is switched off or gone. */
async function endAll(tx: Tx, { workspaceId, automationId }: FlowRef, state: AutomationFlow | null): Promise<GateTurn> {
  const rows = await tx<{ runId: string; kind: string }[]>`
    select f.run_id, r.kind from flow_runs f join runs r on r.workspace_id = f.workspace_id and r.id = f.run_id
    where f.workspace_id = ${workspaceId} and f.automation_id = ${automationId} and f.admitted_at is null limit ${mostEnds}`
  const ends = rows.map(({ runId, kind }) =>
    skip(runId, 'invalid_state', `the ${kind} was ${state ? 'switched off' : 'removed'} before the run began`),
  )
  await endHeld(tx, workspaceId, ends)
  const more = rows.length === mostEnds
  if (more) await wakeFlows(tx, workspaceId, [automationId])
  return { kind: state?.kind ?? null, admitted: 0, tooMany: null, more }
}

/** What counts no more. */
function forget(tx: Tx, { workspaceId, automationId }: FlowRef, state: AutomationFlow, now: Date): Promise<unknown> {
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString()
  return Promise.all([
    tx`
      delete from flow_runs
      where workspace_id = ${workspaceId} and automation_id = ${automationId} and phase = 'over' and admitted_at < ${before(countedFor(state))}`.execute(),
    // A day later than needed: the relay may be as far behind, and an event counts from when it happened.
    tx`
      delete from flow_keys
      where workspace_id = ${workspaceId} and automation_id = ${automationId} and expires_at < ${before(86_400_000)}`.execute(),
  ])
}

/** Leaves the mark for the next turn: when the first of those that are held may go on, as far as that is known. */
async function wakeAgain(
  tx: Tx,
  { workspaceId, automationId }: FlowRef,
  { state, admission, more, now }: { state: AutomationFlow; admission: Admission; more: boolean; now: Date },
): Promise<void> {
  const [next] = await tx<{ gathered: string | null; expires: string | null; ready: boolean }[]>`
    select
      (select not_before from flow_runs
        where workspace_id = ${workspaceId} and automation_id = ${automationId} and phase = 'gathering' order by not_before limit 1) as gathered,
      (select expires_at from flow_runs
        where workspace_id = ${workspaceId} and automation_id = ${automationId} and admitted_at is null and expires_at is not null
        order by expires_at limit 1) as expires,
      exists (select from flow_runs
        where workspace_id = ${workspaceId} and automation_id = ${automationId} and phase = 'ready' and admitted_at is null) as ready`
  const waits = next?.ready === true && state.pausedAt === null
  const instants = [
    more ? now.getTime() : null,
    next?.gathered ? Date.parse(next.gathered) : null,
    next?.expires ? Date.parse(next.expires) : null,
    waits ? Math.min(admission.nextAt ?? Number.POSITIVE_INFINITY, now.getTime() + lookAgain) : null,
  ].filter((instant) => instant !== null)
  if (instants.length === 0) return
  // Instants are cut to milliseconds: one later, it is over for sure.
  await wakeFlows(tx, workspaceId, [automationId], new Date(Math.min(...instants) + 1))
}
