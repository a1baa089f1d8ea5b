import type { EntityKind, FactName, Need, Principal } from '@orchestrator/domain'
import { tables, toSnake } from '../tables.ts'
import type { Parameter, RowLock } from './load-query.ts'
import type { PreparedRequest } from './prepare.ts'

/** Rows that requests need, as one part of a query. */
export interface WantedRows {
  readonly kind: EntityKind
  readonly where: (parameter: Parameter) => string
  readonly lock: RowLock
  readonly late: boolean
}

/** What a group of requests needs, each thing once. */
export interface Wanted {
  readonly rows: readonly WantedRows[]
  readonly facts: readonly { fact: FactName; id: string }[]
  /** How many numbers to take in each project. */
  readonly numbers: ReadonlyMap<string, number>
}

type Fields = Extract<Need, { by: unknown }>['by']
type Likeness = Omit<Extract<Need, { like: unknown }>['like'], 'ids'>
type Reference = Omit<Extract<Need, { of: unknown }>['of'], 'ids'>

/** What requests need before anything is loaded: their callers' rights, and what their commands say. */
export function needsOf(requests: readonly PreparedRequest[]): Need[] {
  return requests.flatMap(({ principal, prepared, ruleId, step }): Need[] => {
    const { actor } = principal
    return [
      { kind: 'rule', ids: [ruleId] },
      // Kept, so that none of its steps comes after the answer to whoever cancels it.
      ...(step?.stepped ? [{ kind: 'run', ids: [step.runId], keep: true } as const] : []),
      { kind: 'member', ids: [actor.memberId] },
      ...(actor.type === 'api_key' ? [{ kind: 'api_key', ids: [actor.id] } as const] : []),
      { kind: 'project_member', by: { memberId: actor.memberId } },
      ...prepared.flatMap(({ needs }) =>
        needs.flatMap((need) => ('cause' in need ? causesOf(principal) : asMember(need, actor.memberId))),
      ),
    ]
  })
}

/** Puts the acting member into a need for their own rows. */
const asMember = (need: Need, memberId: string): Need =>
  'by' in need && need.mine !== undefined ? { ...need, by: { ...need.by, [need.mine]: memberId } } : need

export function collectWanted(needs: readonly Need[]): Wanted {
  const byId = new Map<EntityKind, Record<RowLock, Set<string>>>()
  const byFields = new Map<string, { kind: EntityKind; by: Fields; lock: RowLock; late: boolean }>()
  const referred = new Map<string, { kind: EntityKind; of: Reference; ids: Set<string>; lock: RowLock }>()
  const alike = new Map<string, { kind: EntityKind; like: Likeness; ids: Set<string>; lock: RowLock; late: boolean }>()
  const all = new Map<EntityKind, RowLock>()
  const facts = new Map<string, { fact: FactName; id: string }>()
  const numbers = new Map<string, number>()

  const idsOf = (kind: EntityKind) =>
    entry(byId, kind, () => ({ none: new Set<string>(), keep: new Set<string>(), write: new Set<string>() }))
  const add = (need: Need): void => {
    if ('all' in need) all.set(need.all, stronger(all.get(need.all), lockOf(need)))
    else if ('numberIn' in need) numbers.set(need.numberIn, (numbers.get(need.numberIn) ?? 0) + (need.count ?? 1))
    else if ('fact' in need) facts.set(`${need.fact} ${need.id}`, need)
    else if ('cause' in need) return
    else if ('of' in need) {
      const { ids, ...of } = need.of
      const lock = lockOf(need)
      const key = `${need.kind} ${of.kind} ${of.field} ${lock}`
      const known = entry(referred, key, () => ({ kind: need.kind, of, ids: new Set<string>(), lock }))
      for (const id of ids) known.ids.add(id)
    } else if ('like' in need) {
      const { kind, late = false } = need
      const { ids, ...like } = need.like
      const key = `${kind} ${like.field} ${late} ${lockOf(need)}`
      const known = entry(alike, key, () => ({ kind, like, ids: new Set<string>(), lock: lockOf(need), late }))
      for (const id of ids) known.ids.add(id)
    } else if ('by' in need) {
      const { kind, by, late = false } = need
      const key = `${kind} ${late} ${JSON.stringify(by)}`
      byFields.set(key, { kind, by, late, lock: stronger(byFields.get(key)?.lock, lockOf(need)) })
    } else for (const id of need.ids) if (id) idsOf(need.kind)[lockOf(need)].add(id)
  }
  needs.forEach(add)

  const rows: WantedRows[] = []
  // In a fixed order of kinds and ids, so that writers do not wait for each other in a circle.
  for (const [kind, { none, keep, write }] of [...byId].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // One statement, in the order of ids, also where some would only be kept: two would be two orders.
    const held = new Set([...keep, ...write])
    const unlocked = [...none].filter((id) => !held.has(id))
    if (unlocked.length > 0) rows.push({ kind, where: isOneOf(unlocked), lock: 'none', late: false })
    const lock = write.size > 0 ? 'write' : 'keep'
    if (held.size > 0) rows.push({ kind, where: isOneOf([...held]), lock, late: false })
  }
  for (const [kind, lock] of all) rows.push({ kind, where: () => 'true', lock, late: false })
  for (const { kind, by, lock, late } of byFields.values()) rows.push({ kind, where: hasFields(by), lock, late })
  for (const { kind, like, ids, lock, late } of alike.values())
    rows.push({ kind, where: isLike(kind, like, [...ids]), lock, late })
  for (const { kind, of, ids, lock } of referred.values())
    rows.push({ kind, where: isReferredTo(of, [...ids]), lock, late: false })
  return { rows, facts: [...facts.values()], numbers }
}

/** Who is behind the run that acts: by the event that started it, by the first of its chain, and by asking for the run. */
export const causesOf = ({ cause, actor }: Principal) =>
  cause
    ? [
        ...[...new Set([cause.causationId, cause.correlationId])].map((id) => ({ fact: 'event_member', id }) as const),
        { fact: 'run_requesters', id: actor.id } as const,
      ]
    : []

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

type Where = WantedRows['where']

const isOneOf =
  (ids: readonly string[]): Where =>
  (parameter) =>
    `id = any(${parameter(ids)}::uuid[])`

const hasFields =
  (by: Fields): Where =>
  (parameter) =>
    Object.entries(by)
      .map(([field, value]) =>
        value === null
          ? `${toSnake(field)} is null`
          : `${toSnake(field)} = ${typeof value === 'string' ? parameter(value) : `any(${parameter(value)})`}`,
      )
      .join(' and ')

const isReferredTo =
  ({ kind, field }: Reference, ids: readonly string[]): Where =>
  (parameter) =>
    `id in (select ${toSnake(field)} from ${tables[kind].name} where workspace_id = $1 and ${isOneOf(ids)(parameter)})`

const isLike =
  (kind: EntityKind, { field }: Likeness, ids: readonly string[]): Where =>
  (parameter) =>
    `${toSnake(field)} in (select ${toSnake(field)} from ${tables[kind].name} where workspace_id = $1 and ${isOneOf(ids)(parameter)})`

const lockOf = ({ write, keep }: { write?: boolean; keep?: boolean }): RowLock =>
  write ? 'write' : keep ? 'keep' : 'none'

const strengths: readonly RowLock[] = ['none', 'keep', 'write']
const stronger = (known: RowLock = 'none', wanted: RowLock): RowLock =>
  strengths.indexOf(known) > strengths.indexOf(wanted) ? known : wanted
