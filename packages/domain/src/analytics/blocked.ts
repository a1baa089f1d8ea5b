import * as z from 'zod'
import { type Figure, figure, own } from './figure.ts'
import type { TaskHistory } from './task-history.ts'
import { TaskRef } from './task-ref.ts'

export const BlockedTask = z.strictObject({ task: TaskRef, waitsFor: z.array(TaskRef) })

/** `from` blocks `to`. */
export interface Block {
  readonly from: string
  readonly to: string
}

export interface Blocked {
  readonly task: TaskHistory
  readonly waitsFor: readonly TaskHistory[]
}

/**
 * Which open tasks of the project wait for open ones, and the longest chain of such waits.
 *
 * The longest path of a graph without circles (relations refuse them), each task once. Source: J. E. Kelley and M. R. Walker,
 * “Critical-Path Planning and Scheduling” (1959), https://doi.org/10.1145/1460299.1460318, with each task of length 1.
 *
 * @param tasks of the project, and of others those that block some of it
 */
export function blockedWork(
  tasks: readonly TaskHistory[],
  blocks: readonly Block[],
  projectTasks: ReadonlySet<string>,
) {
  const open = new Map(tasks.filter((task) => task.open).map((task) => [task.taskId, task]))
  const before = new Map<string, TaskHistory[]>()
  for (const { from, to } of blocks) {
    const blocker = open.get(from)
    if (blocker && open.has(to)) before.set(to, [...(before.get(to) ?? []), blocker])
  }
  const chains = new Map<string, Chain>()
  for (const task of open.values()) follow(task, before, chains)
  const longest = tasksOf(longestOf(chains.values()))
  const blocked = [...before]
    .flatMap(([id, waitsFor]): Blocked[] => {
      const task = open.get(id)
      return task && projectTasks.has(id) ? [{ task, waitsFor: waitsFor.toSorted(byId) }] : []
    })
    .sort((a, b) => b.waitsFor.length - a.waitsFor.length || byId(a.task, b.task))
  return { blocked, longest: longest.length > 1 ? longest : [] }
}

const byId = (a: TaskHistory, b: TaskHistory) => (a.taskId < b.taskId ? -1 : 1)

/** The longest chain of waits that ends in a task. */
interface Chain {
  readonly last: TaskHistory
  readonly length: number
  readonly before: Chain | undefined
}

/** Of equally long ones that which ends in the task with the least id, so that the order of tasks does not matter. */
const longestOf = (chains: Iterable<Chain>) =>
  [...chains].reduce<Chain | undefined>(
    (best, one) =>
      !best || one.length > best.length || (one.length === best.length && byId(one.last, best.last) < 0) ? one : best,
    undefined,
  )

function tasksOf(chain: Chain | undefined): TaskHistory[] {
  const tasks: TaskHistory[] = []
  for (let at = chain; at; at = at.before) tasks.push(at.last)
  return tasks.reverse()
}

/** Notes for a task, and for all before it, the longest chain that ends in it; without recursion, since chains may be long. */
function follow(
  last: TaskHistory,
  before: ReadonlyMap<string, readonly TaskHistory[]>,
  chains: Map<string, Chain>,
): void {
  const path = [last]
  const begun = new Set<string>()
  for (let task = path.at(-1); task; task = path.at(-1)) {
    begun.add(task.taskId)
    const blockers = before.get(task.taskId) ?? []
    const next = blockers.find(({ taskId }) => !chains.has(taskId) && !begun.has(taskId))
    if (next) path.push(next)
    else {
      const longest = longestOf(blockers.flatMap(({ taskId }) => chains.get(taskId) ?? []))
      chains.set(task.taskId, { last: task, length: (longest?.length ?? 0) + 1, before: longest })
      path.pop()
    }
  }
}

export function blockedFigures({ blocked, longest }: ReturnType<typeof blockedWork>, today: string): Figure[] {
  const define = (name: string, formula: string, source = own) => ({ name, unit: 'tasks' as const, formula, source })
  const cpm = 'longest path, J. E. Kelley and M. R. Walker (1959), https://doi.org/10.1145/1460299.1460318'
  return [
    figure(define('blocked', 'open tasks with an open task that blocks them'), blocked.length),
    figure(
      define('blocked.by_overdue', 'open tasks with an open task that blocks them and is overdue'),
      blockedByOverdue(blocked, today).length,
    ),
    figure(
      define('blocked.longest_chain', 'open tasks of which each blocks the next, as many as there are', cpm),
      longest.length,
    ),
  ]
}

export const blockedByOverdue = (blocked: readonly Blocked[], today: string): Blocked[] =>
  blocked.filter(({ waitsFor }) => waitsFor.some(({ dueDate }) => dueDate !== null && dueDate < today))
