import { askRows, type EntityKind, type Foreseen, type LoadedRows, type Need } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { fromJson, type StoredRow } from '../tables.ts'
import { loadFact } from './facts.ts'
import { type Answer, LoadQuery } from './load-query.ts'
import type { PreparedRequest } from './prepare.ts'
import { collectWanted, needsOf } from './wanted.ts'

/** All that the decisions of a group of requests can see. */
export interface Loaded {
  readonly rows: Map<EntityKind, Map<string, StoredRow>>
  readonly facts: Map<string, unknown>
  /** Per project: the numbers taken for this transaction, from `next` to `last`, and the last rank before it. */
  readonly numbers: Map<string, { next: number; readonly last: number; lastRank: string | null }>
  readonly known: Map<string, LedgerRow>
}

export interface LedgerRow {
  readonly id: string
  /** SHA-256 in hex. */
  readonly requestHash: string
  readonly result: never
  readonly firstSeq: number | null
  readonly lastSeq: number | null
  /** Of a command of this very transaction. */
  readonly entity?: Readonly<Record<string, unknown>> | null
}

/**
 * Loads whatever the requests need, in one round trip and mostly in one statement. Rows that will be written are locked. Of
 * a kind that is locked, rows that are only read are read after: what was read before could have changed while the lock was
 * waited for.
 */
export async function load(tx: Tx, workspaceId: string, requests: readonly PreparedRequest[]): Promise<Loaded> {
  const loaded: Loaded = { rows: new Map(), facts: new Map(), numbers: new Map(), known: new Map() }
  const ids = requests.flatMap(({ prepared, idempotency }) => [
    ...prepared.map((command) => command.id),
    ...(idempotency ? [idempotency.id] : []),
  ])
  await loadNeeds(tx, workspaceId, needsOf(requests), loaded, ids)
  const now = new Date().toISOString()
  const asking = requests.flatMap(({ prepared }) => {
    const foreseen = prepared.flatMap(({ foresees }) => foresees?.(now) ?? [])
    return prepared.flatMap(({ more }) => (more ? { more, foreseen, asked: new Set() } : []))
  })
  for (let round = 0; asking.length > 0 && round < mostRounds; round++) {
    const view = viewOf(loaded, now)
    const further = asking.flatMap(({ more, foreseen, asked }) =>
      more(foreseen.length > 0 ? withForeseen(view, foreseen) : view).filter((need) => isNew(need, asked)),
    )
    if (further.length === 0) break
    forget(loaded, further)
    await loadNeeds(tx, workspaceId, further, loaded)
  }
  return loaded
}

/** So often commands may ask for more in the light of what they got. */
const mostRounds = 3

function isNew(need: Need, asked: Set<unknown>): boolean {
  const key = JSON.stringify(need)
  if (asked.has(key)) return false
  asked.add(key)
  return true
}

/** What is read again is as it is then: a row that was deleted meanwhile is not there any more. */
function forget(loaded: Loaded, needs: readonly Need[]): void {
  for (const need of needs) if ('ids' in need) for (const id of need.ids) if (id) rowsOf(loaded, need.kind).delete(id)
}

/** What is there counts before what the same batch will make: its command is refused then. */
function withForeseen(view: LoadedRows, foreseen: readonly Foreseen[]): LoadedRows {
  const of = <K extends EntityKind>(kind: K) =>
    foreseen.flatMap((one) => (one.kind === kind ? (one.row as StoredRow<K>) : []))
  const rows = askRows({
    byId: (kind, id) => view.find(kind, id) ?? of(kind).find((row) => row.id === id),
    all: (kind) => [...view.all(kind), ...of(kind)],
  })
  return { now: view.now, ...rows }
}

function viewOf(loaded: Loaded, now: string): LoadedRows {
  const rows = askRows({
    byId: (kind, id) => rowsOf(loaded, kind).get(id as string) as never,
    all: (kind) => [...rowsOf(loaded, kind).values()] as never[],
  })
  return { now, ...rows }
}

