import { metricOf } from './evidence.ts'
import type { ActionRule } from './facts.ts'

/** A target day that is missed in more than 15 of 100 trials moves to the day by which 85 are done. */
export const moveTarget: ActionRule = ({ report }) => {
  const { project, forecast } = report
  const { p50, p85, note, method } = forecast
  if (project.targetDate === null || p85 === null || note !== null || p85 <= project.targetDate) return []
  return [
    {
      ...{ rule: 'move_target', key: 'target', command: 'project.update' },
      data: { id: project.id, targetDate: p85 },
      rationale: `The target day is ${project.targetDate}. Half of the trials are done by ${p50}, 85 % by ${p85}. To keep the day, take tasks out of the scope instead.`,
      evidence: [
        { kind: 'metric', name: 'forecast.p85', text: `${p85}: ${method}` },
        ...['open', 'throughput.mean'].map((name) => metricOf(report, name)),
      ],
    },
  ]
}
