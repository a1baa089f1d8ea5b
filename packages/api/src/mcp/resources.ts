import type { ListResourcesResult, ReadResourceResult, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js'
import { callTool, toolNames } from '@orchestrator/agents'
import { AppError, newId } from '@orchestrator/domain'
import { type McpCaller, storeOf } from './caller.ts'

const mimeType = 'application/json'

/** What can be read by its address, and the tool that reads it. */
const kinds = {
  tasks: { name: 'task', title: 'A task', tool: 'get_task', field: 'task', id: 'its id or identifier, e.g. `ABC-12`' },
  projects: { name: 'project', title: 'A project', tool: 'get_project', field: 'projectId', id: 'its id' },
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

/** @throws AppError `not_found` also for an address that is none of these */
export async function readResource(caller: McpCaller, uri: string): Promise<ReadResourceResult> {
  const [, path = '', id = ''] = /^orchestrator:\/\/([a-z]+)\/([A-Za-z0-9-]+)$/.exec(uri) ?? []
  const kind = Object.hasOwn(kinds, path) ? kinds[path as keyof typeof kinds] : undefined
  if (!kind) throw new AppError('not_found', `there is nothing at ${uri}`)
  const found = await call(caller, kind.tool, { [kind.field]: id })
  return { contents: [{ uri, mimeType, text: JSON.stringify(found) }] }
}
