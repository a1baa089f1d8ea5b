import { AppError, may, type PatchCommand, type Permission, type Principal, parse } from '@orchestrator/domain'
import { getMemberRole, type Store, type Tx } from '@orchestrator/store'
import { fit } from './output/fit.ts'
import { readTools } from './tools/catalogue.ts'
import type { Reading, ReadTool, ToolOutput } from './tools/definition.ts'
import { planProject, planProjectInput, planProjectTool } from './tools/plan-project.ts'
import { type ProposalAuthor, proposalInput, proposePatch, proposePatchTool } from './tools/propose-patch.ts'

export interface ToolCall {
  readonly name: string
  /** As the model gave it. */
  readonly input: unknown
  /** Under which a proposal is recognised when the call is repeated. */
  readonly commandId: string
  /** Which tools may be called, and which commands proposed. */
  readonly allowed: { readonly tools: readonly string[]; readonly proposes: readonly PatchCommand[] }
  /** The agent that proposes; null: somebody by themselves. */
  readonly author?: ProposalAuthor | null
}

/**
 * Calls a tool with exactly the rights of the caller, within their workspace. Its answer has some 20,000 characters at most, and says
 * what was left out.
 * @throws AppError `not_found` for a name that is no tool, or that is not allowed; `invalid_input` with each wrong field; `forbidden`
 */
export async function callTool(
  deps: { store: Pick<Store, 'read' | 'execute'> },
  principal: Principal,
  call: ToolCall,
): Promise<ToolOutput> {
  const { name, allowed, commandId, author = null } = call
  const input = checkToolInput(call)
  if (name === proposePatchTool.name)
    return fit(await proposePatch(deps.store, principal, input as never, { commandId, author }))
  if (name === planProjectTool.name) {
    const { proposes } = allowed
    return fit(await planProject(deps.store, principal, input as never, { commandId, author, proposes }))
  }
  const tool = readTools.get(name)
  if (!tool) throw noTool(name)
  return fit(await read(deps.store, principal, tool, input as never))
}

/**
 * What a tool takes, as it would be called.
 * @throws AppError `not_found` for a name that is no tool, or that is not allowed; `invalid_input` with each wrong field
 */
export function checkToolInput({ name, input, allowed }: Pick<ToolCall, 'name' | 'input' | 'allowed'>): unknown {
  const schema = name === proposePatchTool.name ? proposalInput(allowed.proposes) : inputOf(name, allowed.tools)
  if (!schema) throw noTool(name)
  return parse(schema, input, 'the input')
}

const inputOf = (name: string, tools: readonly string[]) => {
  if (!tools.includes(name)) return undefined
  return name === planProjectTool.name ? planProjectInput : readTools.get(name)?.input
}

const noTool = (name: string) => new AppError('not_found', `there is no tool ${JSON.stringify(name)} for you`)

/** The rights are looked up in the transaction that uses them. */
const read = (
  store: Pick<Store, 'read'>,
  principal: Principal,
  tool: ReadTool,
  input: Parameters<ReadTool['read']>[1],
) =>
  store.read(principal.workspaceId, async (tx) => {
    const reading = await readingFor(tx, principal)
    if (!reading.may(tool.permission))
      throw new AppError('forbidden', `this needs the permission ${tool.permission}`, {
        details: { permission: tool.permission },
      })
    return tool.read(reading, input)
  })

async function readingFor(tx: Tx, principal: Principal): Promise<Reading> {
  const { workspaceId, actor } = principal
  const role = await getMemberRole(tx, workspaceId, actor.memberId)
  if (!role) throw new AppError('forbidden', 'the member for whom this acts has left the workspace')
  const rights = { role, projectRoles: new Map(), scopes: principal.scopes && new Set(principal.scopes) }
  return { tx, workspaceId, principal, may: (permission: Permission) => may(rights, permission, null) }
}
