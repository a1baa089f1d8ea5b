import { eventOf, metricOf, tasks } from './evidence.ts'
import type { ActionRule } from './facts.ts'

/** What is overdue or at work and nobody's goes to whoever has the least open work in the project. */
export const assign: ActionRule = ({ report, tasks: known, decided }, balance) => {
  const overdue = new Set(report.overdue.map(({ id }) => id))
  const refs = new Map([...report.overdue, ...report.unassigned].map((ref) => [ref.id, ref]))
  return [...refs.values()].flatMap((ref) => {
    const task = known.get(ref.id)
    const member = balance.leastLoaded()
    const key = `assign-${ref.identifier}`
    if (!member || task?.assigneeId !== null || decided.has(key)) return []
    const why = overdue.has(ref.id) ? `was due on ${task.dueDate}` : 'is at work'
    const rationale = `${ref.identifier} ${why} and is nobody’s. ${member.name} has the least open work in the project: ${tasks(balance.openOf(member.id))}.`
    balance.give(member.id)
    return {
      ...{ rule: 'assign', key, command: 'task.update' },
      data: { id: ref.id, assigneeId: member.id },
      rationale,
      evidence: [
        eventOf(ref, `${why}, and nobody is assigned`),
        metricOf(report, overdue.has(ref.id) ? 'overdue' : 'unassigned'),
        metricOf(report, 'workload.mean'),
      ],
    }
  })
}
