/** What is written, before it is text or HTML. */
export interface Letter {
  readonly heading: string | null
  readonly groups: readonly Group[]
  /** That there is more than this. */
  readonly more: string | null
  readonly footer: string
  /** null: nothing is sent, so there is nothing to end. */
  readonly unsubscribe: string | null
}

export interface Group {
  readonly name: string | null
  /** What is in it, in a line. */
  readonly summary?: string
  /** Of several parts with names of their own, a smaller one. */
  readonly part?: boolean
  /** One line each. */
  readonly lines?: readonly Line[]
  readonly entries?: readonly Entry[]
}

export interface Line {
  /** What is short and names it, e.g. `SHOP-12`. */
  readonly mark: string | null
  readonly text: string
  readonly aside: string | null
  /** It is late or at risk. */
  readonly urgent?: boolean
  readonly links?: readonly Link[]
}

export interface Entry {
  readonly title: string
  readonly body: string
  readonly links: readonly Link[]
}

export interface Link {
  readonly label: string
  readonly url: string
}
