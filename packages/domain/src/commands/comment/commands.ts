import * as z from 'zod'
import type { Comment } from '../../entities/comment.ts'
import type { Task } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, defineCommand, type Need } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, NewEntityId } from '../fields.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'

const Body = z.string().trim().min(1).max(50_000)

export const createComment = defineCommand({
  type: 'comment.create',
  summary: 'Comment on a task',
  data: z.strictObject({ id: NewEntityId, taskId: Id, body: Body }),
  needs: (data) => [
    { kind: 'task', ids: [data.taskId] },
    projectOfTask(data.taskId),
    { kind: 'comment', ids: [data.id] },
  ],
  decide(data, context) {
    const task = context.get('task', data.taskId, 'taskId')
    const { projectId } = task
    context.allow('comment.create', projectId)
    refuseArchived(context, task)
    const comment = {
      id: data.id ?? deriveId(context.commandId, 'comment'),
      taskId: data.taskId,
      projectId,
      authorId: context.actor.memberId,
      body: data.body,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'comment', comment, { type: 'comment.created', projectId })
  },
})

export const updateComment = defineCommand({
  type: 'comment.update',
  summary: 'Change a comment of your own',
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, body: Body }),
  needs: ({ id }) => needsOf(id),
  decide({ id, body, baseVersion }, context) {
    const { comment, task } = commentOnTask(context, id)
    context.allow('comment.create', comment.projectId)
    if (!isAuthor(context, comment)) throw new AppError('forbidden', 'only its author may change a comment')
    refuseArchived(context, task)
    return emitUpdate(
      context,
      'comment',
      id,
      { body },
      { type: 'comment.updated', projectId: comment.projectId, baseVersion },
    )
  },
})

export const deleteComment = defineCommand({
  type: 'comment.delete',
  summary: 'Delete a comment: your own, or any if you may delete tasks',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => needsOf(id),
  decide({ id }, context) {
    const { comment, task } = commentOnTask(context, id)
    context.allow(isAuthor(context, comment) ? 'comment.create' : 'task.delete', comment.projectId)
    refuseArchived(context, task)
    return emitRemove(context, 'comment', id, { type: 'comment.deleted', projectId: comment.projectId })
  },
})

const needsOf = (id: string): Need[] => [
  { kind: 'comment', ids: [id], write: true },
  { kind: 'task', of: { kind: 'comment', field: 'taskId', ids: [id] } },
  { kind: 'project', of: { kind: 'comment', field: 'projectId', ids: [id] } },
]

/** A comment with its task. @throws AppError `not_found` also when the task was deleted: its comments went with it */
function commentOnTask(context: CommandContext, id: string): { comment: Comment; task: Task } {
  const comment = context.get('comment', id, 'id')
  const task = context.find('task', comment.taskId)
  if (task) return { comment, task }
  throw new AppError('not_found', 'the task of this comment was deleted', {
    fields: [{ path: 'id', expected: 'a comment on a task that is there', code: 'not_found' }],
  })
}

const isAuthor = (context: CommandContext, comment: Comment) => comment.authorId === context.actor.memberId
