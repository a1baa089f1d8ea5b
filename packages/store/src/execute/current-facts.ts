import {
  ancestorsOf,
  type Entities,
  type EntityKind,
  type FactName,
  type Facts,
  type NewEvent,
} from '@orchestrator/domain'
import type { StoredRow } from '../tables.ts'
import type { FactRows, TaskEdge } from './facts.ts'
import { type Loaded, rowsOf } from './load.ts'

type Originals = ReadonlyMap<
  string,
  { readonly kind: EntityKind; readonly id: string; readonly before: StoredRow | undefined }
>
type Task = Entities['task']

/**
 * Facts as they are in the middle of a transaction: what the database told at its beginning, and what its commands have
 * changed since. Without this two commands together could do what each alone is refused: two ADMINs leave, a circle close.
 */
export class CurrentFacts {
  readonly #loaded: Loaded
  /** The rows that were changed, as they were before. */
  readonly #originals: Originals
  /** The events so far. */
  readonly #events: () => readonly NewEvent[]

  constructor(loaded: Loaded, originals: Originals, events: () => readonly NewEvent[]) {
    this.#loaded = loaded
    this.#originals = originals
    this.#events = events
  }

  get<F extends FactName>(name: F, id: string): Facts[F] {
    return this.#answers[name](id) as Facts[F]
  }

  readonly #answers: { [F in FactName]: (id: string) => Facts[F] } = {
    project_task_count: (id) => this.#countTasks('project_task_count', id, (task) => task.projectId === id),
    state_task_count: (id) => this.#countTasks('state_task_count', id, (task) => task.stateId === id),
    tag_task_count: (id) => {
      const name = (rowsOf(this.#loaded, 'tag').get(id) as Entities['tag'] | undefined)?.name ?? ''
      return this.#countTasks('tag_task_count', id, (task) => task.tags.includes(name))
    },
    other_admin_count: (id) => {
      const members = rowsOf(this.#loaded, 'member') as Map<string, Entities['member']>
      const changed = [...this.#originals.values()].flatMap((one) => (one.kind === 'member' ? one.id : []))
      // A row that was only read is older than the fact, which waited for others to end.
      const others = new Set((this.#rows('other_admin_count', id) ?? []).filter((other) => !changed.includes(other)))
      for (const other of changed) {
        const member = members.get(other)
        if (member?.role === 'ADMIN' && member.removedAt === null) others.add(other)
      }
      others.delete(id)
      return others.size
    },
    event_member: (id) => this.#rows('event_member', id) ?? [],
    run_requesters: (id) => this.#rows('run_requesters', id) ?? [],
    open_retry_count: (id) =>
      (this.#rows('open_retry_count', id) ?? 0) +
      this.#events().filter(({ type, subject }) => type === 'run.retry_requested' && subject.id === id).length,
    task_ancestors: (id) => ancestorsOf(id, this.#parents()),
    task_followers: (id) => {
      const edges = this.#edges()
      const reached = new Set<string>()
      for (let open = [id]; open.length > 0; ) {
        const next = open.flatMap((from) => edges.get(from) ?? []).filter((to) => !reached.has(to))
        for (const to of next) reached.add(to)
        open = next
      }
      return [...reached]
    },
  }

  #rows<F extends FactName>(name: F, id: string): FactRows[F] | undefined {
    return this.#loaded.facts.get(`${name} ${id}`) as FactRows[F] | undefined
  }

  #countTasks(
    name: 'project_task_count' | 'state_task_count' | 'tag_task_count',
    id: string,
    counts: (task: Task) => boolean,
  ): number {
    let count = this.#rows(name, id) ?? 0
    for (const { kind, id: taskId, before } of this.#originals.values()) {
      if (kind !== 'task') continue
      const now = rowsOf(this.#loaded, 'task').get(taskId) as Task | undefined
      count += Number(now !== undefined && counts(now)) - Number(before !== undefined && counts(before as Task))
    }
    return count
  }

  /** The parent of each task of which something was loaded. */
  #parents(): (id: string) => string | null {
    const stored = new Map<string, string | null>()
    for (const [key, chain] of this.#loaded.facts) {
      const [name, id = ''] = key.split(' ')
      if (name !== 'task_ancestors') continue
      const path = [id, ...(chain as readonly string[])]
      for (const [index, task] of path.entries()) stored.set(task, path[index + 1] ?? null)
    }
    const tasks = rowsOf(this.#loaded, 'task') as Map<string, Task>
    return (id) => (this.#originals.has(`task ${id}`) ? (tasks.get(id)?.parentId ?? null) : (stored.get(id) ?? null))
  }

  #edges(): ReadonlyMap<string, readonly string[]> {
    const byId = new Map<string, TaskEdge>()
    for (const [key, edges] of this.#loaded.facts) {
      if (key.startsWith('task_followers ')) for (const edge of edges as readonly TaskEdge[]) byId.set(edge.id, edge)
    }
    for (const { kind, id } of this.#originals.values()) {
      if (kind !== 'task_relation') continue
      const now = rowsOf(this.#loaded, 'task_relation').get(id) as Entities['task_relation'] | undefined
      if (now && (now.type === 'blocks' || now.type === 'precedes'))
        byId.set(id, { id, fromTaskId: now.fromTaskId, toTaskId: now.toTaskId })
      else byId.delete(id)
    }
    const edges = new Map<string, string[]>()
    for (const { fromTaskId, toTaskId } of byId.values())
      edges.set(fromTaskId, [...(edges.get(fromTaskId) ?? []), toTaskId])
    return edges
  }
}
