import { dateIn } from '../../calendar/local-time.ts'
import { quoted } from '../../patches/in-words.ts'
import { forecast } from '../forecast.ts'
import { metricOf } from './evidence.ts'
import type { ActionRule } from './facts.ts'

/**
 * A milestone that is missed in more than 15 of 100 trials moves to the day by which 85 are done. The same Monte Carlo as the report's,
 * for what leads to it and to all milestones before it: the project is taken to do first what is due first, and nothing else meanwhile,
 * so it is the earliest day that can be expected.
 */
export const moveMilestone: ActionRule = ({ report, milestones }) => {
  const weekly = report.weeks.map(({ completed }) => completed.tasks)
  const today = dateIn(report.timeZone, report.asOf)
  let remaining = 0
  return milestones.flatMap(({ id, name, targetDate, open }) => {
    remaining += open
    if (open === 0) return []
    const { p50, p85, note } = forecast(weekly, remaining, today)
    if (p85 === null || note !== null || p85 <= targetDate) return []
    const before = remaining - open
    const work = `${open} of its tasks are open${before > 0 ? `, and ${before} of milestones before it` : ''}`
    return {
      ...{ rule: 'move_milestone', key: `milestone-${id}`, command: 'milestone.update' },
      data: { id, targetDate: p85 },
      rationale: `${quoted(name)} is to be reached on ${targetDate}. ${work}: half of the trials are done by ${p50}, 85 % by ${p85}. To keep the day, take tasks out of it instead.`,
      evidence: [
        { kind: 'metric', name: 'forecast.p85', text: `${p85} for ${remaining} open tasks: ${report.forecast.method}` },
        metricOf(report, 'throughput.mean'),
      ],
    }
  })
}
