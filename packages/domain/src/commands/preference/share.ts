import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { allowPlace, placeFields, placeNeeds, placeOf } from './fields.ts'

export const sharePreference = defineCommand({
  type: 'preference.share',
  summary: 'Let a preference count for a project or the workspace, or again for one’s own proposals alone',
  data: z.strictObject({ id: Id, ...placeFields }),
  needs: ({ id, projectId }) => [{ kind: 'preference', ids: [id], write: true }, ...placeNeeds(projectId)],
  decide({ id, ...data }, context) {
    const preference = context.get('preference', id, 'id')
    allowPlace(context, preference, preference.memberId)
    const place = placeOf(data, context)
    allowPlace(context, place, preference.memberId)
    return emitUpdate(context, 'preference', id, place, { type: 'preference.shared', projectId: place.projectId })
  },
})
