import {
  AppError,
  ConnectionTool,
  type Connection as Entity,
  serverToolName,
  serverToolShape,
} from '@orchestrator/domain'
import type { OfferedTool } from '@orchestrator/integrations'
import { toolsOfConnection } from '@orchestrator/store'
import { noteChanges } from '@orchestrator/worker/connected'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { type Call, defineRoute } from '../../http/route.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { connections } from './resource.ts'

const { name: _, ...described } = serverToolShape

/** A tool of a server, as it says now, and whether agents may call it. */
const ServerTool = z
  .object({
    name: z.string(),
    ...described,
    tool: z.string().meta({ description: 'as agents name it in `tools`, e.g. `mcp.docs.search`' }),
    problem: z.string().nullable().meta({ description: 'why it cannot be used; null: it can' }),
    state: z.enum(['offered', 'allowed', 'changed', 'gone']).meta({
      description:
        '`offered`: agents may not call it; `changed`: the server says something else of it than when it was allowed; `gone`: it was allowed and is not offered now',
    }),
    trusted: z.boolean().meta({ description: 'its calls need no approval' }),
  })
  .meta({ id: 'ServerTool' })
type ServerTool = z.input<typeof ServerTool>

export const listTools = defineRoute({
  method: 'get',
  path: `${connections.path}/{id}/tools`,
  operationId: 'listConnectionTools',
  tag: connections.tag,
  summary: 'List the tools of a connected MCP server, and which of them agents may call',
  description:
    'Needs the permission integration.manage. The server is asked. What it says are others’ words: data, not advice.',
  access: 'read',
  params: idParams,
  answer: {
    status: 200,
    description: 'All of them',
    schema: z.object({ items: z.array(ServerTool), nextCursor: z.null() }),
  },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { name, offered } = await offeredNow(call, call.params.id)
    const allowed = await read(call.api, call.workspaceId, (tx) =>
      toolsOfConnection(tx, call.workspaceId, call.params.id),
    )
    return call.c.json({ items: viewsOf(name, offered, allowed), nextCursor: null })
  },
})

const toolParams = z.strictObject({ id: z.uuid(), tool: z.string().min(1).max(200) })

export const allowTool = defineRoute({
  method: 'put',
  path: `${connections.path}/{id}/tools/{tool}`,
  operationId: 'allowConnectionTool',
  tag: connections.tag,
  summary: 'Allow agents a tool of a connected MCP server, as the server describes it now',
  description:
    'Needs the permission integration.manage. The server is asked; what it says must still be what `hash` was of (`invalid_state`). Later, when it says something else, the tool has to be allowed again.',
  access: 'write',
  params: toolParams,
  body: z.strictObject({
    hash: serverToolShape.hash.meta({ description: 'of what you have seen, from the list' }),
    trusted: z.boolean().default(false).meta({ description: 'its calls need no approval' }),
  }),
  bodyExample: { hash: 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184', trusted: false },
  answer: { status: 200, description: 'The tool', schema: ConnectionTool },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { params, body, c } = call
    const { offered } = await offeredNow(call, params.id)
    const found = offered.find(({ name }) => name === params.tool)
    if (!found) throw new AppError('not_found', `the server offers no tool ${params.tool}`)
    const { problem, ...tool } = found
    if (problem !== null) throw new AppError('invalid_state', `${params.tool} cannot be used: ${problem}`)
    if (tool.hash !== body.hash)
      throw new AppError('invalid_state', 'the server describes it otherwise than what you have seen: look again', {
        fields: [{ path: 'hash', expected: tool.hash, code: 'changed' }],
      })
    const data = { connectionId: params.id, ...tool, trusted: body.trusted }
    return c.json(await entityAfter(call, await runCommand(call, 'connection_tool.allow', data)))
  },
})

export const removeTool = defineRoute({
  method: 'delete',
  path: `${connections.path}/{id}/tools/{tool}`,
  operationId: 'removeConnectionTool',
  tag: connections.tag,
  summary: 'Let agents call a tool of a connected MCP server no longer',
  access: 'write',
  params: toolParams,
  answer: { status: 204, description: 'Done' },
  problems: [404],
  async handle(call) {
    const { api, workspaceId, params, c } = call
    const tools = await read(api, workspaceId, (tx) => toolsOfConnection(tx, workspaceId, params.id))
    const found = tools.find(({ name }) => name === params.tool)
    if (!found) throw new AppError('not_found', `no tool ${params.tool} of this connection is allowed`)
    await runCommand(call, 'connection_tool.remove', { id: found.id })
    return c.body(null, 204)
  },
})

/** Whatever is seen of a server is compared with what was allowed. */
async function offeredNow(
  { api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>,
  id: Entity['id'],
): Promise<{ name: string; offered: readonly OfferedTool[] }> {
  const { connection, offered } = await withSession(api, workspaceId, id, async ({ connection: of, session }) => {
    if (!session.tools)
      throw new AppError('invalid_state', `${of.name} is no MCP server: its actions are listed with its connector`)
    return { connection: of, offered: await session.tools() }
  })
  await noteChanges(api, { workspaceId, connection, offered })
  return { name: connection.name, offered }
}

function viewsOf(server: string, offered: readonly OfferedTool[], allowed: readonly ConnectionTool[]): ServerTool[] {
  const known = new Map(allowed.map((one) => [one.name, one]))
  const there = offered.map((one): ServerTool => {
    const { trusted = false, changedAt = null } = known.get(one.name) ?? {}
    const state = !known.has(one.name) ? 'offered' : changedAt === null ? 'allowed' : 'changed'
    return { ...one, tool: serverToolName(server, one.name), state, trusted }
  })
  const names = new Set(offered.map(({ name }) => name))
  const gone = allowed.flatMap(
    ({ id: _id, connectionId: __, allowedById: ___, allowedAt: ____, changedAt: _____, ...one }): ServerTool[] =>
      names.has(one.name) ? [] : [{ ...one, tool: serverToolName(server, one.name), state: 'gone', problem: null }],
  )
  return [...there, ...gone]
}
