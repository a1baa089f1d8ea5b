import type { Cycle } from '../../entities/cycle.ts'
import type { CommandContext, Need } from '../definition.ts'
import { wrong } from '../task/validate.ts'

/**
 * All cycles of the project, held, and then looked at again: whoever held them before may have added one meanwhile. Of two that
 * make the first one at once, the second finds its number taken.
 */
export const cyclesOfProject = (projectId: string): Need[] => [
  { kind: 'cycle', by: { projectId }, write: true },
  { kind: 'cycle', by: { projectId }, late: true },
]

/** The same for the project of a cycle. */
export const cyclesBeside = (id: string): Need[] => [
  { kind: 'cycle', like: { field: 'projectId', ids: [id] }, write: true },
  { kind: 'cycle', like: { field: 'projectId', ids: [id] }, late: true },
  { kind: 'project', of: { kind: 'cycle', field: 'projectId', ids: [id] } },
]

export const cyclesIn = (context: CommandContext, projectId: string): Cycle[] =>
  context
    .all('cycle')
    .filter((cycle) => cycle.projectId === projectId)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))

/** @throws AppError `invalid_input` for a cycle that ends before it starts or overlaps another of its project */
export function checkSpan(
  context: CommandContext,
  cycle: Pick<Cycle, 'id' | 'projectId' | 'startsAt' | 'endsAt'>,
): void {
  const { id, projectId, startsAt, endsAt } = cycle
  if (startsAt >= endsAt) throw wrong('endsAt', 'an instant after startsAt')
  const other = cyclesIn(context, projectId).find(
    (one) => one.id !== id && one.startsAt < endsAt && startsAt < one.endsAt,
  )
  if (other)
    throw wrong('startsAt', `a span that does not overlap ${other.name} (${other.startsAt} to ${other.endsAt})`)
}
