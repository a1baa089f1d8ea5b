import type { Actor, AnyEvent } from '@orchestrator/domain'

/** An event as its table has it. */
export interface EventRow {
  readonly workspaceId: string
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly subjectType: string
  readonly subjectId: string
  readonly projectId: string | null
  readonly actor: Actor
  readonly commandId: string
  readonly causationId: string | null
  readonly correlationId: string
  readonly depth: number
  readonly occurredAt: string
  readonly data: Record<string, unknown>
  /** The span in which it was made, when that was traced: for those who carry on what it starts, not part of the event. */
  readonly traceparent: string | null
}

/** The one flat shape in which everybody sees events. */
export function toEvent({ subjectType, subjectId, data, traceparent: _traceparent, ...rest }: EventRow): AnyEvent {
  return { ...rest, subject: { type: subjectType, id: subjectId }, ...data } as unknown as AnyEvent
}
