import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { allowPlace, contextWith, preferenceFields } from './fields.ts'

export const updatePreference = defineCommand({
  type: 'preference.update',
  summary: 'Correct a preference’s words, which then stand; say where it counts, or switch it off or on',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    words: preferenceFields.words.optional(),
    context: preferenceFields.context.optional(),
    enabled: z.boolean().optional(),
  }),
  needs: ({ id }) => [{ kind: 'preference', ids: [id], write: true }],
  decide({ id, baseVersion, words, context: where, enabled }, context) {
    const preference = context.get('preference', id, 'id')
    allowPlace(context, preference, preference.memberId)
    const corrected = preference.corrected || words !== undefined || where !== undefined
    const patch = { words, enabled, corrected, context: contextWith(preference.context, where) }
    return emitUpdate(context, 'preference', id, patch as never, {
      type: 'preference.updated',
      projectId: preference.projectId,
      baseVersion,
    })
  },
})
