import * as z from 'zod'
import { ChangeSet } from '../../entities/change-set.ts'
import { StatusCategory } from '../../entities/state.ts'
import { Task, TaskRelation } from '../../entities/task.ts'
import { TaskLink } from '../../entities/task-link.ts'
import { Changes } from '../envelope.ts'
import { changed, event } from './event.ts'

const task = { task: Task }

export const taskEvents = {
  'task.created': event('task.created', task),
  'task.updated': event('task.updated', { ...task, ...changed }),
  'task.status_changed': event('task.status_changed', {
    ...task,
    ...changed,
    from: StatusCategory,
    to: StatusCategory,
    fromStateId: z.uuid(),
    toStateId: z.uuid(),
  }),
  'task.assigned': event('task.assigned', { ...task, ...changed, from: z.uuid().nullable(), to: z.uuid().nullable() }),
  'task.archived': event('task.archived', { ...task, ...changed }),
  'task.unarchived': event('task.unarchived', { ...task, ...changed }),
  'task.deleted': event('task.deleted', task),
  'task_relation.created': event('task_relation.created', { taskRelation: TaskRelation }),
  'task_relation.deleted': event('task_relation.deleted', { taskRelation: TaskRelation }),
  'task_link.added': event('task_link.added', { taskLink: TaskLink }),
  'task_link.updated': event('task_link.updated', { taskLink: TaskLink, ...changed }),
  'task_link.removed': event('task_link.removed', { taskLink: TaskLink }),
  'change_set.updated': event('change_set.updated', { changeSet: ChangeSet, changes: Changes.optional() }),
}
