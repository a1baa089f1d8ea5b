import type { EventType } from '../../events/catalogue.ts'
import type { TaskAct, TaskFacts } from '../history.ts'

/** Something that happens to a task, as the trigger of a rule. */
export interface Trigger {
  /** The same for the same thing. */
  readonly key: string
  readonly when: EventType
  /** What has to hold of the event for it to be this; null: its type says all. */
  readonly cel: string | null
  /** For people, after “when a task”; with the ids of members and projects in place of their names. */
  readonly words: string
}

/** A word in CEL. */
export const literal = (text: string): string => JSON.stringify(text)

/** What an act is the trigger of; several things when several changed. */
export function triggersOf({ changes, task }: TaskAct): readonly Trigger[] {
  if (changes === null) return [{ key: 'created', when: 'task.created', cel: null, words: 'is made' }]
  const { tags, priority, type, status, assigneeId } = changes
  return [
    ...gained(tags?.before, tags?.after).map((tag) => ({
      ...{ key: `tag ${tag}`, when: 'task.updated' as const, words: `gets the tag ${tag}` },
      cel: `"tags" in event.changes && ${literal(tag)} in event.task.tags && !(${literal(tag)} in event.changes.tags.before)`,
    })),
    ...(priority ? [changedTo('priority', task.priority, 'gets the priority')] : []),
    ...(type ? [changedTo('type', task.type, 'becomes of the type')] : []),
    ...(status
      ? [
          {
            ...{ key: `status ${task.status}`, when: 'task.status_changed' as const },
            cel: `event.from != event.to && event.to == ${literal(task.status)}`,
            words: `becomes ${task.status}`,
          },
        ]
      : []),
    ...(assigneeId && task.assigneeId !== null
      ? [
          {
            ...{ key: `assigned ${task.assigneeId}`, when: 'task.assigned' as const },
            cel: `event.to == ${literal(task.assigneeId)}`,
            words: `is given to ${task.assigneeId}`,
          },
        ]
      : []),
  ]
}

const changedTo = (field: 'priority' | 'type', value: string, words: string): Trigger => ({
  ...{ key: `${field} ${value}`, when: 'task.updated', words: `${words} ${value}` },
  cel: `${literal(field)} in event.changes && event.task.${field} == ${literal(value)}`,
})

/** Tags that were not there before. */
export function gained(before: unknown, after: unknown): readonly string[] {
  const had = new Set(Array.isArray(before) ? before : [])
  return Array.isArray(after) ? after.filter((tag): tag is string => typeof tag === 'string' && !had.has(tag)) : []
}

/** Something that holds of a task, as a part of a rule's condition. */
export interface Feature {
  readonly key: string
  readonly cel: string
  readonly words: string
}

export function featuresOf(task: TaskFacts): readonly Feature[] {
  const is = (field: 'type' | 'priority' | 'assigneeId' | 'projectId', value: string, words: string) => ({
    ...{ key: `${field} ${value}`, words },
    cel: `event.task.${field} == ${literal(value)}`,
  })
  return [
    is('projectId', task.projectId, `in ${task.projectId}`),
    is('type', task.type, `of the type ${task.type}`),
    is('priority', task.priority, `of the priority ${task.priority}`),
    ...(task.assigneeId === null ? [] : [is('assigneeId', task.assigneeId, `of ${task.assigneeId}`)]),
    ...task.tags.map((tag) => ({
      ...{ key: `tag ${tag}`, words: `with the tag ${tag}` },
      cel: `${literal(tag)} in event.task.tags`,
    })),
    {
      ...{ key: `part ${task.parentId !== null}`, words: task.parentId === null ? 'of its own' : 'below another' },
      cel: `event.task.parentId ${task.parentId === null ? '==' : '!='} null`,
    },
  ]
}
