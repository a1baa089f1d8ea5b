import { type Agent, builtInAgents, shortened } from '@orchestrator/domain'
import { byText, listEntities, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { storeOf } from '../caller.ts'
import { defineActingTool } from './definition.ts'

export const listAgents = defineActingTool({
  name: 'list_agents',
  title: 'List agents',
  description:
    'Lists the agents that start_agent can ask: those that are built in, and the first 100 of the workspace.',
  permission: 'workspace.read',
  input: z.strictObject({}),
  hints: { readOnlyHint: true, destructiveHint: false },
  async run(caller) {
    const { workspaceId } = caller.identity.principal
    const where = [{ sql: 't.enabled', values: [] }]
    const request = { kind: 'agent', where, sort: byText('name', 'name')['name'] as Sort, limit: 100 } as const
    const own = await storeOf(caller).read(workspaceId, (tx) => listEntities(tx, workspaceId, request))
    return {
      agents: [...builtInAgents, ...(own.items as unknown as Agent[])].map(({ name, description }) => ({
        ...{ name, description: shortened(description, 200) },
      })),
    }
  },
})
