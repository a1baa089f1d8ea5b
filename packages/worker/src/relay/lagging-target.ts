import { type AnyEvent, errorToJson } from '@orchestrator/domain'
import {
  cameInTime,
  type Definition,
  definitionFrom,
  type LaggingTrigger,
  type MatchedWait,
  type NewRun,
  readOpenWait,
  type Store,
  type Wait,
} from '@orchestrator/store'
import { type Asked, sourceEntries, tooSlow } from './ask-each.ts'
import { entriesOf, newRun } from './automations.ts'
import { canBeSlow } from './matcher.ts'
import type { Pace } from './pace.ts'
import type { TriggerEntry } from './trigger-index.ts'

/** What a lagging trigger looks for, and what comes of an event that it was asked about. */
export interface LaggingTarget {
  readonly types: readonly string[]
  entriesFor(event: AnyEvent): readonly TriggerEntry[]
  outcome(asked: Asked): { readonly run: NewRun } | { readonly wait: MatchedWait } | null
}

/** Of all workspaces, no two have the same. */
export const laggingName = ({ id, definitionSeq }: LaggingTrigger): string => `${id} ${definitionSeq}`

/** @returns null when there is nothing to look for any more */
export async function loadTarget(
  store: Store,
  workspaceId: string,
  { kind, id, definitionSeq }: LaggingTrigger,
  pace: Pace,
): Promise<LaggingTarget | null> {
  if (kind === 'wait') {
    const wait = await readOpenWait(store, workspaceId, id)
    return wait && waitTarget(wait)
  }
  const definition = await store.read(workspaceId, (tx) => definitionFrom(tx, workspaceId, definitionSeq))
  return definition && automationTarget(definition, pace)
}

function automationTarget(definition: Definition, pace: Pace): LaggingTarget {
  const entries = entriesOf(definition).filter(({ cel }) => canBeSlow(cel))
  return {
    types: [...new Set(entries.flatMap(({ types }) => types))],
    entriesFor: () => entries,
    outcome({ event, met, slow }) {
      if (met.length > 0) return { run: pace.count(newRun(definition, event), definition, event) }
      return slow ? { run: newRun(definition, event, errorToJson(tooSlow(event))) } : null
    },
  }
}

function waitTarget(wait: Wait): LaggingTarget {
  const { id, types, sources } = wait
  return {
    types,
    entriesFor: (event) => sourceEntries(sources, event),
    outcome({ event, met, slow }) {
      if (!cameInTime(wait, event)) return null
      const key = sources.find((source) => met.includes(source.key))?.key
      if (key !== undefined) return { wait: { id, seq: event.seq, key, error: null } }
      return slow ? { wait: { id, seq: event.seq, key: null, error: errorToJson(tooSlow(event)) } } : null
    },
  }
}
