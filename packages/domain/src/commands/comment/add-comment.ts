import type { Comment } from '../../entities/comment.ts'
import { deriveId } from '../../ids.ts'
import type { CommandContext, CommandResult } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { refuseArchived } from '../read-only.ts'

/** @throws AppError `not_found`, `forbidden`, or `invalid_state` when the task or its project is archived */
export function addComment(
  context: CommandContext,
  data: Pick<Comment, 'taskId' | 'body' | 'externalAuthor'> & { readonly id?: string | undefined },
): CommandResult {
  const task = context.get('task', data.taskId, 'taskId')
  const { projectId } = task
  context.allow('comment.create', projectId)
  refuseArchived(context, task)
  const comment = {
    id: data.id ?? deriveId(context.commandId, 'comment'),
    taskId: data.taskId,
    projectId,
    authorId: context.actor.memberId,
    externalAuthor: data.externalAuthor,
    body: data.body,
    version: 1,
    createdAt: context.now,
    updatedAt: context.now,
  }
  return emitInsert(context, 'comment', comment, { type: 'comment.created', projectId })
}
