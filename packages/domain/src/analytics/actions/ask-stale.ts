import { staleDays } from '../attention.ts'
import { eventOf, metricOf } from './evidence.ts'
import type { ActionRule } from './facts.ts'
import { mention } from './mention.ts'

/** Of what is at work and has had no event for long, whoever has it is asked how it stands. */
export const askStale: ActionRule = ({ report, tasks, members }) =>
  report.stale.flatMap((ref) => {
    const task = tasks.get(ref.id)
    const assignee = members.find(({ id }) => id === task?.assigneeId)
    if (task?.status !== 'started' || !assignee) return []
    const since = task.updatedAt.slice(0, 10)
    return {
      ...{ rule: 'ask_stale', key: `ask-${ref.identifier}`, command: 'comment.create' },
      data: {
        taskId: ref.id,
        body: `${mention(assignee)} nothing has changed here since ${since}. Is it still being worked on, or does it wait for something?`,
      },
      rationale: `${ref.identifier} is in a started state and was last changed on ${since}; the threshold is ${staleDays} days.`,
      evidence: [eventOf(ref, `last changed on ${since}`), metricOf(report, 'stale')],
    }
  })
