import { durationMs, type Flow, idempotencyPeriod } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'
import { toStoredJson } from '../../tables.ts'
import { endHeld, type HeldEnd, skip } from './end-held.ts'
import type { FlowRef } from './wakes.ts'

/** A held run as the gate sees it. */
export interface FlowRow {
  readonly runId: string
  readonly eventSeq: number
  readonly phase: 'new' | 'gathering' | 'ready'
  readonly concurrencyKey: string | null
  readonly throttleKey: string | null
  readonly gatherKey: string | null
  readonly idempotencyKey: string | null
  readonly occurredAt: string
  readonly createdAt: string
  readonly since: string | null
  readonly notBefore: string | null
}

/** What becomes of a run that was taken in. */
type Place = Pick<FlowRow, 'runId' | 'since' | 'notBefore'> & { readonly phase: 'gathering' | 'ready' }

const most = 1_000

/**
 * Looks at new held runs in the order of their events: leaves out repeats, and lets debounce and batch gather.
 * @returns the keys under which there are more now, and whether there may be more new ones
 */
export async function takeIn(
  tx: Tx,
  ref: FlowRef,
  flow: Flow | null,
): Promise<{ keys: readonly string[]; more: boolean }> {
  const { workspaceId, automationId } = ref
  const rows = await tx<FlowRow[]>`
    select * from flow_runs where workspace_id = ${workspaceId} and automation_id = ${automationId} and phase = 'new' and admitted_at is null
    order by event_seq, run_id limit ${most}`
  if (rows.length === 0) return { keys: [], more: false }
  const repeats = flow?.idempotencyKey === undefined ? [] : await findRepeats(tx, ref, rows, idempotencyPeriod(flow))
  const ends: HeldEnd[] = [...repeats]
  const repeated = new Set(repeats.map(({ id }) => id))
  const fresh = rows.filter(({ runId }) => !repeated.has(runId))
  const places = flow?.debounce
    ? [
        ...fresh.filter((row) => row.gatherKey === null).map((row) => placeOf(row, null)),
        ...(await debounce(
          tx,
          ref,
          fresh.filter((row) => row.gatherKey !== null),
          flow.debounce,
          ends,
        )),
      ]
    : fresh.map((row) => placeOf(row, row.gatherKey === null ? null : flow))
  await Promise.all([endHeld(tx, workspaceId, ends), place(tx, workspaceId, places)])
  const keys = flow?.batch ? [...new Set(fresh.map((row) => row.gatherKey ?? ''))] : []
  return { keys, more: rows.length === most }
}

function placeOf({ runId, createdAt }: FlowRow, flow: Flow | null): Place {
  if (!flow?.batch) return { runId, phase: 'ready', since: null, notBefore: null }
  return { runId, phase: 'gathering', since: createdAt, notBefore: later(createdAt, durationMs(flow.batch.timeout)) }
}

/** The last event of a chain wins. A chain ends once it was quiet, or has lasted as long as it may. */
async function debounce(
  tx: Tx,
  { workspaceId, automationId }: FlowRef,
  fresh: readonly FlowRow[],
  { period, maxWait }: NonNullable<Flow['debounce']>,
  ends: HeldEnd[],
): Promise<Place[]> {
  const keys = [...new Set(fresh.map((row) => row.gatherKey ?? ''))]
  const gathering = await tx<FlowRow[]>`
    select * from flow_runs
    where workspace_id = ${workspaceId} and automation_id = ${automationId} and phase = 'gathering' and coalesce(gather_key, '') = any(${keys})
    order by event_seq`
  const current = new Map(gathering.map((row) => [row.gatherKey ?? '', row]))
  const places = new Map<string, Place>()
  for (const row of fresh) {
    const key = row.gatherKey ?? ''
    const before = current.get(key)
    const goesOn = before?.notBefore != null && before.notBefore > row.createdAt
    const superseded = (by: FlowRow) =>
      `event ${by.eventSeq} came within ${typeof period === 'number' ? `${period} ms` : period}, so its run ${by.runId} is done instead`
    if (goesOn && before.eventSeq > row.eventSeq) {
      ends.push(skip(row.runId, 'debounced', superseded(before)))
      continue
    }
    if (goesOn) {
      ends.push(skip(before.runId, 'debounced', superseded(row)))
      places.delete(before.runId)
    }
    const since = (goesOn && before.since) || row.createdAt
    const quiet = later(row.createdAt, durationMs(period))
    const last = maxWait === undefined ? quiet : later(since, durationMs(maxWait))
    const placed = { ...row, phase: 'gathering' as const, since, notBefore: [quiet, last].sort()[0] ?? quiet }
    current.set(key, placed)
    places.set(row.runId, placed)
  }
  return [...places.values()]
}

