// A service with issues and comments in memory, for tests of the engine alone: it behaves as services do, and fails as they do when told.
import {
  type Connector,
  type Container,
  type ExternalUser,
  type FieldSpec,
  type FieldValue,
  type Item,
  type ItemRef,
  listChange,
  ProviderError,
  type ProviderErrorKind,
  type Session,
} from '@orchestrator/integrations'
import * as z from 'zod'

type Method = 'get' | 'create' | 'update' | 'remove' | 'pull' | 'search' | 'link'

/** `before`: nothing was done. `after`: it was done, but the answer is lost. */
export interface Fault {
  readonly kind: ProviderErrorKind
  readonly when: 'before' | 'after'
  readonly retryAfterMs?: number
}

interface Stored extends Item {
  readonly gone: boolean
}

const fields: readonly FieldSpec[] = [
  { key: 'title', name: 'Title', type: 'text' },
  { key: 'body', name: 'Body', type: 'markdown' },
  {
    ...{ key: 'state', name: 'State', type: 'option' },
    options: ['open', 'done', 'dropped'].map((value) => ({ value, name: value })),
  },
  { key: 'labels', name: 'Labels', type: 'options' },
  { key: 'assignees', name: 'Assignees', type: 'users' },
  { key: 'parent', name: 'Parent', type: 'item' },
  { key: 'links', name: 'Links', type: 'links' },
]

const states = [
  { theirs: 'open', ours: 'unstarted' },
  ...['triage', 'backlog', 'started'].map((ours) => ({ theirs: 'open', ours })),
  { theirs: 'done', ours: 'completed' },
  { theirs: 'dropped', ours: 'canceled' },
]

export const defaultFields = [
  { theirs: 'title', ours: 'title' },
  { theirs: 'body', ours: 'description' },
  { theirs: 'state', ours: 'status', values: states },
  { theirs: 'labels', ours: 'tags' },
  { theirs: 'assignees', ours: 'assigneeId' },
  { theirs: 'parent', ours: 'parentId' },
  { theirs: 'links', ours: 'relations' },
]

export class MemoryService {
  readonly items = new Map<string, Stored>()
  /** Between issues; of types that both sides know, and others. */
  links: { readonly type: string; readonly from: string; readonly to: string }[] = []
  /** Ids of issues that may not be seen. */
  readonly hidden = new Set<string>()
  /** Ids of issues that may not be linked. */
  readonly unlinkable = new Set<string>()
  readonly calls: Record<string, number> = {}
  /** Somebody is quicker: done when a call has come there, before it is answered. */
  meanwhile: (method: Method, ref: ItemRef | null) => void = () => {}
  /** Consulted before each call. */
  fault: (method: Method) => Fault | null = () => null
  users: ExternalUser[] = []
  /** Ids of issues that it tells in a form that is not documented. */
  readonly odd = new Set<string>()
  /** Whose lists tell of what is in them, and of what was moved to none of them. */
  readonly boxes = new Set(['box'])
  /** A container that is not there (any more). */
  goneContainer: string | null = null
  pageSize = 10
  /** Whether its lists tell of what was deleted: many do not. */
  tellsGone = true
  #clock = Date.parse('2026-01-01T00:00:00Z')
  #next = 1

  readonly connector: Connector = {
    id: 'memory',
    name: 'Memory',
    description: 'a service of a test',
    auth: [],
    settings: z.object({}),
    containerName: 'box',
    itemTypes: [
      {
        ...{ type: 'issue', name: 'Issue', entity: 'task', fields, defaults: defaultFields },
        ...{ removes: true, restores: true, writtenLast: ['state'] },
      },
      {
        ...{ type: 'note', name: 'Note', entity: 'comment', removes: true, restores: false },
        fields: [{ key: 'text', name: 'Text', type: 'markdown' }],
        defaults: [{ theirs: 'text', ours: 'body' }],
      },
      {
        ...{ type: 'log', name: 'Log', entity: 'time_entry', removes: true, restores: false },
        fields: [
          { key: 'from', name: 'From', type: 'text' },
          { key: 'to', name: 'To', type: 'text' },
          { key: 'what', name: 'What', type: 'markdown' },
        ],
        defaults: [
          { theirs: 'from', ours: 'startedAt' },
          { theirs: 'to', ours: 'endedAt' },
          { theirs: 'what', ours: 'note' },
        ],
      },
    ],
    limits: {
      requests: { perSecond: 10_000, burst: 10_000 },
      writes: { perSecond: 10_000, burst: 10_000 },
      atOnce: 8,
    },
    webhooks: null,
    actions: {},
    open: () => this.#session(),
  }

