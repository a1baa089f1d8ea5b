import { randomUUID } from 'node:crypto'
import { notFound } from './answer.ts'

export interface FakeUser {
  readonly id: string
  readonly name: string
  readonly type: 'person' | 'bot'
  readonly email?: string
}

export interface FakeProperty {
  readonly id: string
  name: string
  readonly type: string
  options?: { id: string; name: string; color: string }[]
  groups?: { id: string; name: string; color: string; option_ids: string[] }[]
  /** Of a relation. */
  readonly to?: string
}

export interface FakeSource {
  readonly id: string
  readonly databaseId: string
  readonly title: string
  shared: boolean
  properties: FakeProperty[]
  numbers: number
}

export interface FakePage {
  readonly id: string
  sourceId: string
  readonly created: number
  readonly createdBy: FakeUser
  edited: number
  editedBy: FakeUser
  inTrash: boolean
  readonly number: number
  /** By the ids of properties. */
  readonly values: Map<string, unknown>
}

export interface FakeBlock {
  readonly id: string
  readonly pageId: string
  readonly parentId: string
  readonly type: string
  content: Record<string, unknown>
  inTrash: boolean
}

export interface FakeComment {
  readonly id: string
  readonly pageId: string
  readonly blockId: string | null
  readonly created: number
  readonly by: FakeUser
  edited: number
  text: unknown[]
}

/** What is in it, and what tests turn. */
export class NotionState {
  readonly users: FakeUser[] = []
  readonly sources = new Map<string, FakeSource>()
  readonly pages = new Map<string, FakePage>()
  readonly blocks = new Map<string, FakeBlock>()
  /** Of a page or a block the ids of those below it. */
  readonly children = new Map<string, string[]>()
  readonly comments = new Map<string, FakeComment>()
  /** Whether the connection may change the properties of a data source. */
  maySchema = true
  #frozenAt: number | null = null

  now(): number {
    return this.#frozenAt ?? Date.now()
  }

  freeze(frozen: boolean): void {
    this.#frozenAt = frozen ? Date.now() : null
  }

  nextId(): string {
    return randomUUID()
  }

  source(id: string): FakeSource {
    const found = this.sources.get(dashed(id))
    if (!found?.shared) throw notFound('data_source', id)
    return found
  }

  page(id: string): FakePage {
    const found = this.pages.get(dashed(id))
    if (!found || !this.sources.get(found.sourceId)?.shared) throw notFound('page', id)
    return found
  }

  /** A page is a block, too. */
  pageOf(id: string): FakePage {
    const block = this.blocks.get(dashed(id))
    return this.page(block ? block.pageId : id)
  }

  touch(page: FakePage, user: FakeUser): void {
    page.edited = this.now()
    page.editedBy = user
  }
}

export const dashed = (id: string): string =>
  id.replaceAll('-', '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** Notion tells no seconds. */
export const minute = (at: number): string => new Date(Math.floor(at / 60_000) * 60_000).toISOString()
