import { type AnyEvent, deriveId, noticesOf, noticeTypes } from '@orchestrator/domain'
import { type NewNotice, peopleFor, type Tx } from '@orchestrator/store'

const telling = new Set(noticeTypes)

/** What members are told of these events, up to a place in the log. */
export async function noticesUpTo(
  tx: Tx,
  workspaceId: string,
  events: readonly AnyEvent[],
  to: number,
): Promise<NewNotice[]> {
  const wanted = events.filter((event) => event.seq <= to && telling.has(event.type))
  if (wanted.length === 0) return []
  const people = await peopleFor(tx, workspaceId, wanted)
  return wanted.flatMap((event) =>
    noticesOf(event, people).map((notice) => ({
      ...notice,
      id: deriveId(workspaceId, 'notice', event.id, notice.memberId),
      projectId: event.projectId,
      actorId: event.actor.memberId,
      eventSeq: event.seq,
      createdAt: event.occurredAt,
    })),
  )
}
