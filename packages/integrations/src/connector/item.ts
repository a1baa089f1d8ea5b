/** What a field of an item holds; text is Markdown, dates are `YYYY-MM-DD`, people are their ids there. */
export type FieldValue = string | number | boolean | null | readonly string[]

export type FieldType =
  | 'text'
  | 'markdown'
  | 'number'
  | 'date'
  | 'boolean'
  | 'option'
  | 'options'
  | 'user'
  | 'users'
  | 'item'
  /** All links of an item that both sides know, as `linkText` of the domain writes them. */
  | 'links'

/** A field as people see it when they map it. */
export interface FieldSpec {
  /** Stable: of what the service lets rename it is the id, not the name. */
  readonly key: string
  readonly name: string
  readonly type: FieldType
  /** It can be read, but not be written. */
  readonly readOnly?: boolean
  /** Of `option` and `options`: what may be chosen, if that is known. */
  readonly options?: readonly { readonly value: string; readonly name: string }[]
}

export interface ExternalUser {
  readonly id: string
  readonly name: string
  /** As the service has verified it; null when it does not say. */
  readonly email: string | null
}

/** Names an item for good: ids that the service never gives to another, no keys and no numbers. */
export interface ItemRef {
  readonly type: string
  readonly id: string
}

/** A thing of the service, in terms that all connectors share. */
export interface Item extends ItemRef {
  /** How people name it, e.g. `acme/shop#12` or `SHOP-12`; null when it has no name. */
  readonly key: string | null
  readonly url: string | null
  /** The id of the container in which it is. */
  readonly containerId: string
  /** Of a comment: the item on which it is. */
  readonly on: ItemRef | null
  /** Grows or changes with each change, if the service says. */
  readonly version: string | null
  /** By the service's clock, ISO 8601 in UTC. */
  readonly createdAt: string
  readonly updatedAt: string
  /** Who made it; null when the service does not say. */
  readonly author: ExternalUser | null
  /** Ours, found in what we made there. */
  readonly marker: string | null
  /** Only fields that the service has told: one that is absent is not known, one that is null is empty. */
  readonly fields: Readonly<Record<string, FieldValue>>
}

/** A repository, a board, a database, a channel: what is mapped to a project. */
export interface Container {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly url: string | null
}
