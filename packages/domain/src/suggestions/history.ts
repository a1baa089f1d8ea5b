import type { Task } from '../entities/task.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import type { FieldChange } from '../merge.ts'

/** What of a task the looking goes by, as it was after an act. */
export type TaskFacts = Pick<
  Task,
  | 'id'
  | 'identifier'
  | 'projectId'
  | 'title'
  | 'type'
  | 'status'
  | 'priority'
  | 'assigneeId'
  | 'parentId'
  | 'tags'
  | 'startDate'
  | 'dueDate'
  | 'estimatedMinutes'
>

/** A task was made or changed. */
export interface TaskAct {
  readonly seq: number
  readonly eventId: string
  /** In milliseconds since 1970. */
  readonly at: number
  readonly memberId: string
  readonly commandId: string
  /** By a person, whether through an app or with a key; not by an automation, a service, a series or a template. */
  readonly byHand: boolean
  readonly task: TaskFacts
  /** null: it was made. */
  readonly changes: Readonly<Partial<Record<ChangedField, FieldChange>>> | null
}

const changedFields = ['type', 'status', 'priority', 'assigneeId', 'tags'] as const
export type ChangedField = (typeof changedFields)[number]

export interface RelationAct {
  readonly type: 'blocks' | 'duplicates' | 'relates' | 'precedes'
  readonly fromTaskId: string
  readonly toTaskId: string
}

/** What the log says of how people work. */
export interface History {
  readonly workspaceId: string
  readonly timeZone: string
  /** What members and projects are called, by their ids. */
  readonly names: ReadonlyMap<string, string>
  /** When the part of the log ends that was read, in milliseconds since 1970. */
  readonly until: number
  /** In the order of the log. */
  readonly acts: readonly TaskAct[]
  readonly relations: readonly RelationAct[]
  /** Names of the projects that people made meanwhile, by their ids. */
  readonly projects: ReadonlyMap<string, string>
}

/** The types of events that are looked at. */
export const historyEventTypes = [
  'task.created',
  'task.updated',
  'task.status_changed',
  'task.assigned',
  'task_relation.created',
  'project.created',
  'template.applied',
] as const

/** Takes events in the order of the log and keeps of each what the looking goes by. */
export class HistoryReader {
  readonly #acts: TaskAct[] = []
  readonly #relations: RelationAct[] = []
  readonly #projects = new Map<string, string>()
  /** Commands that applied a template: what they made, nobody made by hand. */
  readonly #applied = new Set<string>()

  add(event: AnyEvent): void {
    if ('templateApplication' in event) this.#applied.add(event.commandId)
    else if ('taskRelation' in event) this.#relations.push(relationOf(event.taskRelation))
    else if ('project' in event && isByHand(event)) this.#projects.set(event.project.id, event.project.name)
    else if ('task' in event) {
      const act = actOf(event, event.task)
      if (act) this.#acts.push(act)
    }
  }

  finish(known: Pick<History, 'workspaceId' | 'timeZone' | 'names' | 'until'>): History {
    const acts = this.#acts.map((act) => (this.#applied.has(act.commandId) ? { ...act, byHand: false } : act))
    return { ...known, acts, relations: this.#relations, projects: this.#projects }
  }
}

const isByHand = ({ actor, causationId, depth }: AnyEvent) =>
  (actor.type === 'user' || actor.type === 'api_key') && causationId === null && depth === 0

function actOf(event: AnyEvent, task: Task): TaskAct | null {
  const all = 'changes' in event ? (event.changes as Readonly<Record<string, FieldChange>>) : null
  const changes = all && Object.fromEntries(changedFields.flatMap((field) => (all[field] ? [[field, all[field]]] : [])))
  if (changes && Object.keys(changes).length === 0) return null
  const { seq, id: eventId, occurredAt, actor, commandId } = event
  return {
    ...{ seq, eventId, at: Date.parse(occurredAt), memberId: actor.memberId, commandId },
    byHand: isByHand(event),
    task: factsOf(task),
    changes,
  }
}

const factsOf = (task: Task): TaskFacts => ({
  id: task.id,
  identifier: task.identifier,
  projectId: task.projectId,
  title: task.title,
  type: task.type,
  status: task.status,
  priority: task.priority,
  assigneeId: task.assigneeId,
  parentId: task.parentId,
  tags: task.tags,
  startDate: task.startDate,
  dueDate: task.dueDate,
  estimatedMinutes: task.estimatedMinutes,
})

const relationOf = ({ type, fromTaskId, toTaskId }: RelationAct): RelationAct => ({ type, fromTaskId, toTaskId })