  /** Somebody there makes something. */
  add(
    type: string,
    values: Item['fields'],
    more: Partial<Pick<Item, 'on' | 'marker' | 'author' | 'containerId'>> = {},
  ): Stored {
    const id = String(this.#next++)
    const at = this.#tick()
    const item: Stored = {
      ...{ type, id, key: `BOX-${id}`, url: `https://box.example/${id}`, containerId: 'box', on: null, marker: null },
      ...{ version: '1', createdAt: at, updatedAt: at, author: null, gone: false },
      ...more,
      fields: normal(type === 'issue' ? { ...emptyIssue, ...values } : values),
    }
    this.items.set(`${type} ${id}`, item)
    return item
  }

  /** Somebody there changes something. */
  edit(ref: ItemRef, values: Item['fields']): Stored {
    const item = this.#need(ref)
    const next = {
      ...item,
      fields: normal({ ...item.fields, ...values }),
      updatedAt: this.#tick(),
      version: String(Number(item.version) + 1),
    }
    this.items.set(`${ref.type} ${ref.id}`, next)
    return next
  }

  /** Somebody there links two issues, or takes a link away. */
  link(type: string, from: string, to: string, present = true): void {
    const others = this.links.filter((one) => one.type !== type || one.from !== from || one.to !== to)
    this.links = present ? [...others, { type, from, to }] : others
    for (const id of [from, to]) if (this.items.has(`issue ${id}`)) this.edit({ type: 'issue', id }, {})
  }

  #linksOf(id: string): string[] {
    const inward: Record<string, string> = { blocks: 'blocked_by', duplicates: 'duplicated_by', relates: 'relates' }
    const told = this.links.flatMap(({ type, from, to }) => [
      ...(from === id ? [`${type} ${to}`] : []),
      ...(to === id ? [`${inward[type] ?? type} ${from}`] : []),
    ])
    return [...new Set(told)]
  }

  setGone(ref: ItemRef, gone: boolean): void {
    const item = this.#need(ref)
    if (ref.type === 'issue') this.links = this.links.filter(({ from, to }) => from !== ref.id && to !== ref.id)
    const version = String(Number(item.version) + 1)
    this.items.set(`${ref.type} ${ref.id}`, { ...item, gone, version, updatedAt: this.#tick() })
  }

  present(type: string): Stored[] {
    return [...this.items.values()].filter((item) => item.type === type && !item.gone)
  }

  /** Clocks of services are whole seconds, and may stand still between two changes. */
  #tick(): string {
    this.#clock = Math.max(this.#clock + 300, Date.now())
    return new Date(Math.floor(this.#clock / 1_000) * 1_000).toISOString()
  }

  #isOdd(type: string, id: string): boolean {
    return type === 'issue' && this.odd.has(id)
  }

  #need({ type, id }: ItemRef): Stored {
    const item = this.items.get(`${type} ${id}`)
    if (item === undefined) throw new Error(`no ${type} ${id}`)
    return item
  }

  async #call<T>(method: Method, run: () => T): Promise<T> {
    this.calls[method] = (this.calls[method] ?? 0) + 1
    const fault = this.fault(method)
    const fail = ({ kind, retryAfterMs }: Fault) =>
      new ProviderError('memory', kind, `a fault: ${kind}`, { retryAfterMs })
    await Promise.resolve()
    if (fault?.when === 'before') throw fail(fault)
    const result = run()
    if (fault?.when === 'after') throw fail(fault)
    return structuredClone(result)
  }

