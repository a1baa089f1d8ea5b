import type { SuggestionEvidence } from '../entities/suggestion.ts'
import type { TaskAct } from './history.ts'

const mostItems = 20

/** Acts that belong together, e.g. what came first and what people did then; of each the last one is dated. */
export function evidenceOf(occasions: readonly (readonly TaskAct[])[]): SuggestionEvidence {
  const items = occasions
    .flatMap((acts) => {
      const last = acts.at(-1)
      return last ? [{ at: last.at, task: (acts[0] ?? last).task, eventIds: acts.map(({ eventId }) => eventId) }] : []
    })
    .sort((a, b) => a.at - b.at)
  const instant = (at: number | undefined) => new Date(at ?? 0).toISOString()
  return {
    count: items.length,
    firstAt: instant(items[0]?.at),
    lastAt: instant(items.at(-1)?.at),
    items: items.slice(-mostItems).map(({ at, task, eventIds }) => ({
      ...{ at: instant(at), taskId: task.id, eventIds: eventIds.slice(0, mostItems) },
      title: `${task.identifier} ${task.title}`,
    })),
  }
}
