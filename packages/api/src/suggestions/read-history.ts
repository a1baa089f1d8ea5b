import { placeBefore, type Source } from '@orchestrator/backtest'
import type { Member, Project, Workspace } from '@orchestrator/domain'
import { type History, HistoryReader, historyEventTypes } from '@orchestrator/domain/suggestions'

/** Memory does not grow with the log: of a long one, the last events are read. */
const mostEvents = 50_000
const pageSize = 500

/** A part of the log as the search takes it, and which part it is. */
export interface ReadHistory {
  readonly history: History
  /** The event before the first that was read. */
  readonly after: number
  readonly events: number
  /** The occurrence of the first event and of the last that were read, in milliseconds since 1970. */
  readonly since: number
  readonly until: number
  /** false: the time was over before the end, or the part was too long for one search. */
  readonly complete: boolean
}

/** Reads the log from an instant on, a page at a time, until the signal says that it is enough. */
export async function readHistory(
  source: Source,
  options: {
    readonly workspaceId: string
    readonly from: number
    readonly now: number
    readonly head: number
    readonly projectId: string | undefined
    readonly signal: AbortSignal
  },
): Promise<ReadHistory> {
  const { workspaceId, from, now, head, projectId, signal } = options
  const begin = await placeBefore(source, from, head)
  const after = Math.max(begin, head - mostEvents)
  const reader = new HistoryReader()
  let [position, events, since, until] = [after, 0, after === begin ? from : now, now]
  while (position < head && !signal.aborted) {
    const page = await source.events({ after: position, limit: pageSize, types: historyEventTypes, projectId })
    for (const event of page.events) {
      const at = Date.parse(event.occurredAt)
      since = Math.min(since, at)
      until = at
      if (event.seq <= head) {
        reader.add(event)
        events++
      }
    }
    position = page.position
  }
  const isAtHead = position >= head
  if (isAtHead) until = now
  const [[workspace], members, projects] = await Promise.all([
    source.rows('workspace', {}),
    source.rows('member', {}),
    source.rows('project', {}),
  ])
  const names = new Map<string, string>()
  for (const { id, name } of [...members, ...projects] as unknown as readonly (Member | Project)[]) names.set(id, name)
  const { timeZone = 'UTC' } = (workspace ?? {}) as Partial<Workspace>
  const history = reader.finish({ workspaceId, timeZone, names, until })
  return { history, after, events, since, until, complete: isAtHead && after === begin }
}
