import { createTaskRelation, deleteTaskRelation } from '../../commands/task/relate.ts'
import { makes, removes } from './definition.ts'

export const createTaskRelationOperation = makes(createTaskRelation, {
  kind: 'task_relation',
  undoneBy: 'task_relation.delete',
  into: { kind: 'task', field: 'fromTaskId' },
  refers: ({ toTaskId }) => [{ kind: 'task', id: toTaskId, path: 'toTaskId' }],
  summary: ({ type, fromTaskId, toTaskId }, names) =>
    `Relate ${names('task', fromTaskId)} to ${names('task', toTaskId)}: ${type}`,
})

export const deleteTaskRelationOperation = removes(deleteTaskRelation, createTaskRelationOperation, {
  words: 'Remove the relation',
})
