import { type CallToolResult, ErrorCode, McpError, type Tool } from '@modelcontextprotocol/sdk/types.js'
import { callTool, fit, jsonSchemaOf, type ToolOutput, type ToolSpec, toolNames, toolSpecs } from '@orchestrator/agents'
import {
  may,
  newId,
  type PatchCommand,
  type Permission,
  ProposableCommand,
  parse,
  projectPermissions,
} from '@orchestrator/domain'
import { getProjectRoles } from '@orchestrator/store'
import { requirePermission } from '../middleware/authenticate.ts'
import type { ActingTool } from './acting/definition.ts'
import { getAgentRun } from './acting/get-agent-run.ts'
import { listAgents } from './acting/list-agents.ts'
import { reviewPatch } from './acting/review-patch.ts'
import { startAgent } from './acting/start-agent.ts'
import { type McpCaller, storeOf } from './caller.ts'
import { errorText, toldError } from './errors.ts'
import { callOnce } from './repeated-call.ts'

/** Rules and templates are left to HTTP: what their data may be fills more of a model's context than all else together. */
const proposes: readonly PatchCommand[] = ProposableCommand.options.filter(
  (command) => !/^(rule|template)\./.test(command),
)

const acting: ReadonlyMap<string, ActingTool> = new Map(
  [reviewPatch, listAgents, startAgent, getAgentRun].map((tool) => [tool.name, tool]),
)

type Words = Pick<ToolSpec, 'name' | 'title' | 'description' | 'permission' | 'parameters'>
const listed = ({ permission, parameters, title, ...words }: Words, hints: ActingTool['hints']) => ({
  permission,
  tool: {
    ...{ ...words, title, inputSchema: parameters as Tool['inputSchema'] },
    annotations: { title, openWorldHint: false, ...hints },
  },
})

const tools = [
  ...toolSpecs(toolNames, proposes).map(({ kind, ...spec }) =>
    listed(spec, { readOnlyHint: kind === 'read', destructiveHint: false }),
  ),
  ...[...acting.values()].map(({ input, hints, run: _, ...words }) =>
    listed({ ...words, parameters: jsonSchemaOf(input) }, hints),
  ),
]
const proposing = new Set(toolSpecs(toolNames, proposes).flatMap(({ kind, name }) => (kind === 'read' ? [] : [name])))
const names = new Set(tools.map(({ tool }) => tool.name))

/** The tools that the caller may use, in some project at least. */
export async function listTools(caller: McpCaller): Promise<Tool[]> {
  const { principal, role } = caller.identity
  const { workspaceId, actor, scopes } = principal
  const projectRoles = await storeOf(caller).read(workspaceId, (tx) => getProjectRoles(tx, workspaceId, actor.memberId))
  const rights = { role, projectRoles, scopes: scopes && new Set(scopes) }
  const places = (permission: Permission) =>
    projectPermissions.has(permission) ? [null, ...projectRoles.keys()] : [null]
  return tools
    .filter(({ permission }) => places(permission).some((projectId) => may(rights, permission, projectId)))
    .map(({ tool }) => tool)
}

/** What a tool answers; what it refuses is an answer too, from which a model learns what to mend. */
export async function answerCall(caller: McpCaller, name: string, input: unknown): Promise<CallToolResult> {
  if (!names.has(name)) throw new McpError(ErrorCode.InvalidParams, `there is no tool ${JSON.stringify(name)}`)
  try {
    const output = await run(caller, name, input)
    return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output }
  } catch (error) {
    const told = toldError(caller, error)
    return { isError: true, content: [{ type: 'text', text: errorText(told) }], structuredContent: { error: told } }
  }
}

async function run(caller: McpCaller, name: string, input: unknown): Promise<ToolOutput> {
  const own = acting.get(name)
  // What changes something asks by its command.
  if (own?.hints.readOnlyHint) requirePermission(caller.identity, own.permission)
  if (own) return fit(await own.run(caller, parse(own.input, input, 'the input')))
  const { principal } = caller.identity
  const { commandId, made } = proposing.has(name)
    ? await callOnce(caller, name, input, 'patch')
    : { commandId: newId(), made: null }
  // Computed anew, a plan that was applied meanwhile would be another one.
  if (made && name === 'plan_project')
    return {
      patchId: made['id'],
      title: made['title'],
      status: made['status'],
      note: 'proposed before: get_patch has it',
    }
  const allowed = { tools: toolNames, proposes }
  return callTool({ store: storeOf(caller) }, principal, { name, input, allowed, commandId })
}
