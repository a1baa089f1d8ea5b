import type { State, StatusCategory } from '../../entities/state.ts'
import type { Task } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext } from '../definition.ts'

/** Input that is wrong only in the light of what is stored. */
export const wrong = (path: string, expected: string, code = 'custom') =>
  new AppError('invalid_input', `${path}: ${expected}`, { fields: [{ path, expected, code }] })

/** The state that the input asks for: by id, else the first of the category. */
export function chooseState(
  context: CommandContext,
  stateId: string | undefined,
  status: StatusCategory | undefined,
): State | undefined {
  if (stateId !== undefined) {
    const state = context.get('state', stateId, 'stateId')
    if (status !== undefined && state.category !== status)
      throw wrong('status', `${state.category}, the category of that state`)
    return state
  }
  if (status === undefined) return undefined
  const state = context
    .all('state')
    .filter((candidate) => candidate.category === status)
    .sort((a, b) => a.position - b.position)[0]
  if (!state) throw wrong('status', 'a category for which the workspace has a state')
  return state
}

/** The stamps that go with a category: each is set when first reached, and a move back erases the later ones. */
export function stampsFor(
  category: StatusCategory,
  now: string,
  before?: Pick<Task, 'startedAt' | 'completedAt' | 'canceledAt'>,
): Pick<Task, 'startedAt' | 'completedAt' | 'canceledAt'> {
  const started = category === 'started' || category === 'completed'
  return {
    startedAt: started ? (before?.startedAt ?? now) : category === 'canceled' ? (before?.startedAt ?? null) : null,
    completedAt: category === 'completed' ? (before?.completedAt ?? now) : null,
    canceledAt: category === 'canceled' ? (before?.canceledAt ?? now) : null,
  }
}

/** Checks a member who is to be given work. */
export function checkMember(context: CommandContext, memberId: string | null | undefined, field: string): void {
  if (!memberId) return
  if (context.get('member', memberId, field).removedAt) throw wrong(field, 'a member who has not left the workspace')
}

/** Start must not be after due. */
export function checkDates(startDate: string | null, dueDate: string | null): void {
  if (startDate && dueDate && startDate > dueDate)
    throw wrong('dueDate', `a day on or after the start date ${startDate}`)
}

/** Checks that a parent is in the same project, is not the task itself and not below it. */
export function checkParent(
  context: CommandContext,
  parentId: string | null | undefined,
  projectId: string,
  taskId?: string,
): void {
  if (!parentId) return
  const parent = context.get('task', parentId, 'parentId')
  if (parent.projectId !== projectId) throw wrong('parentId', 'a task of the same project')
  if (parent.archivedAt) throw wrong('parentId', 'a task that is not archived')
  if (taskId && (parentId === taskId || context.fact('task_ancestors', parentId).includes(taskId))) {
    throw new AppError('cycle', 'a task cannot lie below itself', {
      fields: [{ path: 'parentId', expected: 'a task that is not below this one', code: 'cycle' }],
    })
  }
}
