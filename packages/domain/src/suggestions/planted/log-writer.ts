import type { Task } from '../../entities/task.ts'
import type { AnyEvent } from '../../events/catalogue.ts'
import { deriveId } from '../../ids.ts'
import { randomFrom } from '../../statistics/random-from.ts'

type Author = 'user' | 'rule_run' | 'connection' | 'series'

const hour = 3_600_000

/** Writes the log that a workspace would have had, event by event at any time; `events` gives it in order. */
export class LogWriter {
  readonly start: number
  readonly days: number
  readonly random: () => number
  readonly members: readonly string[]
  readonly #written: { readonly at: number; readonly event: Record<string, unknown> }[] = []
  #count = 0

  constructor(seed: number, days: number) {
    this.random = randomFrom(seed)
    this.start = Date.parse('2026-01-05T00:00:00Z')
    this.days = days
    this.members = [0, 1, 2, 3].map((n) => deriveId('planted', seed, 'member', n))
  }

  id = (): string => deriveId('planted', this.start, this.#count++)

  pick = <T>(values: readonly T[]): T => values[Math.floor(this.random() * values.length)] as T

  /** An instant on the n-th day, between 8 and 17 o'clock. */
  onDay = (day: number): number => this.start + day * 24 * hour + (8 + this.random() * 9) * hour

  task(at: number, fields: Partial<Task>, author: Author = 'user', commandId = this.id()): Task {
    const number = this.#count
    const task = {
      ...{ id: this.id(), number, identifier: `T-${number}`, title: `Task ${number}`, description: '', type: 'task' },
      ...{ status: 'unstarted', stateId: deriveId('state', 'unstarted'), priority: 'none', assigneeId: null },
      ...{ parentId: null, tags: [], startDate: null, dueDate: null, estimatedMinutes: null, projectId: '' },
      ...fields,
    } as unknown as Task
    this.#write(at, 'task.created', task, { task: { ...task } }, author, commandId)
    return task
  }

  change(at: number, task: Task, fields: Partial<Task>, author: Author = 'user'): void {
    const before = task as unknown as Record<string, unknown>
    const changes = Object.fromEntries(
      Object.entries(fields).map(([field, after]) => [field, { before: before[field], after }]),
    )
    Object.assign(task, fields)
    const type = fields.status ? 'task.status_changed' : fields.assigneeId ? 'task.assigned' : 'task.updated'
    this.#write(at, type, task, { task: { ...task }, changes }, author)
  }

  relate(at: number, from: Task, to: Task): void {
    const taskRelation = { type: 'precedes', fromTaskId: from.id, toTaskId: to.id }
    this.#write(at, 'task_relation.created', from, { taskRelation }, 'user')
  }

  project(at: number, name: string): string {
    const id = this.id()
    this.#write(at, 'project.created', { id, projectId: id }, { project: { id, name } }, 'user')
    return id
  }

  applied(at: number, projectId: string, commandId: string): void {
    this.#write(at, 'template.applied', { id: this.id(), projectId }, { templateApplication: {} }, 'user', commandId)
  }

  events(): AnyEvent[] {
    return [...this.#written]
      .sort((a, b) => a.at - b.at)
      .map(({ event }, n) => ({ ...event, seq: n + 1 }) as unknown as AnyEvent)
  }

  #write(
    at: number,
    type: string,
    subject: { readonly id: string; readonly projectId: string },
    data: object,
    author: Author,
    commandId = this.id(),
  ): void {
    const isRun = author === 'rule_run'
    const memberId = author === 'user' ? this.pick(this.members) : (this.members[0] as string)
    this.#written.push({
      at,
      event: {
        ...{ id: this.id(), type, commandId, correlationId: commandId, projectId: subject.projectId },
        ...{ subject: { type: 'task', id: subject.id }, actor: { type: author, id: memberId, memberId } },
        ...{ causationId: isRun ? commandId : null, depth: isRun ? 1 : 0, occurredAt: new Date(at).toISOString() },
        ...data,
      },
    })
  }
}
