import { type AnyEvent, type FieldChange, snapshotKey } from '@orchestrator/domain'
import type { Row, Source } from '../source.ts'

type ChangingEvent = AnyEvent & { readonly changes?: Readonly<Record<string, FieldChange>> }

const gone = /\.(deleted|removed)$/
const pageSize = 200

/** A row as the log tells it; `told` is false when the log says nothing of it. */
export interface PastRow {
  readonly row: Row | null
  readonly told: boolean
}

/** A row as it was right after an event. */
export async function rowAt(source: Source, kind: string, id: string, upTo: number): Promise<PastRow> {
  let state: Row | null = null
  let told = false
  for (let after = 0; ; ) {
    const { events, position, atHead } = await source.events({ after, limit: pageSize, subjectId: id })
    for (const event of events) {
      if (event.seq > upTo) return { row: state, told }
      const next = afterEvent(kind, state, event)
      if (next === undefined) continue
      state = next
      told = true
    }
    if (atHead || position >= upTo) return { row: state, told }
    after = position
  }
}

/** A row after one more event; undefined: the event says nothing of it. */
export function afterEvent(kind: string, state: Row | null, event: AnyEvent): Row | null | undefined {
  if (event.subject.type !== kind) return undefined
  if (gone.test(event.type)) return null
  const { changes } = event as ChangingEvent
  if (changes && state)
    return {
      ...state,
      ...Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change.after])),
    }
  const snapshot = (event as unknown as Record<string, unknown>)[snapshotKey(kind as never)]
  return typeof snapshot === 'object' && snapshot !== null ? ({ ...snapshot } as Row) : undefined
}
