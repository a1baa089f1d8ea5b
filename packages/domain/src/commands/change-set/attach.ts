import * as z from 'zod'
import type { ChangedFile } from '../../entities/change-set.ts'
import { AppError } from '../../errors.ts'
import { checkContent, checkPaths, FilePath } from '../../file-path.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, type CommandResult, defineCommand, type Need } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { wrong } from '../task/validate.ts'
import { linksOfTask } from '../task-link/fields.ts'
import { taskToChange } from './task-to-change.ts'

export const mostFiles = 300
/** Of all contents together; it is held in memory whenever the task's changes are. */
export const mostContent = 1_000_000

export const NewFile = z
  .strictObject({
    path: FilePath,
    content: z.string().max(mostContent).nullable().meta({ description: 'the whole file; null: it is deleted' }),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
    executable: z.boolean().default(false),
  })
  .superRefine(checkContent)
export type NewFile = z.output<typeof NewFile>

export const NewFiles = z.array(NewFile).max(mostFiles).superRefine(checkPaths)

export const changeSetIdOf = (taskId: string): string => deriveId(taskId, 'change_set')

export const changeSetNeeds = (taskId: string): Need[] => [
  ...linksOfTask(taskId),
  { kind: 'change_set', ids: [changeSetIdOf(taskId)], write: true },
]

export const attachChanges = defineCommand({
  type: 'change_set.attach',
  summary: 'Attach files to a task as somebody has changed them; a pull request that is made from it takes them',
  data: z.strictObject({ taskId: Id, files: NewFiles.min(1) }),
  needs: ({ taskId }) => changeSetNeeds(taskId),
  decide: ({ taskId, files }, context) => attach(context, taskId, files),
})

/** A path that is attached already is as the last one says. @throws AppError */
export function attach(context: CommandContext, taskId: string, given: readonly NewFile[]): CommandResult {
  const { projectId } = taskToChange(context, taskId)
  const id = changeSetIdOf(taskId)
  const before = context.find('change_set', id)
  const files = new Map((before?.files ?? []).map((file) => [file.path, file]))
  const contents = new Map(Object.entries(before?.contents ?? {}))
  for (const { path, content, encoding, executable } of given) {
    files.delete(path)
    files.set(path, {
      path,
      change: content === null ? 'delete' : 'write',
      encoding,
      executable,
      size: content?.length ?? 0,
    })
    if (content === null) contents.delete(path)
    else contents.set(path, content)
  }
  const now = { files: [...files.values()], contents: Object.fromEntries(contents) }
  checkSize(now.files)
  const event = { projectId, type: 'change_set.updated' as const }
  if (before) return emitUpdate(context, 'change_set', id, now, event)
  const stamps = { version: 1, createdAt: context.now, updatedAt: context.now }
  return emitInsert(context, 'change_set', { id, taskId, projectId, ...now, ...stamps }, event)
}

function checkSize(files: readonly ChangedFile[]): void {
  if (files.length > mostFiles) throw wrong('files', `at most ${mostFiles} files on one task`, 'too_big')
  const size = files.reduce((sum, file) => sum + file.size, 0)
  if (size > mostContent)
    throw new AppError('invalid_input', `files: the contents are ${size} characters, ${mostContent} is the most`, {
      fields: [{ path: 'files', expected: `at most ${mostContent} characters in all`, code: 'too_big' }],
    })
}
