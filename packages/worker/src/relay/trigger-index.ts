import type { AnyEvent } from '@orchestrator/domain'
import {
  type CompiledCondition,
  compileCondition,
  eventSchemaFor,
  type IndexableEquality,
  indexableEqualities,
  isExpensive,
} from '@orchestrator/domain/conditions'

/** One thing that looks for events: a trigger of an automation, or a source of a wait. */
export interface TriggerEntry {
  /** Unique in its workspace. */
  readonly key: string
  readonly types: readonly string[]
  /** null: every event of the types. */
  readonly cel: string | null
  readonly params?: Readonly<Record<string, unknown>>
}

interface Indexed {
  readonly entry: TriggerEntry
  readonly condition: CompiledCondition | null
  readonly expensive: boolean
}

/** Triggers of one event type. Those that demand a certain value somewhere are found by it; the rest are asked one by one. */
interface TypeIndex {
  readonly fields: Map<
    string,
    { readonly equality: Pick<IndexableEquality, 'kind' | 'path'>; readonly byValue: Map<unknown, Set<Indexed>> }
  >
  readonly rest: Set<Indexed>
}

/** Where a trigger was put. Waits come and go with a value of their own each: an empty set must not stay behind. */
interface Place {
  readonly set: Set<Indexed>
  readonly dropIfEmpty?: () => void
}

/** What guards an evaluation that can be slow. */
export interface Guard {
  before(entry: TriggerEntry): void
  after(): void
}

/**
 * The triggers of one workspace, so arranged that an event costs only those that could match it: by type, then by a value
 * which the condition demands (`event.task.projectId == "…"`), then the condition itself.
 */
export class TriggerIndex {
  readonly #types = new Map<string, TypeIndex>()
  readonly #placed = new Map<string, { indexed: Indexed; places: Place[] }>()

  /** Adds a trigger, or replaces the one with its key. One whose condition no longer compiles is left out. */
  add(entry: TriggerEntry): void {
    this.remove(entry.key)
    const indexed = index(entry)
    if (!indexed) return
    const places = entry.types.map((type) => this.#placeFor(type, entry))
    for (const { set } of places) set.add(indexed)
    this.#placed.set(entry.key, { indexed, places })
  }

  remove(key: string): void {
    const placed = this.#placed.get(key)
    if (!placed) return
    for (const { set, dropIfEmpty } of placed.places) {
      set.delete(placed.indexed)
      if (set.size === 0) dropIfEmpty?.()
    }
    this.#placed.delete(key)
  }

  /** The keys of the triggers that an event meets. */
  match(event: AnyEvent, guard: Guard): string[] {
    const type = this.#types.get(event.type)
    if (!type) return []
    const matched: string[] = []
    const ask = (candidates: Iterable<Indexed> | undefined) => {
      for (const { entry, condition, expensive } of candidates ?? []) {
        if (condition === null) matched.push(entry.key)
        else if (expensive ? guarded(entry, condition, event, guard) : condition.evaluate(event, entry.params))
          matched.push(entry.key)
      }
    }
    for (const { equality, byValue } of type.fields.values()) {
      const value = valueAt(event, equality.path)
      if (equality.kind === 'equals') ask(byValue.get(value))
      else for (const element of new Set(elementsOf(value))) ask(byValue.get(element))
    }
    ask(type.rest)
    return matched
  }

  #placeFor(typeName: string, entry: TriggerEntry): Place {
    let type = this.#types.get(typeName)
    if (!type) this.#types.set(typeName, (type = { fields: new Map(), rest: new Set() }))
    const { fields } = type
    const sizeOf = (one: IndexableEquality) => fields.get(nameOf(one))?.byValue.get(one.value)?.size ?? 0
    // Where the fewest are: what an enum gathers, a tag or an id tells apart.
    const [equality] = selective(entry).sort((one, other) => sizeOf(one) - sizeOf(other))
    if (!equality) return { set: type.rest }
    let field = fields.get(nameOf(equality))
    if (!field) fields.set(nameOf(equality), (field = { equality, byValue: new Map() }))
    const { byValue } = field
    let set = byValue.get(equality.value)
    if (!set) byValue.set(equality.value, (set = new Set()))
    return { set, dropIfEmpty: () => byValue.delete(equality.value) }
  }
}

const nameOf = ({ kind, path }: IndexableEquality) => `${kind} ${path.join('.')}`

function guarded(entry: TriggerEntry, condition: CompiledCondition, event: AnyEvent, guard: Guard): boolean {
  guard.before(entry)
  try {
    return condition.evaluate(event, entry.params)
  } finally {
    guard.after()
  }
}

/** Conditions of the same text are compiled once: a playbook's waits differ only in their params. */
const mostCompiled = 20_000
const compiled = new Map<string, { condition: CompiledCondition; expensive: boolean } | null>()

function index(entry: TriggerEntry): Indexed | null {
  if (entry.cel === null) return { entry, condition: null, expensive: false }
  const key = `${entry.types.join(' ')} ${Object.keys(entry.params ?? {}).join(' ')} ${entry.cel}`
  let known = compiled.get(key)
  if (known === undefined) {
    const condition = compileCondition(
      { cel: entry.cel, params: (entry.params ?? {}) as never },
      ...entry.types.map(eventSchemaFor),
    )
    known = condition.ok ? { condition, expensive: isExpensive({ cel: entry.cel }) } : null
    if (compiled.size >= mostCompiled) compiled.clear()
    compiled.set(key, known)
  }
  return known && { entry, ...known }
}

/** What a condition demands, the most telling first: an id finds one thing, an element of a list a few, an enum half of everything. */
function selective(entry: TriggerEntry): IndexableEquality[] {
  if (entry.cel === null) return []
  const score = ({ kind, path, value }: IndexableEquality) =>
    /^(id|.*Id)$/.test(path.at(-1) ?? '') ? 3 : kind === 'contains' ? 2 : typeof value === 'boolean' ? 0 : 1
  const equalities = indexableEqualities({ cel: entry.cel, params: (entry.params ?? {}) as never })
  return [...equalities].sort((one, other) => score(other) - score(one))
}

function valueAt(event: object, path: readonly string[]): unknown {
  let value: unknown = event
  for (const field of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined
    value = (value as Record<string, unknown>)[field]
  }
  return value
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}
