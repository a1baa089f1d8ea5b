import { type Agent, AgentName, ListedAgent } from '@orchestrator/domain'
import { listEntities } from '@orchestrator/store'
import * as z from 'zod'
import { decodeCursor, encodeCursor } from '../../http/cursor.ts'
import { byText, equals, pageOf, pageQuery } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { builtIn, listed } from './listed.ts'
import { agents } from './resource.ts'

/** More than a workspace may have. */
const all = 1_000
const sort = byText('name', 'name')['name'] as NonNullable<ReturnType<typeof byText>[string]>
const columns = [{ type: 'text' }] as const

export const listAgents = defineRoute({
  method: 'get',
  path: agents.path,
  operationId: 'listAgents',
  tag: agents.tag,
  summary: 'List agents by name: the workspace’s own, and those that are built in',
  access: 'read',
  query: z.strictObject({ name: AgentName.optional(), ...pageQuery }),
  answer: { status: 200, description: 'A page', schema: pageOf(ListedAgent) },
  async handle({ api, c, workspaceId, query: { name, limit, cursor } }) {
    const [after = ''] = cursor === undefined ? [] : decodeCursor('agent', columns, cursor)
    const where = equals(['name', name, 'text'])
    const page = await read(api, workspaceId, (tx) =>
      listEntities(tx, workspaceId, { kind: 'agent', where, sort, limit: all }),
    )
    const own = (page.items as unknown as Agent[]).map(listed)
    const wanted = [...own, ...builtIn.filter((agent) => name === undefined || agent.name === name)]
      .filter((agent) => agent.name > String(after))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const items = wanted.slice(0, limit)
    const last = items.at(-1)
    return c.json({ items, nextCursor: wanted.length > limit && last ? encodeCursor('agent', [last.name]) : null })
  },
})
