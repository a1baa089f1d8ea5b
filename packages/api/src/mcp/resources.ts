import type { ListResourcesResult, ReadResourceResult, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js'
import { callTool, toolNames } from '@orchestrator/agents'
import { AppError, Id, newId } from '@orchestrator/domain'
import { byText, listEntities, type Sort } from '@orchestrator/store'
import { type McpCaller, storeOf } from './caller.ts'

const mimeType = 'application/json'

/** What can be read by its address, and the tool that reads it. */
const kinds = {
  tasks: { name: 'task', title: 'A task', tool: 'get_task', field: 'task', id: 'its id or identifier, e.g. `ABC-12`' },
  projects: {
    name: 'project',
    title: 'A project',
    tool: 'get_project',
    field: 'projectId',
    id: 'its id or key, e.g. `ABC`',
  },
  patches: { name: 'patch', title: 'A patch', tool: 'get_patch', field: 'patchId', id: 'its id' },
} as const

export const resourceTemplates: readonly ResourceTemplate[] = Object.entries(kinds).map(
  ([path, { name, title, id }]) => ({
    ...{ name, title, mimeType },
    uriTemplate: `orchestrator://${path}/{id}`,
    description: `${title} by ${id}`,
  }),
)

const call = (caller: McpCaller, name: string, input: object) =>
  callTool({ store: storeOf(caller) }, caller.identity.principal, {
    ...{ name, input, commandId: newId(), allowed: { tools: toolNames, proposes: [] } },
  })

/** The projects, by name: tasks and patches are too many to list, and have tools that find them. @throws AppError */
export async function listResources(caller: McpCaller, cursor: string | undefined): Promise<ListResourcesResult> {
  const page = await call(caller, 'list_projects', { limit: 50, ...(cursor !== undefined && { cursor }) })
  const projects = page['items'] as readonly { id: string; key: string; name: string }[]
  return {
    resources: projects.map(({ id, key, name }) => ({
      uri: `orchestrator://projects/${id}`,
      name: key,
      title: name,
      mimeType,
    })),
    ...(typeof page['nextCursor'] === 'string' && { nextCursor: page['nextCursor'] }),
  }
}

/** Keys are what people see. Whether the project may be seen, the tool says that is called with it. */
async function projectIdOf(caller: McpCaller, idOrKey: string): Promise<string> {
  if (Id.safeParse(idOrKey).success) return idOrKey
  const { workspaceId } = caller.identity.principal
  const where = [{ sql: 't.key = ?', values: [idOrKey.toUpperCase()] }]
  const request = { kind: 'project', where, sort: byText('name', 'name')['name'] as Sort, limit: 1 } as const
  const { items } = await storeOf(caller).read(workspaceId, (tx) => listEntities(tx, workspaceId, request))
  if (!items[0]) throw new AppError('not_found', `there is no project ${idOrKey}`)
  return String(items[0]['id'])
}

/** @throws AppError `not_found` also for an address that is none of these */
export async function readResource(caller: McpCaller, uri: string): Promise<ReadResourceResult> {
  const [, path = '', id = ''] = /^orchestrator:\/\/([a-z]+)\/([A-Za-z0-9-]+)$/.exec(uri) ?? []
  const kind = Object.hasOwn(kinds, path) ? kinds[path as keyof typeof kinds] : undefined
  if (!kind) throw new AppError('not_found', `there is nothing at ${uri}`)
  const named = path === 'projects' ? await projectIdOf(caller, id) : id
  const found = await call(caller, kind.tool, { [kind.field]: named })
  return { contents: [{ uri, mimeType, text: JSON.stringify(found) }] }
}
