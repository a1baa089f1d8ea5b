import type { PlanContext } from './context.ts'
import type { Estimate } from './estimate-tasks.ts'
import type { PlanSchedule } from './schedule.ts'
import type { Lane, scheduleWork, Work } from './schedule-work.ts'
import type { WorkDays } from './work-days.ts'

/** What was to be scheduled, and as what. */
export interface Scheduled {
  readonly title: string
  readonly estimate: Estimate
  readonly work: Work
  /** Why whoever is named beforehand has it. */
  readonly ownBasis: string
  /** A day that somebody has set; it stays, whatever the schedule says. */
  readonly dueDate: string | null
}

type Numbers = Pick<PlanContext, 'unit' | 'capacity' | 'members'>

/** A schedule in days of the calendar, with the reasons for its numbers. */
export function summarizeSchedule(
  tasks: readonly Scheduled[],
  { slots, path }: ReturnType<typeof scheduleWork>,
  lanes: readonly Lane[],
  days: WorkDays,
  { unit, capacity, members }: Numbers,
): Omit<PlanSchedule, 'milestones'> {
  const critical = new Set(path.keys)
  const unplaced: PlanSchedule['unplaced'] = []
  const planned = tasks.map(({ title, estimate, work, ownBasis, dueDate: fixed }): PlanSchedule['tasks'][number] => {
    const { key } = work
    const slot = slots.get(key)
    const [start, end] = slot ? [days.startOf(slot.start), days.endOf(slot.end)] : []
    if (!slot) unplaced.push({ key, title, reason: 'there is nobody to whom work of the project may be given' })
    else if (!end)
      unplaced.push({ key, title, reason: 'it would end beyond the days that are planned, some six years' })
    const dueDate = fixed ?? end ?? null
    const memberId = slot?.memberId ?? null
    return {
      ...{ key, title, estimate: estimate.amount, estimateBasis: estimate.words },
      ...{ precedents: estimate.precedents.length, assigneeId: memberId },
      assigneeBasis: memberId === null ? '' : memberId === work.assigneeId ? ownBasis : basisOf(memberId, work, lanes),
      ...{ startDate: start ?? null, endDate: end ?? null, dueDate, critical: critical.has(key) },
    }
  })
  const placed = [...slots.values()]
  return {
    ...{ unit, perDay: rounded(capacity.perDay), perDayBasis: capacity.basis },
    startDate: placed.length > 0 ? (days.startOf(Math.min(...placed.map(({ start }) => start))) ?? null) : null,
    endDate: placed.length > 0 ? (days.endOf(Math.max(...placed.map(({ end }) => end))) ?? null) : null,
    ...{ criticalDays: rounded(path.days), criticalPath: [...path.keys], tasks: planned },
    loads: members.map(({ id, name }) => ({
      ...{ memberId: id, name, busyDays: rounded(lanes.find(({ memberId }) => memberId === id)?.busyDays ?? 0) },
      plannedDays: rounded(
        placed.filter(({ memberId }) => memberId === id).reduce((sum, { start, end }) => sum + end - start, 0),
      ),
    })),
    unplaced,
  }
}

function basisOf(memberId: string, { experience }: Work, lanes: readonly Lane[]): string {
  const done = experience(memberId)
  const busy = rounded(lanes.find((lane) => lane.memberId === memberId)?.busyDays ?? 0)
  return `has done ${done} such ${done === 1 ? 'task' : 'tasks'}, and has ${busy} working ${busy === 1 ? 'day' : 'days'} of other open work first`
}

const rounded = (value: number): number => Math.round(value * 100) / 100
