import type { Account, Page, Session, SessionOptions } from '../../connector/connector.ts'
import type { Collected } from '../../connector/inbox.ts'
import type { Container, FieldSpec } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { addressOf, aliasForm, ownAddress } from './addresses.ts'
import { collect, markKept } from './collect.ts'
import { fields } from './items.ts'
import { withMailbox } from './open-mailbox.ts'
import { EmailSettings } from './settings.ts'

/** A mailbox, or nothing but an address to which messages are sent. Nothing is ever written there but that something was read. */
export class EmailSession implements Session {
  readonly #options: SessionOptions
  readonly #settings: EmailSettings

  constructor(options: SessionOptions) {
    this.#options = options
    this.#settings = EmailSettings.parse(options.settings)
  }

  async check(): Promise<Account> {
    const { address, host } = this.#settings
    if (host !== null) await withMailbox(this.#options, async () => {})
    return { id: address, name: address, url: null, scopes: [], missing: [] }
  }

  /** Any alias is an address: nobody keeps a list of them. */
  async containers({ search }: { search?: string | undefined }) {
    const alias = search?.trim().toLowerCase() ?? ''
    const own = this.#container(ownAddress)
    const isOwn = alias === ownAddress || own.key.includes(alias)
    const named = aliasForm.test(alias) ? [this.#container(alias)] : []
    return { containers: [...(isOwn ? [own] : []), ...named], cursor: null }
  }

  #container(alias: string): Container {
    const address = addressOf(this.#settings, alias)
    return { id: alias, key: address, name: address, url: null }
  }

  async users() {
    return []
  }

  async fields(): Promise<readonly FieldSpec[]> {
    return fields
  }

  /** Messages come by themselves, see `collect`; there is nothing to be in step with. */
  async pull(): Promise<Page> {
    return { items: [], gone: [], cursor: {}, more: false }
  }

  async count() {
    return null
  }

  async get() {
    return null
  }

  create(): Promise<never> {
    return refused()
  }

  update(): Promise<never> {
    return refused()
  }

  async remove() {}

  async search() {
    return null
  }

  async collect(cursor: unknown): Promise<Collected> {
    if (this.#settings.host === null) return { deliveries: [], cursor, more: false }
    return collect(this.#options, cursor)
  }

  kept(cursor: unknown): Promise<unknown> {
    return markKept(this.#options, cursor)
  }
}

const refused = () =>
  Promise.reject(new ProviderError('email', 'invalid', 'e-mail only comes in: give the mapping the direction `in`'))
