import * as z from 'zod'
import type { Comment } from '../../entities/comment.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, NewEntityId } from '../fields.ts'

const Body = z.string().trim().min(1).max(50_000)

export const createComment = defineCommand({
  type: 'comment.create',
  summary: 'Comment on a task',
  data: z.strictObject({ id: NewEntityId, taskId: Id, body: Body }),
  needs: (data) => [
    { kind: 'task', ids: [data.taskId] },
    { kind: 'comment', ids: [data.id] },
  ],
  decide(data, context) {
    const { projectId } = context.get('task', data.taskId, 'taskId')
    context.allow('comment.create', projectId)
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
  needs: ({ id }) => [{ kind: 'comment', ids: [id], write: true }],
  decide({ id, body, baseVersion }, context) {
    const comment = context.get('comment', id, 'id')
    context.allow('comment.create', comment.projectId)
    if (!isAuthor(context, comment)) throw new AppError('forbidden', 'only its author may change a comment')
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
  needs: ({ id }) => [{ kind: 'comment', ids: [id], write: true }],
  decide({ id }, context) {
    const comment = context.get('comment', id, 'id')
    context.allow(isAuthor(context, comment) ? 'comment.create' : 'task.delete', comment.projectId)
    return emitRemove(context, 'comment', id, { type: 'comment.deleted', projectId: comment.projectId })
  },
})

const isAuthor = (context: CommandContext, comment: Comment) => comment.authorId === context.actor.memberId
