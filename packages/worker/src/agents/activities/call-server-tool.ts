import { cut, cutJson } from '@orchestrator/agents'
import { type AgentDefinition, AppError, type ConnectionTool } from '@orchestrator/domain'
import type { ToolAnswer } from '@orchestrator/integrations'
import {
  agentPrincipal,
  type BegunAgentStep,
  markStepSent,
  type PinnedTool,
  type StoredAgentRun,
  toolsOfConnection,
} from '@orchestrator/store'
import { cancellationSignal } from '@temporalio/activity'
import * as z from 'zod'
import { requirePermission } from '../../activities/require-permission.ts'
import { noteChanges } from '../../connected/offered-tools.ts'
import { type ActionDeps, ask, findConnected } from '../../connected/run-action.ts'
import { requireApproval } from './require-approval.ts'
import { toolsFor } from './server-tools.ts'

/** To greet the server, to list its tools and to call one; the connector's own limits are tighter. */
const longestMs = 2 * 60_000
const turnMs = 10 * 60_000
/** Characters that a model is given, as of the platform's own tools. */
const mostText = 15_000
const mostData = 15_000

export interface ServerToolCall {
  readonly n: number
  readonly agent: string
  /** As agents name it, e.g. `mcp.docs.search`. */
  readonly tool: string
  readonly given: unknown
  readonly begun: BegunAgentStep
}

/**
 * Calls a tool of an MCP server for an agent, in the process that has the credentials. That the call goes out is written down before it
 * does: of one that ended before its answer nobody knows whether it was done, so it goes out again only where the server says that this
 * does no harm.
 * @throws AppError
 */
export async function callServerTool(deps: ActionDeps, run: StoredAgentRun, call: ServerToolCall): Promise<unknown> {
  const { store } = deps
  const { workspaceId } = run
  const { definition, pinned } = pinnedTool(run, call)
  if (call.begun.sentAt !== null && !pinned.idempotent) throw unknownOutcome(pinned)
  const input = z.record(z.string(), z.unknown()).safeParse(call.given)
  if (!input.success) throw new AppError('invalid_input', 'the input has to be an object')
  await requireApproval(store, run, { agent: definition, tool: call.tool, input: call.given })
  await store.read(workspaceId, (tx) => requirePermission(tx, agentPrincipal(run), 'integration.use'))
  const connected = await findConnected(deps, { workspaceId, connectionId: pinned.connectionId })
  refuseUnlessAllowed(await allowedNow(deps, run, pinned), pinned)
  const asking = { workspaceId, connectionId: pinned.connectionId, signal: cancellationSignal(), longestMs }
  const answer = await ask(deps, { ...asking, patienceMs: turnMs }, { ...connected, writes: true }, async (session) => {
    if (!session.callTool) throw new AppError('invalid_state', `${connected.connection.name} has no tools`)
    return session.callTool({
      ...{ name: pinned.name, input: input.data },
      async before(offered) {
        await noteChanges(deps, { workspaceId, connection: connected.connection, offered })
        refuseUnlessAllowed(await allowedNow(deps, run, pinned), pinned)
        const { n, begun } = call
        const mine = await markStepSent(store, { workspaceId, runId: run.id }, n, begun.attempts)
        if (!mine) throw new AppError('unavailable', 'another try of the same call is under way')
      },
    })
  })
  return shown(answer)
}

/** The definition is what says which tools an agent has; the workflow only passes on what a model asked for. */
function pinnedTool(
  run: StoredAgentRun,
  { agent, tool }: ServerToolCall,
): { definition: AgentDefinition; pinned: PinnedTool } {
  const definition = run.agents.find(({ name }) => name === agent)
  const pinned = definition && toolsFor(run, definition).find((one) => one.tool === tool)
  if (!pinned) throw new AppError('not_found', `there is no tool ${JSON.stringify(tool)} for you`)
  return { definition, pinned }
}

async function allowedNow({ store }: ActionDeps, { workspaceId }: StoredAgentRun, { id, connectionId }: PinnedTool) {
  const tools = await store.read(workspaceId, (tx) => toolsOfConnection(tx, workspaceId, connectionId))
  return tools.find((one) => one.id === id)
}

/** What was allowed when the run began may be no more. */
function refuseUnlessAllowed(now: ConnectionTool | undefined, { tool, hash, trusted }: PinnedTool): void {
  if (!now) throw new AppError('forbidden', `${tool} is not allowed any more`)
  if (now.changedAt !== null)
    throw new AppError(
      'invalid_state',
      `the server describes ${tool} otherwise than when it was allowed: nobody calls it until somebody who manages integrations has allowed it again`,
    )
  if (now.hash !== hash)
    throw new AppError(
      'invalid_state',
      `${tool} was allowed anew since this run began, as another one; only new runs have it`,
    )
  if (trusted && !now.trusted)
    throw new AppError('forbidden', `${tool} needs approval since this run began; only new runs can ask for it`)
}

const unknownOutcome = ({ tool }: PinnedTool) =>
  new AppError(
    'provider_unavailable',
    `outcome unknown: ${tool} was called, the call was cut off before its answer, and whether it was done nobody knows. It was not called a second time`,
    { details: { ambiguous: true } },
  )

function shown({ text, structured }: ToolAnswer): object {
  const rest = 'the rest is left out'
  return {
    ...((text !== '' || structured === null) && { text: cut(text, mostText, rest) }),
    ...(structured !== null && { structured: cutJson(structured, mostData, rest) }),
  }
}
