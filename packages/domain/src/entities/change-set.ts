import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

/** A file as a change leaves it. Its content is no part of what the log tells. */
export const ChangedFile = z
  .strictObject({
    path: z.string(),
    change: z.enum(['write', 'delete']),
    encoding: z.enum(['utf-8', 'base64']),
    executable: z.boolean(),
    size: z.int().meta({ description: 'characters of its content as it was given' }),
  })
  .meta({ id: 'ChangedFile' })
export type ChangedFile = z.infer<typeof ChangedFile>

/** Files that somebody (a playbook, an agent) has changed for a task: a pull request that is made from it takes them. */
export const ChangeSet = z
  .strictObject({
    id: z.uuid(),
    taskId: z.uuid(),
    projectId: z.uuid(),
    files: z.array(ChangedFile),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'ChangeSet' })
export type ChangeSet = z.infer<typeof ChangeSet>
