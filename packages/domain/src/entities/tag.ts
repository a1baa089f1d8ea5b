import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'
import { Color } from './state.ts'

export const TagName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^,\n]+$/, 'no comma or line break')

/** A tag is known by its name, which therefore never changes; tasks carry names. */
export const Tag = z
  .strictObject({
    id: z.uuid(),
    name: TagName,
    color: Color,
    description: z.string(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Tag' })
export type Tag = z.infer<typeof Tag>
