import { daysPassed } from './completions.ts'
import { type Figure, figure } from './figure.ts'
import { mean, sum } from './samples.ts'
import type { TaskHistory } from './task-history.ts'
import type { HealthWindow } from './window.ts'

/** When a task was in progress: from its start until it was completed, canceled or put into the archive. */
const spanOf = ({ deleted, startedAt, completedAt, canceledAt, archivedAt }: TaskHistory) =>
  deleted || startedAt === null ? [] : [{ start: startedAt, end: completedAt ?? canceledAt ?? archivedAt }]

/**
 * Little's law, L = λW, says of a stable flow that work in progress is throughput times cycle time, each as a mean. The ratio λW ÷ L is
 * near 1 then; below it more is started than is finished, above it old work is being cleared.
 *
 * Source: J. D. C. Little, “A Proof for the Queuing Formula: L = λW”, Operations Research 9 (1961), https://doi.org/10.1287/opre.9.3.383
 */
export function littlesLaw(tasks: readonly TaskHistory[], { from, asOf }: HealthWindow): Figure[] {
  const spans = tasks.flatMap(spanOf)
  const days = daysPassed(from, asOf)
  const present = spans.map(({ start, end }) =>
    Math.max(0, daysPassed(start > from ? start : from, end !== null && end < asOf ? end : asOf)),
  )
  const wip = sum(present) / days
  const left = spans.flatMap(({ start, end }) =>
    end !== null && end >= from && end <= asOf ? [daysPassed(start, end)] : [],
  )
  const time = mean(left)
  const source = 'J. D. C. Little, Operations Research 9 (1961), https://doi.org/10.1287/opre.9.3.383'
  return [
    figure(
      {
        name: 'wip.mean',
        unit: 'tasks',
        formula: 'Σ days in progress (started, not completed, canceled or archived) in the window ÷ days of the window',
        source,
      },
      wip,
    ),
    figure(
      {
        name: 'littles_law.ratio',
        unit: 'ratio',
        formula:
          '(tasks that left progress ÷ days of the window) × their mean days in progress ÷ wip.mean; near 1 when flow is stable',
        source,
      },
      time === null || wip === 0 ? null : ((left.length / days) * time) / wip,
      'nothing that was started was finished in the window',
    ),
  ]
}
