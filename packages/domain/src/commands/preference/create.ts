import * as z from 'zod'
import { deriveId } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { allowPlace, contextWith, placeFields, placeNeeds, placeOf, preferenceFields } from './fields.ts'

export const createPreference = defineCommand({
  type: 'preference.create',
  summary: 'Say how you want proposals to be: your own, those in a project, or all in the workspace',
  data: z.strictObject({
    id: NewEntityId,
    scope: placeFields.scope.default('user'),
    projectId: placeFields.projectId,
    words: preferenceFields.words,
    context: preferenceFields.context.optional(),
  }),
  needs: ({ id, projectId }) => [...placeNeeds(projectId), { kind: 'preference', ids: [id] }],
  decide(data, context) {
    context.allow('preference.edit')
    const { memberId } = context.actor
    const place = placeOf(data, context)
    allowPlace(context, place, memberId)
    const preference = {
      id: data.id ?? deriveId(context.commandId, 'preference'),
      ...place,
      memberId,
      words: data.words,
      corrected: true,
      context: contextWith({ command: null, field: null, tag: null, projectId: null }, data.context),
      learned: null,
      enabled: true,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'preference', preference, { type: 'preference.created', projectId: place.projectId })
  },
})