  #session(): Session {
    const toItem = ({ gone: _gone, ...item }: Stored): Item =>
      item.type === 'issue' ? { ...item, fields: { ...item.fields, links: this.#linksOf(item.id) } } : item
    const open = (ref: ItemRef, containerId: string) => {
      const item = this.items.get(`${ref.type} ${ref.id}`)
      if (item === undefined || item.gone)
        throw new ProviderError('memory', 'not_found', `there is no ${ref.type} ${ref.id}`)
      if (item.containerId !== containerId)
        throw new ProviderError('memory', 'invalid', `${ref.type} ${ref.id} is not in ${containerId}`)
      return item
    }
    /** Issues are below others of their own container alone. */
    const checkParent = ({ parent }: Item['fields'], containerId: string) =>
      typeof parent === 'string' && open({ type: 'issue', id: parent }, containerId)
    return {
      check: async () => ({ id: 'me', name: 'Me', url: null, scopes: [], missing: [] }),
      containers: async () => ({ containers: [box], cursor: null }),
      users: async () => this.users,
      fields: async () => fields,
      count: async ({ type, containerId }) =>
        this.present(type).filter((item) => item.containerId === containerId).length,
      pull: ({ containerId, type, cursor, since }) =>
        this.#call('pull', () => {
          if (containerId === this.goneContainer)
            throw new ProviderError('memory', 'not_found', 'there is no such container')
          const from = (cursor as { at: string; seen: string[] } | null) ?? { at: since ?? '', seen: [] }
          const all = [...this.items.values()].filter(({ gone }) => this.tellsGone || !gone)
          const changed = all
            .filter(
              (item) =>
                item.type === type &&
                item.containerId === containerId &&
                item.updatedAt >= from.at &&
                !from.seen.includes(`${item.id} ${item.version} ${item.gone}`),
            )
            .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : 0))
          const page = changed.slice(0, this.pageSize)
          const at = page.at(-1)?.updatedAt ?? from.at
          const now = page
            .filter(({ updatedAt }) => updatedAt === at)
            .map((item) => `${item.id} ${item.version} ${item.gone}`)
          return {
            items: page.filter(({ gone, id }) => !gone && !this.#isOdd(type, id)).map(toItem),
            unreadable: page.flatMap(({ id, key, url, fields: { title } }) =>
              this.#isOdd(type, id) ? { type, id, on: null, key, url, title: String(title), message: 'it is odd' } : [],
            ),
            gone: page.filter(({ gone }) => gone).map(({ id }) => ({ type, id })),
            cursor: { at, seen: at === from.at ? [...from.seen, ...now] : now },
            more: changed.length > page.length,
          }
        }),
      get: (ref) =>
        this.#call('get', () => {
          this.meanwhile('get', ref)
          if (ref.type === 'issue' && this.hidden.has(ref.id))
            throw new ProviderError('memory', 'forbidden', `${ref.id} may not be seen`)
          if (this.#isOdd(ref.type, ref.id)) throw new ProviderError('memory', 'malformed', 'it is odd')
          const item = this.items.get(`${ref.type} ${ref.id}`)
          return item === undefined || item.gone ? null : toItem(item)
        }),
      create: ({ containerId, type, on, fields: values, marker }) =>
        this.#call('create', () => {
          if (on) open(on, containerId)
          checkParent(values, containerId)
          return toItem(this.add(type, values, { on, marker, containerId }))
        }),
      update: (ref, containerId, values, known = {}) =>
        this.#call('update', () => {
          this.meanwhile('update', ref)
          const { fields: now } = open(ref, containerId)
          checkParent(values, containerId)
          const next = Object.entries(values).map(([key, value]): [string, FieldValue] => {
            const change = listChange(known[key], value)
            const list = now[key]
            if (change === null || !Array.isArray(list)) return [key, value]
            const kept = (list as string[]).filter((one) => !change.removed.includes(one))
            return [key, [...new Set([...kept, ...change.added])]]
          })
          return toItem(this.edit(ref, Object.fromEntries(next)))
        }),
      remove: (ref) =>
        this.#call('remove', () => {
          if (this.items.get(`${ref.type} ${ref.id}`)?.gone === false) this.setGone(ref, true)
        }),
      link: (ref, containerId, { type, to }, present) =>
        this.#call('link', () => {
          this.meanwhile('link', ref)
          // Links go from one container to another.
          const far = this.items.get(`${ref.type} ${to}`)?.containerId ?? containerId
          const ends = [open(ref, containerId), open({ type: ref.type, id: to }, far)]
          if (ends.some(({ id }) => this.unlinkable.has(id)))
            throw new ProviderError('memory', 'forbidden', `${to} may not be linked`)
          const isSame = (one: (typeof this.links)[number]) =>
            one.type === type &&
            ((one.from === ref.id && one.to === to) || (type === 'relates' && one.from === to && one.to === ref.id))
          const there = this.links.filter(isSame)
          if (present && there.length === 0) this.link(type, ref.id, to)
          if (!present) for (const one of there) this.link(type, one.from, one.to, false)
        }),
      search: ({ type, marker }) =>
        this.#call('search', () => {
          const found = this.present(type).find((item) => item.marker === marker)
          return found ? toItem(found) : null
        }),
    }
  }
}

const box: Container = { id: 'box', key: 'BOX', name: 'Box', url: null }
const emptyIssue = { title: '', body: '', state: 'open', labels: [], assignees: [], parent: null }

/** As services do: blanks at the ends are dropped. */
const normal = (values: Item['fields']): Item['fields'] =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]): [string, FieldValue] => [
      key,
      typeof value === 'string' ? value.trim() : value,
    ]),
  )
