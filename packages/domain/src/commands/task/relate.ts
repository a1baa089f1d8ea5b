import * as z from 'zod'
import { TaskRelationType } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitRemove } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'

const ordering = new Set(['blocks', 'precedes'])

export const createTaskRelation = defineCommand({
  type: 'task_relation.create',
  summary: 'Relate two tasks; a cycle of blocks and precedes is refused',
  data: z.strictObject({
    id: NewEntityId,
    type: TaskRelationType,
    fromTaskId: Id,
    toTaskId: Id,
    lagMinutes: z.int().min(-10_000_000).max(10_000_000).default(0),
  }),
  needs: (data) => [
    { kind: 'task', ids: [data.fromTaskId, data.toTaskId], write: true },
    { kind: 'task_relation', by: { type: data.type, fromTaskId: data.fromTaskId, toTaskId: data.toTaskId } },
    { kind: 'task_relation', ids: [data.id] },
    projectOfTask(data.fromTaskId, data.toTaskId),
    { fact: 'task_followers', id: data.toTaskId },
    { fact: 'task_ancestors', id: data.fromTaskId },
    { fact: 'task_ancestors', id: data.toTaskId },
  ],
  decide(data, context) {
    const from = context.get('task', data.fromTaskId, 'fromTaskId')
    const to = context.get('task', data.toTaskId, 'toTaskId')
    context.allow('task.edit', from.projectId)
    context.allow('task.edit', to.projectId)
    refuseArchived(context, from)
    refuseArchived(context, to)
    if (context.findBy('task_relation', { type: data.type, fromTaskId: from.id, toTaskId: to.id })) {
      throw new AppError('already_exists', 'these tasks are related so already')
    }
    const related =
      context.fact('task_ancestors', from.id).includes(to.id) || context.fact('task_ancestors', to.id).includes(from.id)
    const cyclic = ordering.has(data.type) && (context.fact('task_followers', to.id).includes(from.id) || related)
    if (from.id === to.id || cyclic) {
      throw new AppError('cycle', 'the relation would close a cycle', {
        fields: [
          {
            path: 'toTaskId',
            expected: 'a task that does not come before this one and is none of its ancestors',
            code: 'cycle',
          },
        ],
      })
    }
    const { id = deriveId(context.commandId, 'task_relation'), ...rest } = data
    return emitInsert(
      context,
      'task_relation',
      { id, ...rest, projectId: from.projectId, createdAt: context.now },
      { type: 'task_relation.created', projectId: from.projectId },
    )
  },
})

export const deleteTaskRelation = defineCommand({
  type: 'task_relation.delete',
  summary: 'Remove a relation between two tasks',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'task_relation', ids: [id], write: true },
    { kind: 'task', of: { kind: 'task_relation', field: 'fromTaskId', ids: [id] } },
    { kind: 'project', of: { kind: 'task_relation', field: 'projectId', ids: [id] } },
  ],
  decide({ id }, context) {
    const { projectId, fromTaskId } = context.get('task_relation', id, 'id')
    context.allow('task.edit', projectId)
    const from = context.find('task', fromTaskId)
    if (from) refuseArchived(context, from)
    return emitRemove(context, 'task_relation', id, { type: 'task_relation.deleted', projectId })
  },
})
