import type { EntityKind, FactName, Need } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { fromJson, type StoredRow, toSnake } from '../tables.ts'
import { loadFact } from './facts.ts'
import { type Answer, LoadQuery } from './load-query.ts'
import type { PreparedRequest } from './prepare.ts'

/** All that the decisions of a group of requests can see. */
export interface Loaded {
  readonly rows: Map<EntityKind, Map<string, StoredRow>>
  readonly facts: Map<string, unknown>
  /** Per project: the numbers taken for this transaction and the last rank before it. */
  readonly numbers: Map<string, { next: number; lastRank: string | null }>
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
 * Loads whatever the requests need, in one round trip and mostly in one statement. Rows that will be written are locked, in
 * a fixed order of kinds and ids, so that writers do not wait for each other in a circle.
 */
export async function load(tx: Tx, workspaceId: string, requests: readonly PreparedRequest[]): Promise<Loaded> {
  const loaded: Loaded = { rows: new Map(), facts: new Map(), numbers: new Map(), known: new Map() }
  const wanted = collect(requests)
  const ids = requests.flatMap(({ prepared, idempotency }) => [
    ...prepared.map((command) => command.id),
    ...(idempotency ? [idempotency.id] : []),
  ])
  const query = new LoadQuery(workspaceId)
  query.add(
    'ledger',
    (parameter) =>
      `select id, encode(request_hash, 'hex') as "requestHash", result, first_seq as "firstSeq", last_seq as "lastSeq" from commands where workspace_id = $1 and id = any(${parameter(ids)}::uuid[])`,
  )
  for (const [kind, wants] of [...wanted.ids].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const write = [...wants.write]
    const read = [...wants.read].filter((id) => !wants.write.has(id))
    if (read.length > 0) query.addRows(kind, (parameter) => `id = any(${parameter(read)}::uuid[])`, false)
    if (write.length > 0) query.addRows(kind, (parameter) => `id = any(${parameter(write)}::uuid[])`, true)
  }
  for (const kind of wanted.all) query.addRows(kind, () => 'true', false)
  for (const { kind, by, write } of wanted.by.values()) {
    const where = (parameter: (value: unknown) => string) =>
      Object.entries(by)
        .map(([field, value]) => `${toSnake(field)} = ${parameter(value)}`)
        .join(' and ')
    query.addRows(kind, where, write)
  }
  await Promise.all([
    // First of all: whoever deletes the project holds its counter's lock, and is seen by what is read after.
    ...(wanted.numbers.size > 0 ? [takeNumbers(tx, workspaceId, wanted.numbers, loaded)] : []),
    query.run(tx).then((answers) => keep(loaded, answers)),
    ...[...wanted.facts.values()].map(
      async ({ fact, id }) => void loaded.facts.set(`${fact} ${id}`, await loadFact(tx, workspaceId, fact, id)),
    ),
  ])
  return loaded
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

function collect(requests: readonly PreparedRequest[]) {
  const ids = new Map<EntityKind, { read: Set<string>; write: Set<string> }>()
  const by = new Map<string, { kind: EntityKind; by: Readonly<Record<string, string | boolean>>; write: boolean }>()
  const all = new Set<'state' | 'custom_field' | 'tag'>()
  const facts = new Map<string, { fact: FactName; id: string }>()
  const numbers = new Map<string, number>()
  const idsOf = (kind: EntityKind) => {
    let entry = ids.get(kind)
    if (!entry) ids.set(kind, (entry = { read: new Set(), write: new Set() }))
    return entry
  }
  const add = (need: Need) => {
    if ('all' in need) all.add(need.all)
    else if ('numberIn' in need) numbers.set(need.numberIn, (numbers.get(need.numberIn) ?? 0) + 1)
    else if ('fact' in need) facts.set(`${need.fact} ${need.id}`, need)
    else if ('by' in need) {
      const key = `${need.kind} ${JSON.stringify(need.by)}`
      by.set(key, { kind: need.kind, by: need.by, write: (need.write ?? false) || (by.get(key)?.write ?? false) })
    } else for (const id of need.ids) if (id) idsOf(need.kind)[need.write ? 'write' : 'read'].add(id)
  }
  for (const { principal, prepared, ruleId } of requests) {
    if (ruleId) idsOf('rule').read.add(ruleId)
    idsOf('member').read.add(principal.actor.memberId)
    if (principal.actor.type === 'api_key') idsOf('api_key').read.add(principal.actor.id)
    by.set(`roles ${principal.actor.memberId}`, {
      kind: 'project_member',
      by: { memberId: principal.actor.memberId },
      write: false,
    })
    for (const command of prepared) command.needs.forEach(add)
  }
  return { ids, by, all, facts, numbers }
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
    loaded.numbers.set(projectId, {
      next: lastNumber - (wanted.get(projectId) ?? 0) + 1,
      lastRank: lastRanks.get(projectId) ?? null,
    })
  }
}
