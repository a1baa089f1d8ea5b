import { ChangedFile } from '@orchestrator/domain'
import * as z from 'zod'

/** In bytes: contents are a million characters at most, each of which may be escaped. */
export const mostBody = 8_000_000

export const TaskChanges = z
  .strictObject({
    taskId: z.uuid(),
    version: z.int().meta({ description: '0: nothing was ever attached' }),
    files: z.array(ChangedFile.extend({ content: z.string().nullable().meta({ description: 'null: it is deleted' }) })),
  })
  .meta({ id: 'TaskChanges' })
export type TaskChanges = z.infer<typeof TaskChanges>
