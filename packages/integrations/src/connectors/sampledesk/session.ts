// To adapt: the paths, and what the service cannot do (say so in items.ts: `removes`, `restores`). What each method promises is in
// docs/connectors.md, and the suite holds you to it.
import * as z from 'zod'
import type { Account, Draft, Page, Session, SessionOptions } from '../../connector/connector.ts'
import type { Container, ExternalUser, FieldSpec, Item, ItemRef } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { providerId, SampleDeskClient } from './client.ts'
import { itemTypes, toComment, toItem, toWire, WireComment, WireItem, WirePerson } from './items.ts'
import { listPage, pullPage } from './pull.ts'

const WireList = z.object({ id: z.string(), name: z.string(), url: z.string(), item_count: z.number() })
const Ignored = z.unknown()
/** Our clock and the service's may differ. */
const skewMs = 300_000

export class SampleDeskSession implements Session {
  readonly client: SampleDeskClient

  constructor(options: SessionOptions) {
    this.client = new SampleDeskClient(options)
  }

  async check(): Promise<Account> {
    const me = await this.client.ask(WirePerson.extend({ scopes: z.array(z.string()) }), 'GET', '/me')
    const missing = me.scopes.includes('write') ? [] : ['`write`: nothing can be changed there']
    return { id: me.id, name: me.name, url: null, scopes: me.scopes, missing }
  }

  async containers({ search = '', cursor }: Parameters<Session['containers']>[0]) {
    const page = Number(cursor ?? 1)
    const schema = z.object({ data: z.array(WireList), more: z.boolean() })
    const { data, more } = await this.client.ask(schema, 'GET', '/lists', { query: { search, page } })
    const containers = data.map(({ id, name, url }): Container => ({ id, key: name, name, url }))
    return { containers, cursor: more ? String(page + 1) : null }
  }

  async users(containerId: string): Promise<ExternalUser[]> {
    const { data } = await this.#inside(containerId, (list) =>
      this.client.ask(z.object({ data: z.array(WirePerson) }), 'GET', `${list}/people`),
    )
    return data.map(({ id, name, email = null }) => ({ id, name, email }))
  }

  async fields(_containerId: string, type: string): Promise<readonly FieldSpec[]> {
    return itemTypes.find((one) => one.type === type)?.fields ?? []
  }

  pull(query: Parameters<Session['pull']>[0]): Promise<Page> {
    return this.#inside(query.containerId, () => pullPage(this.client, query))
  }

  async count({ containerId, type }: { containerId: string; type: string }): Promise<number | null> {
    if (type !== 'item') return null
    return (await this.client.ask(WireList, 'GET', `/lists/${idOf(containerId)}`)).item_count
  }

  get(ref: ItemRef, containerId: string): Promise<Item | null> {
    return orNull(this.#inside(containerId, () => this.#send(ref.type, 'GET', pathOf(ref))))
  }

  create({ containerId, type, on, fields, marker }: Draft): Promise<Item> {
    if (type === 'comment' && !on) throw refuse('on', 'a comment is on an item')
    const body = { ...toWire(fields), external_id: marker }
    return this.#inside(containerId, (list) =>
      this.#send(type, 'POST', on ? `${pathOf(on)}/comments` : `${list}/items`, body),
    )
  }

  update(ref: ItemRef, containerId: string, fields: Item['fields']): Promise<Item> {
    return this.#inside(containerId, () => this.#send(ref.type, 'PATCH', pathOf(ref), toWire(fields)))
  }

  async remove(ref: ItemRef, containerId: string): Promise<void> {
    await orNull(this.#inside(containerId, () => this.client.ask(Ignored, 'DELETE', pathOf(ref))))
  }

  /** Goes through the list, not a search, whose index comes later. */
  async search({ since, marker, ...query }: Parameters<Session['search']>[0]): Promise<Item | null> {
    const from = new Date(Date.parse(since) - skewMs).toISOString()
    for (let page = 1; ; page++) {
      const { items, more } = await this.#inside(query.containerId, () => listPage(this.client, query, from, page))
      const found = items.find((item) => item.marker === marker)
      if (found || !more) return found ?? null
    }
  }

  async #send(type: string, method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<Item> {
    const given = body ? { body } : {}
    if (type === 'comment') return toComment(await this.client.ask(WireComment, method, path, given))
    return toItem(await this.client.ask(WireItem, method, path, given))
  }

  /** What may not be seen is 404 as well: nothing is taken for gone while its list cannot be seen. */
  async #inside<T>(containerId: string, work: (list: string) => Promise<T>): Promise<T> {
    const list = `/lists/${idOf(containerId)}`
    try {
      return await work(list)
    } catch (error) {
      if (!isGone(error)) throw error
      if ((await orNull(this.client.ask(WireList, 'GET', list))) !== null) throw error
      throw new ProviderError(providerId, 'forbidden', 'the list is gone, or may not be seen', { status: error.status })
    }
  }
}

const isGone = (error: unknown): error is ProviderError => error instanceof ProviderError && error.kind === 'not_found'

/** null instead of `not_found` */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

function refuse(field: string, message: string): ProviderError {
  return new ProviderError(providerId, 'invalid', `${field}: ${message}`, { fields: [{ field, message }] })
}

/** It goes into an address. */
function idOf(id: string): string {
  if (!/^[\w-]+$/.test(id)) throw refuse('id', `${JSON.stringify(id)} is no id`)
  return id
}

function pathOf({ type, id }: ItemRef): string {
  if (!itemTypes.some((one) => one.type === type))
    throw refuse('type', `${JSON.stringify(type)} is no type of item here`)
  return `/${type}s/${idOf(id)}`
}
