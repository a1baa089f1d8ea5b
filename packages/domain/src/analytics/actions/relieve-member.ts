import { figureOf } from '../project-health.ts'
import { metricOf, tasks } from './evidence.ts'
import type { ActionRule } from './facts.ts'

/** Who has more than so many times the mean of open tasks has too many. */
const overload = 1.5
/** With a difference of one, a task that moves only turns the tables. */
const leastDifference = 2
/** Of one member: so that nobody finds their plan gone at once. */
const mostMoved = 5

/** Work that nobody has begun goes from who has far more than the mean to who has least, what is due last first, until the mean is reached. */
export const relieveMember: ActionRule = ({ report, members, movable, decided }, balance) => {
  const mean = figureOf(report.figures, 'workload.mean').value
  if (mean === null) return []
  return members
    .filter(({ id }) => balance.openOf(id) > overload * mean)
    .flatMap((member) => {
      const own = movable
        .filter(({ assigneeId, identifier }) => assigneeId === member.id && !decided.has(keyFor(identifier)))
        .slice(0, mostMoved)
      return own.flatMap((task) => {
        const [has, to] = [balance.openOf(member.id), balance.leastLoaded()]
        if (!to || has <= mean || has - balance.openOf(to.id) < leastDifference) return []
        const rationale = `${member.name} has ${tasks(has)} in the project, the mean is ${mean}. ${task.identifier} is not begun; ${to.name} has the least: ${tasks(balance.openOf(to.id))}.`
        balance.give(to.id, member.id)
        return {
          ...{ rule: 'relieve_member', key: keyFor(task.identifier), command: 'task.update' },
          data: { id: task.id, assigneeId: to.id },
          rationale,
          evidence: [
            metricOf(report, 'workload.most'),
            metricOf(report, 'workload.mean'),
            { kind: 'task', id: task.id, text: `${task.identifier}: not begun, ${member.name}’s` },
          ],
        }
      })
    })
}

const keyFor = (identifier: string) => `move-${identifier}`
