import type { AnyEvent, ErrorJson } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { type Told, toldEntities } from '../execute/told-entities.ts'
import type { Store } from '../store.ts'
import { type EventRow, toEvent } from './event-row.ts'
import { type Definition, definitionFrom } from './relay.ts'
import type { Run } from './runs.ts'
import type { RunStepRow } from './steps.ts'
import type { Wait } from './waits.ts'

// Runs without a workflow: their row is advanced from their beginning again whenever it wakes, and what is recorded answers.

/** A run that somebody may advance for as long as his lease lasts. */
export interface ClaimedRun {
  readonly workspaceId: string
  readonly id: string
  /** Whose turn it is: another claim has another number. */
  readonly claims: number
  readonly wakes: number
  /** Nothing can be recorded of it yet. */
  readonly fresh: boolean
}

/**
 * @param share how many of one workspace may be under way
 * @param underWay how many are, of those workspaces of which there are some
 */
export const claimDueRuns = (
  store: Store,
  options: { most: number; leaseMs: number; share: number; underWay: ReadonlyMap<string, number> },
) => {
  const { most, leaseMs, share, underWay } = options
  return store.sql<ClaimedRun[]>`
    select * from claim_due_runs(${most}, ${leaseMs}, ${share}, ${[...underWay.keys()]}::uuid[], ${[...underWay.values()]}::int[])`
}

/** Has leases end after so long from now. */
export async function leaseRuns(store: Store, runs: readonly ClaimedRun[], leaseMs: number): Promise<void> {
  if (runs.length === 0) return
  await store.sql`
    select lease_runs(${runs.map((run) => run.workspaceId)}::uuid[], ${runs.map((run) => run.id)}::uuid[], ${runs.map((run) => run.claims)}::int[], ${leaseMs})`
}

/** After how many milliseconds the next run is due of those that are next; null: none has a time. @param busy workspaces that do not count */
export async function nextRunWake(store: Store, busy: readonly string[]): Promise<number | null> {
  const rows = await store.sql<{ ms: number | null }[]>`select * from next_run_wake(${busy as string[]}::uuid[])`
  return rows[0]?.ms ?? null
}

/** All that is recorded of a run. */
export interface RunRecord {
  readonly run: Run
  /** What started it. */
  readonly event: AnyEvent | null
  readonly definition: Definition | null
  readonly ruleIsOn: boolean
  readonly steps: ReadonlyMap<number, RunStepRow>
  readonly waits: ReadonlyMap<number, Wait & { readonly over: boolean }>
  /** What queries gave, and what of entities no event tells. */
  readonly replies: ReadonlyMap<number, unknown>
  /** What its commands answered of their entities, by the commands' ids; of those that made events. */
  readonly made: ReadonlyMap<string, Told>
  /** The events that ended its waits, by their seq. */
  readonly events: ReadonlyMap<number, AnyEvent>
  /** When it was read, by the clock of the database. */
  readonly now: string
}

type Of<T> = T & { readonly runId: string }

const mostKnown = 5_000

/**
 * Reads all that is recorded of runs of one workspace at once, and notes of those that slept long enough that they have.
 * @param known definitions by their seq, which never change
 */
export async function readRunRecords(
  store: Store,
  workspaceId: string,
  claimed: readonly ClaimedRun[],
  known: Map<string, Definition | null>,
): Promise<RunRecord[]> {
  const ids = claimed.map(({ id }) => id)
  const begun = claimed.filter(({ fresh }) => !fresh).map(({ id }) => id)
  return store.write(workspaceId, async (tx) => {
    const [runs, started, recorded] = await Promise.all([
      tx<(Run & { ruleIsOn: boolean; now: string })[]>`
        select r.*, now() as now, exists (select from rules a where a.workspace_id = r.workspace_id and a.id = r.automation_id and a.enabled) as rule_is_on
        from runs r where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.status in ('queued', 'running')`.execute(),
      tx<EventRow[]>`
        select e.* from (select distinct r.event_seq from runs r where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[])) s
        join events e on e.workspace_id = ${workspaceId} and e.seq = s.event_seq`.execute(),
      begun.length > 0 ? readRecorded(tx, workspaceId, begun) : null,
    ])
    const events = new Map(started.map((row) => [row.seq, toEvent(row)]))
    const definitions = await readDefinitions(tx, workspaceId, runs, known)
    const reading = runs.filter(({ id, definitionSeq }) => {
      const definition = definitions.get(definitionSeq)
      return recorded?.steps.has(id) && definition?.kind === 'rule' && namesActions(definition.rule.then)
    })
    const made =
      reading.length > 0 ? await toldEntities(tx, workspaceId, { runIds: reading.map(({ id }) => id) }) : new Map()
    return runs.map(({ ruleIsOn, now, ...run }) => ({
      ...{ run, ruleIsOn, now },
      event: events.get(run.eventSeq) ?? null,
      definition: definitions.get(run.definitionSeq) ?? null,
      steps: new Map(recorded?.steps.get(run.id)?.map((step) => [step.step, step])),
      waits: new Map(recorded?.waits.get(run.id)?.map((wait) => [wait.step, wait])),
      replies: new Map(recorded?.replies.get(run.id)?.map(({ step, reply }) => [step, reply])),
      events: recorded?.events ?? new Map(),
      made,
    }))
  })
}

