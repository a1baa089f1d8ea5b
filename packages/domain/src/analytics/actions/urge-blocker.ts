import { Priority } from '../../entities/task.ts'
import type { TaskRef } from '../task-ref.ts'
import { eventOf, metricOf } from './evidence.ts'
import type { ActionRule } from './facts.ts'
import { mention } from './mention.ts'

/** What others wait for, and which is overdue or has had no event for long, gets a high priority; if it has that, whoever has it is asked. */
export const urgeBlocker: ActionRule = ({ report, tasks, members }) => {
  const overdue = new Set(report.overdue.map(({ id }) => id))
  const stale = new Set(report.stale.map(({ id }) => id))
  return [...waitersByBlocker(report.blocked)].flatMap(([id, { blocker, waiters }]) => {
    const task = tasks.get(id)
    if (!task || !(overdue.has(id) || stale.has(id))) return []
    const state = overdue.has(id) ? `was due on ${task.dueDate}` : `was last changed on ${task.updatedAt.slice(0, 10)}`
    const waiting = waiters.map(({ identifier }) => identifier).join(', ')
    const holdsUp = waiters.length === 1 ? `${waiting} waits for it` : `${waiting} wait for it`
    const common = {
      rule: 'urge_blocker' as const,
      evidence: [eventOf(blocker, `${state}; ${holdsUp}`), metricOf(report, 'blocked')],
    }
    if (Priority.options.indexOf(task.priority) < Priority.options.indexOf('high'))
      return {
        ...common,
        ...{ key: `urge-${blocker.identifier}`, command: 'task.update' as const },
        data: { id, priority: 'high' },
        rationale: `${blocker.identifier} ${state}, its priority is ${task.priority}, and ${holdsUp}.`,
      }
    const assignee = members.find((member) => member.id === task.assigneeId)
    if (!assignee) return []
    return {
      ...common,
      ...{ key: `ask-${blocker.identifier}`, command: 'comment.create' as const },
      data: {
        taskId: id,
        body: `${mention(assignee)} ${holdsUp}. What does this need to go on?`,
      },
      rationale: `${blocker.identifier} ${state}, its priority is ${task.priority} already, and ${holdsUp}.`,
    }
  })
}

function waitersByBlocker(blocked: readonly { readonly task: TaskRef; readonly waitsFor: readonly TaskRef[] }[]) {
  const found = new Map<string, { blocker: TaskRef; waiters: TaskRef[] }>()
  for (const { task, waitsFor } of blocked)
    for (const blocker of waitsFor) {
      const entry = found.get(blocker.id) ?? { blocker, waiters: [] }
      entry.waiters.push(task)
      found.set(blocker.id, entry)
    }
  return found
}
