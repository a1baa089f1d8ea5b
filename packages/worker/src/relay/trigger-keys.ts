import type { IndexablePart } from '@orchestrator/domain/conditions'
import { elementsOf, valueAt } from './event-values.ts'
import { Bucket } from './trigger-bucket.ts'
import type { Indexed } from './trigger-index.ts'

type Equality = Extract<IndexablePart, { kind: 'equals' | 'contains' }>

/** All values that a condition demands, and where. */
export interface Demand {
  /** Names the fields; conditions that demand values of the same fields share it. */
  readonly fields: string
  readonly equals: readonly Equality[]
  readonly contains: Equality | undefined
  /** Names the values. */
  readonly key: string
}

/** null: the condition demands no value. Of several elements that lists are to have, one is looked for. */
export function demandOf(parts: readonly IndexablePart[]): Demand | null {
  const byField = new Map(parts.filter((part) => part.kind === 'equals').map((part) => [nameOf(part), part]))
  const equals = [...byField].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part as Equality)
  const contains = parts.find((part) => part.kind === 'contains') as Equality | undefined
  if (equals.length === 0 && !contains) return null
  const all = contains ? [...equals, contains] : equals
  return {
    fields: all.map(nameOf).join('\n'),
    equals,
    contains,
    key: keyOf(all.map(({ value }) => value)),
  }
}

const nameOf = ({ kind, path }: IndexablePart) => `${kind} ${JSON.stringify(path)}`
const keyOf = (values: readonly unknown[]) => values.map(named).join('\u0000')
/** Text that differs where values do: 1 is not "1". */
const named = (value: unknown) => (typeof value === 'string' ? `"${value}` : String(value))
const isScalar = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** Triggers that demand values of the same fields, found by these values with one look. */
export class KeyedBuckets {
  readonly #equals: readonly (readonly string[])[]
  readonly #contains: readonly string[] | undefined
  readonly #buckets = new Map<string, Bucket>()

  constructor({ equals, contains }: Demand) {
    this.#equals = equals.map(({ path }) => path)
    this.#contains = contains?.path
  }

  bucketFor({ key }: Demand): Bucket {
    let bucket = this.#buckets.get(key)
    if (!bucket) this.#buckets.set(key, (bucket = new Bucket()))
    return bucket
  }

  /** @returns `empty` when no trigger is left */
  remove({ key }: Demand, indexed: Indexed): 'empty' | 'left' {
    const bucket = this.#buckets.get(key)
    bucket?.remove(indexed)
    if (bucket?.isEmpty()) this.#buckets.delete(key)
    return this.#buckets.size === 0 ? 'empty' : 'left'
  }

  visit(event: object, visitor: (indexed: Indexed) => void): void {
    const values: unknown[] = []
    for (const path of this.#equals) {
      const value = valueAt(event, path)
      if (!isScalar(value)) return
      values.push(value)
    }
    if (!this.#contains) {
      this.#buckets.get(keyOf(values))?.visit(event, visitor)
      return
    }
    for (const element of new Set(elementsOf(valueAt(event, this.#contains))))
      this.#buckets.get(keyOf([...values, element]))?.visit(event, visitor)
  }
}
