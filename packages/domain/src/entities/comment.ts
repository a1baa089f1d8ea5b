import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const Comment = z
  .strictObject({
    id: z.uuid(),
    taskId: z.uuid(),
    projectId: z.uuid(),
    authorId: z.uuid(),
    externalAuthor: z.string().nullable().meta({
      description: 'who wrote it in a connected service; null: its author, here',
    }),
    body: z.string().meta({ description: 'Markdown' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Comment' })
export type Comment = z.infer<typeof Comment>
