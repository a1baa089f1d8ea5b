import * as z from 'zod'
import { Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitRemove, emitUpdate } from '../emit-update.ts'
import { seriesOfTask, taskIsDone } from '../series/after-task.ts'

export const deleteTask = defineCommand({
  type: 'task.delete',
  summary: 'Delete a task and its relations; its children stay, without a parent. The event log keeps its last state',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'task', ids: [id], write: true },
    { kind: 'task', by: { parentId: id }, write: true, late: true },
    { kind: 'task_relation', by: { fromTaskId: id }, write: true, late: true },
    { kind: 'task_relation', by: { toTaskId: id }, write: true, late: true },
  ],
  more: ({ id }, rows) => seriesOfTask(id, rows),
  decide({ id }, context) {
    const task = context.get('task', id, 'id')
    const { projectId } = task
    context.allow('task.delete', projectId)
    releaseChildren(context, id)
    removeRelations(context, id)
    const result = emitRemove(context, 'task', id, { type: 'task.deleted', projectId })
    taskIsDone(context, task)
    return result
  },
})

/** Nobody loses work that they did not ask to delete. */
function releaseChildren(context: CommandContext, id: string): void {
  for (const child of context.all('task')) {
    if (child.parentId !== id) continue
    emitUpdate(context, 'task', child.id, { parentId: null }, { type: 'task.updated', projectId: child.projectId })
  }
}

function removeRelations(context: CommandContext, id: string): void {
  for (const { id: relation, fromTaskId, toTaskId, projectId } of context.all('task_relation')) {
    if (fromTaskId !== id && toTaskId !== id) continue
    emitRemove(context, 'task_relation', relation, { type: 'task_relation.deleted', projectId })
  }
}
