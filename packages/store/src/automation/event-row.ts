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
}

/** The one flat shape in which everybody sees events. */
export function toEvent({ subjectType, subjectId, data, ...rest }: EventRow): AnyEvent {
  return { ...rest, subject: { type: subjectType, id: subjectId }, ...data } as unknown as AnyEvent
}
