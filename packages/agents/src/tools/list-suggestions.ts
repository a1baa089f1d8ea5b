import { Id } from '@orchestrator/domain'
import { keptSuggestions } from '@orchestrator/store'
import * as z from 'zod'
import { cutJson } from '../output/cut.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'

export const listSuggestions = defineReadTool({
  name: 'list_suggestions',
  title: 'List suggested automations',
  description:
    'Lists automations that were found for what people do by hand again and again, the surest first, as they were found last (`foundAt`) and unless somebody dismissed them: why, how sure, what they would have done, and the commands that make them.',
  permission: 'automation.manage',
  input: z.strictObject({
    projectId: Id.optional().describe('only about this project'),
    limit: z.int().min(1).max(20).default(10).describe('how many to show at most, 1 to 20'),
  }),
  async read({ tx, workspaceId }, { projectId, limit }) {
    const kept = await keptSuggestions(tx, workspaceId, { projectId, limit })
    return {
      items: kept.map(({ foundAt, suggestion: { evidence, commands, ...suggestion } }) =>
        withoutEmpty({
          ...suggestion,
          done: { count: evidence.count, firstAt: evidence.firstAt, lastAt: evidence.lastAt },
          commands: cutJson(commands, 2_000, 'the API has all'),
          foundAt,
        }),
      ),
    }
  },
})
