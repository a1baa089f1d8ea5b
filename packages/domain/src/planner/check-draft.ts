import { wrong } from '../commands/task/validate.ts'
import { AppError } from '../errors.ts'
import { leafDependencies } from './dependencies.ts'
import type { PlanDraft, PlanTask } from './draft.ts'

/**
 * Refuses a draft whose names lead nowhere or in a circle.
 * @param identifiers of open tasks, on which a plan may depend, too
 * @throws AppError `invalid_input` or `cycle`, with the place as `draft.tasks.<index>.<field>`
 */
export function checkDraft(draft: PlanDraft, identifiers: ReadonlySet<string>): void {
  const milestones = uniqueKeys(draft.milestones, 'milestones')
  const tasks = uniqueKeys(draft.tasks, 'tasks')
  for (const [index, task] of draft.tasks.entries()) {
    const place = `draft.tasks.${index}`
    if (task.milestone !== null && !milestones.has(task.milestone))
      throw wrong(`${place}.milestone`, 'the key of a milestone of the plan', 'not_found')
    if (task.parent !== null && !tasks.has(task.parent))
      throw wrong(`${place}.parent`, 'the key of a task of the plan', 'not_found')
    const stranger = task.dependsOn.findIndex((name) => !tasks.has(name) && !identifiers.has(name))
    if (stranger >= 0) {
      const expected = 'the key of a task of the plan, or the identifier of an open task of the project'
      throw wrong(`${place}.dependsOn.${stranger}`, expected, 'not_found')
    }
  }
  const byKey = new Map(draft.tasks.map((task) => [task.key, task]))
  refuseCircle(draft.tasks, 'parent', ({ parent }) => (parent === null ? [] : [parent]), byKey)
  refuseOwnParts(draft.tasks)
  const before = leafDependencies(draft.tasks)
  refuseCircle(draft.tasks, 'dependsOn', ({ key }) => before.get(key) ?? [], byKey)
}

function uniqueKeys(items: readonly { readonly key: string }[], place: string): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const [index, { key }] of items.entries()) {
    if (keys.has(key)) throw wrong(`draft.${place}.${index}.key`, 'a key that nothing else has', 'duplicate_key')
    keys.add(key)
  }
  return keys
}

function refuseCircle(
  tasks: readonly PlanTask[],
  field: 'parent' | 'dependsOn',
  before: (task: PlanTask) => Iterable<string>,
  byKey: ReadonlyMap<string, PlanTask>,
): void {
  const done = new Set<PlanTask>()
  const follow = (task: PlanTask, path: readonly PlanTask[]): void => {
    if (done.has(task)) return
    const at = path.indexOf(task)
    if (at >= 0) throw circleOf(tasks, path.slice(at), field)
    for (const key of before(task)) {
      const next = byKey.get(key)
      if (next) follow(next, [...path, task])
    }
    done.add(task)
  }
  for (const task of tasks) follow(task, [])
}

function circleOf(tasks: readonly PlanTask[], circle: readonly PlanTask[], field: 'parent' | 'dependsOn'): AppError {
  const [first] = circle
  const names = [...circle, first].map((task) => `“${task?.title}”`).join(' → ')
  const path = `draft.tasks.${first ? tasks.indexOf(first) : 0}.${field}`
  const what = field === 'parent' ? 'are parts of each other' : 'wait for each other'
  return new AppError('cycle', `these tasks ${what}: ${names}`, {
    fields: [{ path, expected: 'keys that do not lead back to this task', code: 'cycle' }],
  })
}

/** A whole is done when its parts are: neither can wait for the other. */
function refuseOwnParts(tasks: readonly PlanTask[]): void {
  const parents = new Map(tasks.map(({ key, parent }) => [key, parent]))
  const isWithin = (key: string, whole: string): boolean => {
    for (let at = parents.get(key) ?? null; at !== null; at = parents.get(at) ?? null) if (at === whole) return true
    return false
  }
  for (const [index, { key, dependsOn }] of tasks.entries()) {
    const own = dependsOn.findIndex((name) => isWithin(name, key) || isWithin(key, name))
    if (own >= 0)
      throw wrong(`draft.tasks.${index}.dependsOn.${own}`, 'neither a part of this task nor its whole', 'cycle')
  }
}
