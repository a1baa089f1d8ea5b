import { type Completed, daysPassed } from './completions.ts'
import { type Figure, figure, kanbanGuide } from './figure.ts'
import { percentile, sum } from './samples.ts'

/** Days from the first start (since it was last moved back to before that) to completion; of tasks that were at work at all. */
export const cycleTimes = (completed: readonly Completed[]): number[] =>
  completed.flatMap(({ startedAt, completedAt }) =>
    startedAt !== null && startedAt < completedAt ? [daysPassed(startedAt, completedAt)] : [],
  )

const ranks = [50, 85, 95] as const

/**
 * Cycle time: what passes between the start and the end of a work item. Source: The Kanban Guide. Lead time: what passes between its
 * making and its end. Source: D. J. Anderson, Kanban (2010). Both in days of 24 hours, weekends included, so no time zone is in them. A
 * reopened task counts once, up to when it was done last; moving it back to before its start begins anew.
 */
export function flowTimes(completed: readonly Completed[]): Figure[] {
  const times = {
    cycle_time: { samples: cycleTimes(completed), from: 'first started', source: kanbanGuide },
    lead_time: {
      samples: completed.map(({ createdAt, completedAt }) => daysPassed(createdAt, completedAt)),
      from: 'created',
      source: 'D. J. Anderson, Kanban: Successful Evolutionary Change (2010)',
    },
  }
  return Object.entries(times).flatMap(([name, { samples, from, source }]) =>
    ranks.map((rank) =>
      figure(
        {
          name: `${name}.p${rank}`,
          unit: 'days',
          formula: `P${rank} by nearest rank of (completed − ${from}) of tasks completed in the window`,
          source,
        },
        percentile(samples, rank),
        'no such task was completed in the window',
      ),
    ),
  )
}

/**
 * Flow efficiency: the share of its lead time in which work was in a state of the category `started`. What waits there is not seen, so
 * it is an upper bound.
 *
 * Source: N. Modig and P. Åhlström, This Is Lean (2012).
 */
export function flowEfficiency(completed: readonly Completed[]): Figure {
  const active = sum(completed.map(({ activeMs }) => activeMs / 86_400_000))
  const lead = sum(completed.map(({ createdAt, completedAt }) => daysPassed(createdAt, completedAt)))
  return figure(
    {
      name: 'flow_efficiency',
      unit: 'ratio',
      formula: 'Σ time in started states ÷ Σ (completed − created) of tasks completed in the window; an upper bound',
      source: 'N. Modig and P. Åhlström, This Is Lean (2012)',
    },
    lead > 0 ? active / lead : null,
    'nothing was completed in the window',
  )
}
