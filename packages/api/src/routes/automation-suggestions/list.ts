import { AutomationSuggestions, Id, SuggestionKind } from '@orchestrator/domain'
import * as z from 'zod'
import { listOf } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { findSuggestionsFor } from '../../suggestions/find-suggestions.ts'
import { path, requireSight, tag } from './resource.ts'

const instant = (at: number) => new Date(at).toISOString()

export const listSuggestions = defineRoute({
  method: 'get',
  path,
  operationId: 'listAutomationSuggestions',
  tag,
  summary: 'Find what people do by hand again and again, and the automation that would do it',
  description:
    'Looks through the log each time, and tries each suggestion on it: see `backtest`. What is there already and what was dismissed is left out. Nothing is made.',
  access: 'read',
  query: z.strictObject({
    projectId: Id.optional().meta({ description: 'only what is done in this project' }),
    days: z.coerce
      .number()
      .int()
      .min(1)
      .max(730)
      .default(90)
      .meta({ description: 'how many of the last days are looked at' }),
    kinds: listOf(SuggestionKind, 'recurring,sequence'),
    dismissed: z
      .enum(['true', 'false'])
      .default('false')
      .meta({ description: '`true`: with those that were dismissed' }),
  }),
  answer: { status: 200, description: 'What was found', schema: AutomationSuggestions },
  async handle(call) {
    const { api, c, workspaceId, query } = call
    requireSight(call)
    const { days, projectId } = query
    const wanted = {
      days,
      projectId,
      kinds: query.kinds ?? SuggestionKind.options,
      withDismissed: query.dismissed === 'true',
    }
    const { signal } = c.req.raw
    const { analyzed, ...found } = await api.heavyTurns.take('search for suggestions', workspaceId, signal, () =>
      findSuggestionsFor(call, wanted, signal),
    )
    const { since, until } = analyzed
    return c.json({ ...found, analyzed: { ...analyzed, since: instant(since), until: instant(until) } })
  },
})
