import type { IndexablePart } from '@orchestrator/domain/conditions'
import { valueAt } from './event-values.ts'
import type { Indexed } from './trigger-index.ts'

type Beginning = Extract<IndexablePart, { kind: 'startsWith' }>
type Bound = Extract<IndexablePart, { kind: 'atLeast' | 'atMost' }>

/** Triggers that nothing tells apart but a beginning or a bound: those that the event's value rules out are not asked. */
export class Bucket {
  readonly #plain = new Set<Indexed>()
  readonly #beginnings = new Map<string, Beginnings>()
  readonly #bounds = new Map<string, Bounds>()

  add(indexed: Indexed): void {
    const part = tellingPart(indexed)
    if (!part) this.#plain.add(indexed)
    else if (part.kind === 'startsWith')
      lookUp(this.#beginnings, nameOf(part), () => new Beginnings(part.path)).add(part, indexed)
    else lookUp(this.#bounds, nameOf(part), () => new Bounds(part)).add(part, indexed)
  }

  remove(indexed: Indexed): void {
    const part = tellingPart(indexed)
    if (!part) {
      this.#plain.delete(indexed)
      return
    }
    const name = nameOf(part)
    const known = part.kind === 'startsWith' ? this.#beginnings : this.#bounds
    known.get(name)?.remove(part as Beginning & Bound, indexed)
    if (known.get(name)?.isEmpty()) known.delete(name)
  }

  isEmpty(): boolean {
    return this.#plain.size === 0 && this.#beginnings.size === 0 && this.#bounds.size === 0
  }

  visit(event: object, visitor: (indexed: Indexed) => void): void {
    for (const indexed of this.#plain) visitor(indexed)
    for (const beginnings of this.#beginnings.values()) beginnings.visit(event, visitor)
    for (const bounds of this.#bounds.values()) bounds.visit(event, visitor)
  }
}

/** A beginning rules out more than a bound. */
function tellingPart({ parts }: Indexed): Beginning | Bound | undefined {
  const beginning = parts.find((part) => part.kind === 'startsWith')
  return (beginning ?? parts.find((part) => part.kind === 'atLeast' || part.kind === 'atMost')) as
    | Beginning
    | Bound
    | undefined
}

const nameOf = ({ kind, path }: IndexablePart) => `${kind} ${JSON.stringify(path)}`

/** Triggers by how the text of a field begins: one look for each length that there is. */
class Beginnings {
  readonly #path: readonly string[]
  readonly #byLength = new Map<number, Map<string, Set<Indexed>>>()

  constructor(path: readonly string[]) {
    this.#path = path
  }

  add({ value }: Beginning, indexed: Indexed): void {
    const same = lookUp(this.#byLength, value.length, () => new Map<string, Set<Indexed>>())
    lookUp(same, value, () => new Set<Indexed>()).add(indexed)
  }

  remove({ value }: Beginning, indexed: Indexed): void {
    const same = this.#byLength.get(value.length)
    const found = same?.get(value)
    found?.delete(indexed)
    if (found?.size === 0) same?.delete(value)
    if (same?.size === 0) this.#byLength.delete(value.length)
  }

  isEmpty(): boolean {
    return this.#byLength.size === 0
  }

  visit(event: object, visitor: (indexed: Indexed) => void): void {
    const text = valueAt(event, this.#path)
    if (typeof text !== 'string') return
    for (const [length, same] of this.#byLength)
      for (const indexed of same.get(text.slice(0, length)) ?? []) visitor(indexed)
  }
}

/** Triggers in the order of their bounds: those that the event's number reaches come first. */
class Bounds {
  readonly #path: readonly string[]
  readonly #sign: 1 | -1
  /** Bounds, with the sign turned for `atMost`, so that all up to the event's number are reached. */
  readonly #sorted: { readonly bound: number; readonly indexed: Indexed }[] = []

  constructor({ path, kind }: Bound) {
    this.#path = path
    this.#sign = kind === 'atLeast' ? 1 : -1
  }

  add({ value }: Bound, indexed: Indexed): void {
    const bound = value * this.#sign
    this.#sorted.splice(this.#placeOf(bound), 0, { bound, indexed })
  }

  remove({ value }: Bound, indexed: Indexed): void {
    const bound = value * this.#sign
    for (let at = this.#placeOf(bound); this.#sorted[at]?.bound === bound; at++) {
      if (this.#sorted[at]?.indexed !== indexed) continue
      this.#sorted.splice(at, 1)
      return
    }
  }

  isEmpty(): boolean {
    return this.#sorted.length === 0
  }

  visit(event: object, visitor: (indexed: Indexed) => void): void {
    const value = valueAt(event, this.#path)
    if (typeof value !== 'number') return
    const reached = value * this.#sign
    for (const { bound, indexed } of this.#sorted) {
      if (bound > reached) return
      visitor(indexed)
    }
  }

  /** The first place whose bound is not less. */
  #placeOf(bound: number): number {
    let [low, high] = [0, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle]?.bound ?? 0) < bound) low = middle + 1
      else high = middle
    }
    return low
  }
}

function lookUp<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}