/** By their seq. What is known is only kept for later: others empty it when it is full. */
async function readDefinitions(
  tx: Tx,
  workspaceId: string,
  runs: readonly Run[],
  known: Map<string, Definition | null>,
): Promise<ReadonlyMap<number, Definition | null>> {
  const found = new Map<number, Definition | null>()
  for (const { definitionSeq: seq } of runs) {
    if (found.has(seq)) continue
    const key = `${workspaceId} ${seq}`
    const definition = known.get(key) ?? (await definitionFrom(tx, workspaceId, seq))
    found.set(seq, definition)
    if (known.size >= mostKnown) known.clear()
    known.set(key, definition)
  }
  return found
}

async function readRecorded(tx: Tx, workspaceId: string, ids: readonly string[]) {
  const mine = tx`workspace_id = ${workspaceId} and run_id = any(${ids as string[]}::uuid[])`
  const [, steps, waits, replies, events] = await Promise.all([
    tx`
      update run_steps set status = 'completed', ended_at = now()
      where ${mine} and kind = 'sleep' and status <> 'completed'
        and started_at + (input->>'milliseconds')::float8 * interval '1 millisecond' <= now()`.execute(),
    tx<Of<RunStepRow>[]>`select * from run_steps where ${mine} order by run_id, step`.execute(),
    tx<(Wait & { over: boolean })[]>`
      select *, matched_seq is not null or coalesce(expires_at <= now(), false) as over from waits where ${mine}`.execute(),
    tx<Of<{ step: number; reply: unknown }>[]>`select * from run_replies where ${mine}`.execute(),
    tx<EventRow[]>`
      select distinct on (e.seq) e.* from run_steps s
      join events e on e.workspace_id = ${workspaceId} and e.seq = (s.output->>'seq')::bigint
      where s.workspace_id = ${workspaceId} and s.run_id = any(${ids as string[]}::uuid[]) and s.kind = 'wait' and s.status = 'completed'
      order by e.seq`.execute(),
  ])
  const byRun = <T extends { readonly runId: string }>(rows: readonly T[]) => Map.groupBy(rows, ({ runId }) => runId)
  return {
    ...{ steps: byRun(steps), waits: byRun(waits), replies: byRun(replies) },
    events: new Map(events.map((row) => [row.seq, toEvent(row)])),
  }
}

/** Only what has a name is read by later actions. */
const namesActions = (actions: unknown): boolean => JSON.stringify(actions).includes('"name"')

/** Where a run rests. */
export interface Park {
  readonly id: string
  readonly claims: number
  readonly wakes: number
  /** The sleep that begins. Until then it counts from `startedAt`, or from when it is recorded. */
  readonly sleep?: {
    readonly step: number
    readonly name: string
    readonly ms: number
    readonly startedAt: string | null
  }
  /** When it goes on without one; null: when something comes. */
  readonly at?: string | null
  /** Why it does not go on, for people to see. */
  readonly error?: ErrorJson
}

/** Lays runs of one workspace down. One that something woke meanwhile is due at once; one that somebody else has now is left to him. */
export async function parkRuns(store: Store, workspaceId: string, parks: readonly Park[]): Promise<void> {
  const rows = parks.map(({ sleep, at, id, claims, wakes, error }) => ({
    ...{ id, claims, wakes, at: at ?? null, error: error ?? null },
    ...(sleep && { step: sleep.step, name: sleep.name, ms: sleep.ms, started_at: sleep.startedAt }),
  }))
  const ids = parks.map(({ id }) => id)
  await store.write(
    workspaceId,
    (tx) => tx`
    with p as (
      select * from jsonb_to_recordset(${tx.json(rows as never)})
        as p (id uuid, claims int, wakes int, at timestamptz, error jsonb, step int, name text, ms float8, started_at timestamptz)
    ),
    -- In the order of ids, as all do who lock several runs.
    held as materialized (
      select r.id from runs r where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) order by r.id for no key update
    ),
    begun as (
      insert into run_steps (workspace_id, run_id, step, kind, name, status, input, attempts, started_at)
      select ${workspaceId}, p.id, p.step, 'sleep', p.name, 'running', jsonb_build_object('milliseconds', p.ms), 1, coalesce(p.started_at, now())
      from p join runs r on r.workspace_id = ${workspaceId} and r.id = p.id and r.claims = p.claims and r.status in ('queued', 'running')
      where p.step is not null
      on conflict (workspace_id, run_id, step) do update set attempts = run_steps.attempts
      returning run_id, started_at
    )
    update runs r set leased_until = null, error = p.error, wake_at = case
        when r.wakes <> p.wakes or r.cancel_requested_at is not null then now()
        else coalesce(b.started_at + p.ms * interval '1 millisecond', p.at) end
    from held join p on p.id = held.id left join begun b on b.run_id = p.id
    where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.id = p.id and r.claims = p.claims and r.status in ('queued', 'running')`,
  )
}

/** Keeps what a query gave to a run that is under way. @returns what it keeps: the first answer */
export async function keepReply(
  tx: Tx,
  { workspaceId, runId }: { workspaceId: string; runId: string },
  step: number,
  reply: unknown,
): Promise<unknown> {
  const added = await tx`
    insert into run_replies (workspace_id, run_id, step, reply)
    select ${workspaceId}, ${runId}, ${step}, ${tx.json(reply as never)}::jsonb from runs
    where workspace_id = ${workspaceId} and id = ${runId} and status in ('queued', 'running')
    on conflict (workspace_id, run_id, step) do nothing returning step`
  if (added.length > 0) return reply
  const rows = await tx<{ reply: unknown }[]>`
    select reply from run_replies where workspace_id = ${workspaceId} and run_id = ${runId} and step = ${step}`
  return rows[0]?.reply ?? reply
}
