import type { AnyEvent } from '@orchestrator/domain'
import type { TriggerEntry } from './trigger-index.ts'

export type ToMatcher =
  | {
      readonly kind: 'add'
      readonly workspaceId: string
      readonly entries: readonly (TriggerEntry & { readonly number: number })[]
    }
  | { readonly kind: 'remove'; readonly workspaceId: string; readonly keys: readonly string[] }
  | { readonly kind: 'forget'; readonly workspaceId: string }
  | {
      readonly kind: 'match'
      readonly batch: number
      readonly workspaceId: string
      readonly events: readonly AnyEvent[]
    }

export interface FromMatcher {
  readonly batch: number
  /** For each event the keys of what it meets. */
  readonly matches: readonly (readonly string[])[]
  /** The keys of entries that took too long in all; the thread has removed them. */
  readonly slow: readonly string[]
}

/** Places in the shared memory by which the main thread sees a slow evaluation. */
export const progress = {
  /** Counts up at the beginning and at the end of each guarded evaluation: odd while one is under way. */
  clock: 0,
  /** The number of the entry under evaluation. */
  entry: 1,
  length: 2,
} as const