async function loadNeeds(
  tx: Tx,
  workspaceId: string,
  needs: readonly Need[],
  loaded: Loaded,
  ids: readonly string[] = [],
): Promise<void> {
  const wanted = collectWanted(needs)
  const [first, late, last] = [new LoadQuery(workspaceId), new LoadQuery(workspaceId), new LoadQuery(workspaceId)]
  if (ids.length > 0)
    first.add(
      'ledger',
      (parameter) =>
        `select id, encode(request_hash, 'hex') as "requestHash", result, first_seq as "firstSeq", last_seq as "lastSeq" from commands where workspace_id = $1 and id = any(${parameter(ids)}::uuid[])`,
    )
  const locked = new Set(wanted.rows.flatMap(({ kind, lock }) => (lock === 'none' ? [] : kind)))
  for (const { kind, where, lock, late: isLate } of wanted.rows) {
    const query = isLate ? late : lock === 'none' && locked.has(kind) ? last : first
    query.addRows(kind, where, lock)
  }
  await Promise.all([
    // First of all: whoever deletes the project holds its counter's lock, and is seen by what is read after.
    ...(wanted.numbers.size > 0 ? [takeNumbers(tx, workspaceId, wanted.numbers, loaded)] : []),
    ...[first, late, last].map((query) => query.run(tx).then((answers) => keep(loaded, answers))),
    ...wanted.facts.map(
      async ({ fact, id }) => void loaded.facts.set(`${fact} ${id}`, await loadFact(tx, workspaceId, fact, id)),
    ),
  ])
}

function keep(loaded: Loaded, answers: readonly Answer[]): void {
  for (const { kind, rows } of answers) {
    if (kind === 'ledger') for (const row of rows as unknown as LedgerRow[]) loaded.known.set(row.id, row)
    else {
      const known = rowsOf(loaded, kind)
      for (const row of rows) known.set(row.id, fromJson(kind, row))
    }
  }
}

export function rowsOf(loaded: Loaded, kind: EntityKind): Map<string, StoredRow> {
  let rows = loaded.rows.get(kind)
  if (!rows) loaded.rows.set(kind, (rows = new Map()))
  return rows
}

/** Takes as many numbers as the project's new tasks need. Its counter's lock also orders the ranks of new tasks. */
async function takeNumbers(
  tx: Tx,
  workspaceId: string,
  wanted: ReadonlyMap<string, number>,
  loaded: Loaded,
): Promise<void> {
  const projects = [...wanted.keys()].sort()
  const counts = projects.map((id) => wanted.get(id) ?? 0)
  const counters = tx<{ projectId: string; lastNumber: number }[]>`
    update project_counters c set last_number = c.last_number + w.n
    from unnest(${projects}::uuid[], ${counts}::int[]) as w (project_id, n)
    where c.workspace_id = ${workspaceId} and c.project_id = w.project_id
    returning c.project_id, c.last_number`.execute()
  const ranks = tx<{ projectId: string; rank: string | null }[]>`
    select w.project_id, (select t.rank from tasks t where t.workspace_id = ${workspaceId} and t.project_id = w.project_id and t.deleted_at is null order by t.rank desc, t.id desc limit 1) as rank
    from unnest(${projects}::uuid[]) as w (project_id)`.execute()
  const lastRanks = new Map((await Promise.all([counters, ranks]))[1].map((row) => [row.projectId, row.rank]))
  for (const { projectId, lastNumber } of await counters) {
    // Those that were taken before lie right before these: the counter has been locked since.
    const before = loaded.numbers.get(projectId)
    loaded.numbers.set(projectId, {
      next: before?.next ?? lastNumber - (wanted.get(projectId) ?? 0) + 1,
      last: lastNumber,
      lastRank: lastRanks.get(projectId) ?? null,
    })
  }
}
