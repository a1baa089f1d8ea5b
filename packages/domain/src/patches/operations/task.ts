import type { CommandContext } from '../../commands/definition.ts'
import { archiveTask, unarchiveTask } from '../../commands/task/archive.ts'
import { createTask } from '../../commands/task/create.ts'
import { updateTask } from '../../commands/task/update.ts'
import { quoted } from '../in-words.ts'
import { named, type Reference, type Values } from '../values.ts'
import { changes, makes, turns } from './definition.ts'

const referencesIn = (data: Values): Reference[] => [
  ...named('task', data['parentId'], 'parentId'),
  ...named('cycle', data['cycleId'], 'cycleId'),
  ...named('milestone', data['milestoneId'], 'milestoneId'),
  ...named('member', data['assigneeId'], 'assigneeId'),
  ...named('state', data['stateId'], 'stateId'),
]

/** A task cannot come back under its id once it is deleted, so what was made is put away. */
export const createTaskOperation = makes(createTask, {
  kind: 'task',
  undoneBy: 'task.archive',
  into: { kind: 'project', field: 'projectId' },
  refers: referencesIn,
  summary: ({ title }) => `Create task ${quoted(title)}`,
  inUse: {
    needs: (ids) => [
      { kind: 'comment', by: { taskId: ids }, keep: true, late: true },
      { kind: 'task', by: { parentId: ids }, keep: true, late: true },
      { kind: 'task_relation', by: { fromTaskId: ids }, keep: true, late: true },
      { kind: 'task_relation', by: { toTaskId: ids }, keep: true, late: true },
    ],
    reason: workOn,
  },
})

function workOn(context: CommandContext, id: string): string | null {
  if (context.all('comment').some((comment) => comment.taskId === id)) return 'it has comments'
  if (context.all('task').some((task) => task.parentId === id && task.archivedAt === null)) return 'it has parts'
  const isRelated = context.all('task_relation').some((one) => one.fromTaskId === id || one.toTaskId === id)
  return isRelated ? 'it is related to other tasks' : null
}

export const updateTaskOperation = changes(updateTask, {
  kind: 'task',
  data: updateTask.data.omit({ baseVersion: true }),
  refers: referencesIn,
  fields({ id: _id, status, stateId, addTags, removeTags, customFields, ...rest }) {
    return [
      ...Object.keys(rest),
      ...(status === undefined && stateId === undefined ? [] : ['stateId', 'status']),
      ...[...new Set([...(addTags ?? []), ...(removeTags ?? [])])].map((tag) => `tags.${tag}`),
      ...Object.keys(customFields ?? {}).map((key) => `customFields.${key}`),
    ]
  },
  inverse: ({ id }, { status: _status, ...before }) => ({
    command: 'task.update',
    data: { id, ...withParts(before) },
  }),
})

/** The status follows from the state. Tags and custom fields are put back one by one, so that others' stay. */
function withParts(before: Values): Values {
  const data: Record<string, unknown> = {}
  const [addTags, removeTags]: [string[], string[]] = [[], []]
  const customFields: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(before)) {
    const part = field.slice(field.indexOf('.') + 1)
    if (field.startsWith('tags.')) (value === true ? addTags : removeTags).push(part)
    else if (field.startsWith('customFields.')) customFields[part] = value
    else data[field] = value
  }
  return {
    ...data,
    ...(addTags.length > 0 && { addTags }),
    ...(removeTags.length > 0 && { removeTags }),
    ...(Object.keys(customFields).length > 0 && { customFields }),
  }
}

export const archiveTaskOperation = turns(archiveTask, {
  ...{ kind: 'task', field: 'archivedAt', undoneBy: 'task.unarchive', words: 'Archive the task' },
})

export const unarchiveTaskOperation = turns(unarchiveTask, {
  ...{ kind: 'task', field: 'archivedAt', undoneBy: 'task.archive', words: 'Bring the archived task back' },
})
