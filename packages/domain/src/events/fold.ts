import type { FieldChange } from '../merge.ts'
import type { AnyEvent } from './catalogue.ts'

type Row = Record<string, unknown>

const ended = /\.(deleted|removed)$/

/**
 * The state of one subject after its events, in order of `seq`: its first snapshot, then every change applied to it.
 * null before it was created and after it was deleted.
 * @param key the field that carries the snapshot, e.g. `task`
 */
export function foldEvents(events: readonly AnyEvent[], key: string): Row | null {
  let state: Row | null = null
  for (const event of events as readonly (AnyEvent & { changes?: Record<string, FieldChange> })[]) {
    const snapshot = (event as unknown as Record<string, Row | undefined>)[key]
    if (event.changes && state) state = apply(state, event.changes)
    else if (ended.test(event.type)) state = null
    else if (snapshot) state = { ...snapshot }
  }
  return state
}

function apply(state: Row, changes: Record<string, FieldChange>): Row {
  const next = { ...state }
  for (const [field, change] of Object.entries(changes)) next[field] = change.after
  return next
}
