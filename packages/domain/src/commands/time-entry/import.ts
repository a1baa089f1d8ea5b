import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'
import { allowTimeOf } from './allow-entry.ts'
import { bookMinutes } from './book-minutes.ts'
import { timeFields } from './fields.ts'
import { importedNote } from './imported-note.ts'
import { spanOf } from './span.ts'

/** Not public: only who syncs knows who worked there. */
export const importTimeEntry = defineCommand({
  type: 'time_entry.import',
  summary: 'Take over time that somebody logged in a connected service',
  public: false,
  data: z.strictObject({
    id: Id,
    taskId: Id,
    memberId: Id.nullable().meta({ description: 'who it is here; null: nobody, so the note says who worked' }),
    externalAuthor: z.string().max(500),
    startedAt: timeFields.startedAt,
    endedAt: timeFields.endedAt,
    note: timeFields.note,
  }),
  needs: ({ id, taskId, memberId }) => [
    { kind: 'task', ids: [taskId], write: true },
    projectOfTask(taskId),
    { kind: 'member', ids: [memberId ?? undefined] },
    { kind: 'time_entry', ids: [id] },
    { kind: 'time_entry', by: { taskId }, late: true },
  ],
  decide({ id, taskId, memberId, externalAuthor, note, ...span }, context) {
    const task = context.get('task', taskId, 'taskId')
    const { projectId } = task
    const isTheirs = memberId !== null && mayBeOf(context, memberId, projectId)
    const who = isTheirs ? memberId : context.actor.memberId
    allowTimeOf(context, who, projectId)
    refuseArchived(context, task)
    const entry = {
      ...{ id, taskId, projectId, memberId: who, ...spanOf(span, context.now), billable: false },
      note: isTheirs ? note : importedNote(externalAuthor, note),
      ...{ version: 1, createdAt: context.now, updatedAt: context.now },
    }
    const result = emitInsert(context, 'time_entry', entry, { type: 'time_entry.created', projectId })
    bookMinutes(context, taskId)
    return result
  },
})

/** Who has left, or for whom the connection’s owner may not log time, is named in the note. */
function mayBeOf(context: CommandContext, memberId: string, projectId: string): boolean {
  const member = context.find('member', memberId)
  if (!member || member.removedAt) return false
  try {
    allowTimeOf(context, memberId, projectId)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return false
    throw error
  }
}
