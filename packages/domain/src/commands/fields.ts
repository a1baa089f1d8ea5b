import * as z from 'zod'
import { Id } from '../ids.ts'

/** Input fields that several commands share. */
export const mostName = 200
export const Name = z.string().trim().min(1).max(mostName)
export const LongText = z.string().max(100_000)
export const BaseVersion = z.int().positive().optional().meta({
  description:
    'the version that you saw; a field that somebody else changed since is a conflict instead of being overwritten',
})
/** An id for the new entity; without it one is derived from the command's id. */
export const NewEntityId = Id.optional().meta({ description: 'an id of your own for the new entity (UUID)' })