/** Those whose idempotency key is known. Keys of the others are known from now on. */
async function findRepeats(
  tx: Tx,
  { workspaceId, automationId }: FlowRef,
  rows: readonly FlowRow[],
  period: number,
): Promise<HeldEnd[]> {
  const keyed = rows.filter((row) => row.idempotencyKey !== null)
  if (keyed.length === 0) return []
  interface Seen {
    readonly key: string
    readonly runId: string
    readonly eventSeq: number
    readonly expiresAt: string
  }
  // A run that ended before it began counts for no other, unless what it was to do was left to another run.
  const seen = await tx<Seen[]>`
    select k.key, k.run_id, k.event_seq, k.expires_at
    from flow_keys k left join runs r on r.workspace_id = k.workspace_id and r.id = k.run_id
    where k.workspace_id = ${workspaceId} and k.automation_id = ${automationId} and k.key = any(${keyed.map((row) => row.idempotencyKey ?? '')})
      and (r.status is null or r.status not in ('skipped', 'canceled') or r.started_at is not null or r.error->>'code' in ('debounced', 'batched'))`
  const known = new Map(seen.map((one) => [one.key, one]))
  const added = new Map<string, Seen>()
  const repeats: HeldEnd[] = []
  for (const { runId, eventSeq, idempotencyKey, occurredAt } of keyed) {
    const key = idempotencyKey ?? ''
    const first = known.get(key)
    if (first && first.expiresAt > occurredAt) {
      const message = `event ${first.eventSeq} had the same idempotency key ${key}; its run is ${first.runId}`
      repeats.push(skip(runId, 'duplicate', message))
      continue
    }
    const one = { key, runId, eventSeq, expiresAt: later(occurredAt, period) }
    known.set(key, one)
    added.set(key, one)
  }
  await tx`
    insert into flow_keys (workspace_id, automation_id, key, run_id, event_seq, expires_at)
    select ${workspaceId}, ${automationId}, k.key, k.run_id, k.event_seq, k.expires_at
    from jsonb_to_recordset(${tx.json([...added.values()].map(toStoredJson) as never)}) as k (key text, run_id uuid, event_seq bigint, expires_at timestamptz)
    on conflict (workspace_id, automation_id, key) do update
    set run_id = excluded.run_id, event_seq = excluded.event_seq, expires_at = excluded.expires_at`
  return repeats
}

function place(tx: Tx, workspaceId: string, places: readonly Place[]): Promise<unknown> {
  if (places.length === 0) return Promise.resolve()
  const rows = places.map(({ runId, phase, since, notBefore }) => toStoredJson({ runId, phase, since, notBefore }))
  return tx`
    update flow_runs f set phase = p.phase, since = p.since, not_before = p.not_before
    from jsonb_to_recordset(${tx.json(rows as never)}) as p (run_id uuid, phase text, since timestamptz, not_before timestamptz)
    where f.workspace_id = ${workspaceId} and f.run_id = p.run_id`.execute()
}

/** Instants as we print them sort as texts. */
const later = (instant: string, milliseconds: number): string =>
  new Date(Date.parse(instant) + milliseconds).toISOString()
