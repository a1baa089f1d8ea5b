import type { Item } from '@orchestrator/integrations'
import type { SyncChange } from '@orchestrator/store'
import type { LinkChange } from './links.ts'

/** What is to be done for one thing: first here, in one transaction, then there. */
export interface Plan {
  /** The thing that it is about, here; null: nothing is to be done. */
  readonly about: string | null
  readonly here: SyncChange | null
  /** Changes here beside that, each by itself: one that is refused is told, and keeps back nothing else. */
  readonly links: readonly LinkChange[]
  /**
   * @param last it is written whatever became of it meanwhile
   * @returns as it is there by now, when that is no longer what this was planned with: then nothing was written
   */
  readonly there: ((last: boolean) => Promise<Told | undefined>) | null
}

export const nothing: Plan = { about: null, here: null, links: [], there: null }

/** A thing as it is there; null: it is gone. And when that was read, by this process’s own clock. */
export interface Told {
  readonly item: Item | null
  readonly readAt: number
  /** Whether the query of its mapping finds it, when that was asked already. */
  readonly isFound?: boolean
}

export type Entity = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly version: number
  readonly updatedAt: string
}

/** What is kept of where it is there. */
export const placeOf = (theirs: Item) => ({
  externalId: theirs.id,
  externalKey: theirs.key,
  url: theirs.url,
  theirsUpdatedAt: theirs.updatedAt,
})
