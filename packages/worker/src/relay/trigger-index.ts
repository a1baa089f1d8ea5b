import type { AnyEvent } from '@orchestrator/domain'
import {
  type CompiledCondition,
  compileCondition,
  eventSchemaFor,
  type IndexablePart,
  indexableParts,
  isExpensive,
} from '@orchestrator/domain/conditions'
import { Bucket } from './trigger-bucket.ts'
import { type Demand, demandOf, KeyedBuckets } from './trigger-keys.ts'

/** One thing that looks for events: a trigger of an automation, or a source of a wait. */
export interface TriggerEntry {
  /** Unique in its workspace. */
  readonly key: string
  readonly types: readonly string[]
  /** null: every event of the types. */
  readonly cel: string | null
  readonly params?: Readonly<Record<string, unknown>>
}

export interface Indexed {
  readonly entry: TriggerEntry
  readonly condition: CompiledCondition | null
  readonly expensive: boolean
  /** What the condition demands beside all else. */
  readonly parts: readonly IndexablePart[]
}

/** Triggers of one event type. */
interface TypeIndex {
  /** Those that demand certain values, by the fields in which they demand them. */
  readonly keyed: Map<string, KeyedBuckets>
  readonly rest: Bucket
}

/** What guards an evaluation that can be slow. */
export interface Guard {
  before(entry: TriggerEntry): void
  after(): void
}

/**
 * The triggers of one workspace, so arranged that an event costs those that it meets and few more: by type, then by all values
 * which their conditions demand at once (`event.to == "…" && "…" in event.task.tags`), then by a beginning or a bound. Only what is
 * left is asked.
 */
export class TriggerIndex {
  readonly #types = new Map<string, TypeIndex>()
  readonly #placed = new Map<string, Indexed>()

  /** Adds a trigger, or replaces the one with its key. One whose condition no longer compiles is left out. */
  add(entry: TriggerEntry): void {
    this.remove(entry.key)
    const indexed = index(entry)
    if (!indexed) return
    this.#placed.set(entry.key, indexed)
    const demand = demandOf(indexed.parts)
    for (const type of new Set(entry.types)) this.#bucketFor(type, demand).add(indexed)
  }

  remove(key: string): void {
    const indexed = this.#placed.get(key)
    if (!indexed) return
    this.#placed.delete(key)
    const demand = demandOf(indexed.parts)
    for (const type of new Set(indexed.entry.types)) {
      const known = this.#types.get(type)
      if (demand === null) known?.rest.remove(indexed)
      // Waits come and go with values of their own: nothing of them may stay behind.
      else if (known?.keyed.get(demand.fields)?.remove(demand, indexed) === 'empty') known.keyed.delete(demand.fields)
    }
  }

  /** The keys of the triggers that an event meets. */
  match(event: AnyEvent, guard: Guard): string[] {
    const type = this.#types.get(event.type)
    if (!type) return []
    const matched: string[] = []
    const ask = ({ entry, condition, expensive }: Indexed) => {
      if (condition === null) matched.push(entry.key)
      else if (expensive ? guarded(entry, condition, event, guard) : condition.evaluate(event, entry.params))
        matched.push(entry.key)
    }
    for (const keyed of type.keyed.values()) keyed.visit(event, ask)
    type.rest.visit(event, ask)
    return matched
  }

  #bucketFor(typeName: string, demand: Demand | null): Bucket {
    let type = this.#types.get(typeName)
    if (!type) this.#types.set(typeName, (type = { keyed: new Map(), rest: new Bucket() }))
    if (demand === null) return type.rest
    let keyed = type.keyed.get(demand.fields)
    if (!keyed) type.keyed.set(demand.fields, (keyed = new KeyedBuckets(demand)))
    return keyed.bucketFor(demand)
  }
}

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
  if (entry.cel === null) return { entry, condition: null, expensive: false, parts: [] }
  const condition = { cel: entry.cel, params: (entry.params ?? {}) as never }
  const key = `${entry.types.join(' ')} ${Object.keys(condition.params).join(' ')} ${entry.cel}`
  let known = compiled.get(key)
  if (known === undefined) {
    const checked = compileCondition(condition, ...entry.types.map(eventSchemaFor))
    known = checked.ok ? { condition: checked, expensive: isExpensive(condition) } : null
    if (compiled.size >= mostCompiled) compiled.clear()
    compiled.set(key, known)
  }
  return known && { entry, ...known, parts: indexableParts(condition) }
}
