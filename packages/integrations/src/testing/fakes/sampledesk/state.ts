// To adapt: what the service keeps, and what it refuses. Write it from the service's public reference, not from your connector.
import { randomUUID } from 'node:crypto'

export interface FakePerson {
  readonly id: string
  readonly name: string
  readonly email: string
}
export interface FakeList {
  readonly id: string
  readonly name: string
  /** To others it is as though it were not there; null: everybody sees it. */
  readonly seenBy: string | null
}
export interface FakeThing {
  readonly id: string
  readonly list_id: string
  /** Of a comment. */
  readonly item_id?: string
  readonly external_id: string | null
  readonly created_by: FakePerson
  readonly created_at: string
  updated_at: string
  [field: string]: unknown
}
export type Kind = 'items' | 'comments'
export interface FakeHook {
  readonly id: string
  readonly list_id: string
  readonly url: string
  secret: string
}

export class SampleDeskState {
  readonly people: FakePerson[] = []
  readonly lists: FakeList[] = []
  readonly things = { items: new Map<string, FakeThing>(), comments: new Map<string, FakeThing>() }
  readonly gone = new Set<string>()
  readonly hooks: FakeHook[] = []
  /** Lists do not tell of these yet. */
  readonly held = new Set<string>()
  /** So many requests are left before the limit, which ends after so many seconds. */
  limit = { left: Number.POSITIVE_INFINITY, seconds: 0 }
  #clock = 0
  #frozen = false

  freeze(frozen: boolean): void {
    this.#clock = Math.max(Date.now(), this.#clock + 1)
    this.#frozen = frozen
  }

  now(): string {
    if (!this.#frozen) this.#clock = Math.max(Date.now(), this.#clock + 1)
    return new Date(this.#clock).toISOString()
  }

  addList(name: string, seenBy: string | null = null): FakeList {
    const list = { id: randomUUID(), name, seenBy }
    this.lists.push(list)
    return list
  }

  list(id: string | undefined, user: FakePerson): FakeList | undefined {
    return this.lists.find((one) => one.id === id && (one.seenBy === null || one.seenBy === user.id))
  }

  /** By time of change; pages count from 1. */
  page(kind: Kind, listId: string, query: URLSearchParams) {
    const since = Date.parse(query.get('updated_since') ?? '1970-01-01')
    const size = Math.min(100, Number(query.get('per_page') ?? 30))
    const from = (Number(query.get('page') ?? 1) - 1) * size
    const all = [...this.things[kind].values()]
      .filter((one) => one.list_id === listId && Date.parse(one.updated_at) >= since)
      .filter(({ id }) => !this.gone.has(id) && !this.held.has(id))
      .sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at) || (a.id < b.id ? -1 : 1))
    return { data: all.slice(from, from + size), more: all.length > from + size }
  }
}

type Checked = { readonly fields: Record<string, unknown> } | { readonly field: string; readonly message: string }

const checks: Record<Kind, Record<string, (value: unknown) => boolean>> = {
  items: {
    title: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 500,
    text: (value) => typeof value === 'string',
    done: (value) => typeof value === 'boolean',
    labels: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== ''),
    assignee_id: (value) => value === null || typeof value === 'string',
  },
  comments: { text: (value) => typeof value === 'string' },
}

/** The fields of a thing that are given, as they are stored; or the first that is refused. */
export function check(kind: Kind, state: SampleDeskState, body: Readonly<Record<string, unknown>>): Checked {
  const fields: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(body)) {
    if (field === 'external_id') continue
    if (!checks[kind][field]?.(value)) return { field, message: `${field} cannot be ${JSON.stringify(value)}` }
    if (field === 'assignee_id' && value !== null && !state.people.some(({ id }) => id === value))
      return { field, message: 'there is no such person' }
    fields[field] = field === 'title' ? String(value).trim() : value
  }
  return { fields }
}
