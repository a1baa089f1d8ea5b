import { type AnyEvent, type RunOnEvent, snapshotKey } from '@orchestrator/domain'
import type { RunOutcome } from './outcome.ts'

/** An event as reports name it. */
export interface EventBrief {
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly occurredAt: string
  readonly subject: { readonly type: string; readonly id: string }
  /** What people call its subject; null: nothing. */
  readonly title: string | null
}

/** What is told of a run that took place. */
export interface Ran extends Pick<RunOnEvent, 'id' | 'status' | 'error'> {
  readonly effects: RunOutcome['effects']
}

/** What an event came to. undefined: it was not asked. */
export interface Judged {
  readonly event: EventBrief
  /** null: it does not start it. */
  readonly outcome: RunOutcome | null
  readonly current: RunOutcome | null | undefined
  readonly ran: Ran | null | undefined
  /** The automation was there and switched on when it happened. */
  readonly inForce: boolean
}

export function briefOf(event: AnyEvent): EventBrief {
  const { seq, id, type, occurredAt, subject } = event
  const row = (event as unknown as Record<string, unknown>)[snapshotKey(subject.type as never)]
  const { identifier, title, name } = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>
  const called = [identifier, title ?? name].filter((part) => typeof part === 'string').join(' ')
  return { ...{ seq, id, type, occurredAt, subject }, title: called === '' ? null : called }
}
