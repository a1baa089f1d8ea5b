import * as z from 'zod'
import type { Comment } from '../../entities/comment.ts'
import type { Task } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, defineCommand, type Need } from '../definition.ts'
import { emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, NewEntityId } from '../fields.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'
import { addComment } from './add-comment.ts'
import { askMentioned, needsOfMentions } from './ask-mentioned.ts'

export const mostComment = 50_000
const Body = z.string().trim().min(1).max(mostComment)

export const createComment = defineCommand({
  type: 'comment.create',
  summary: 'Comment on a task',
  data: z.strictObject({ id: NewEntityId, taskId: Id, body: Body }),
  needs: (data) => [
    { kind: 'task', ids: [data.taskId] },
    projectOfTask(data.taskId),
    { kind: 'comment', ids: [data.id] },
    ...needsOfMentions(data.body),
  ],
  decide(data, context) {
    const made = addComment(context, { ...data, externalAuthor: null })
    askMentioned(context, context.get('comment', made.id), context.get('task', data.taskId))
    return made
  },
})

/** Not public: only who syncs knows who wrote it there. */
export const importComment = defineCommand({
  type: 'comment.import',
  summary: 'Take over a comment that somebody wrote in a connected service',
  public: false,
  data: z.strictObject({ id: Id, taskId: Id, body: Body, externalAuthor: z.string().max(500).nullable() }),
  needs: (data) => [
    { kind: 'task', ids: [data.taskId] },
    projectOfTask(data.taskId),
    { kind: 'comment', ids: [data.id] },
  ],
  decide: (data, context) => addComment(context, data),
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

/** What was written in a service is changed by whoever connects it now. */
const isAuthor = (context: CommandContext, { authorId, externalAuthor }: Comment) =>
  authorId === context.actor.memberId || (externalAuthor !== null && context.actor.type === 'connection')
