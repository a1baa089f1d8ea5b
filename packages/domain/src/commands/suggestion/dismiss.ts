import * as z from 'zod'
import { SuggestionKind } from '../../entities/suggestion.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'

export const dismissSuggestion = defineCommand({
  type: 'suggestion_dismissal.create',
  summary: 'Dismiss a suggested automation: it does not come again',
  data: z.strictObject({
    id: Id.meta({ description: 'the suggestion’s' }),
    kind: SuggestionKind,
    title: z.string().min(1).max(1_000),
  }),
  needs: ({ id }) => [{ kind: 'suggestion_dismissal', ids: [id], write: true }],
  decide(data, context) {
    context.allow('automation.manage')
    if (context.find('suggestion_dismissal', data.id)) return { kind: 'suggestion_dismissal', id: data.id, version: 1 }
    const row = { ...data, memberId: context.actor.memberId, createdAt: context.now }
    return emitInsert(context, 'suggestion_dismissal', row, { type: 'suggestion_dismissal.created' })
  },
})
