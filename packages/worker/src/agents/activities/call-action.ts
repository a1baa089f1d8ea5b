import { AppError, commandIdOf, isServerTool, keptOf, parse } from '@orchestrator/domain'
import {
  agentPrincipal,
  beginAgentStep,
  chooseConnection,
  endAgentStep,
  type StoredAgentRun,
} from '@orchestrator/store'
import { cancellationSignal } from '@temporalio/activity'
import * as z from 'zod'
import type { AgentActivities } from '../../activities/agent-contract.ts'
import { surely } from '../../activities/patiently.ts'
import { requirePermission } from '../../activities/require-permission.ts'
import { type ActionDeps, runAction } from '../../connected/run-action.ts'
import { callServerTool } from './call-server-tool.ts'
import { refusalOf } from './call-tool.ts'
import { readRun } from './read-run.ts'

const longestMs = 5 * 60_000
const turnMs = 10 * 60_000

const ActionInput = z.strictObject({ input: z.record(z.string(), z.unknown()), connection: z.string().optional() })

/**
 * Lets a connected service do something for an agent, once: its key follows from run and step. In the process that has the credentials;
 * neither the model nor the step sees them.
 */
export const callActionActivity =
  (deps: ActionDeps): AgentActivities['callAction'] =>
  async ({ run: ref, n, agent, tool, input }) => {
    const { store } = deps
    const run = await surely(() => readRun(store, ref))
    const given: unknown = JSON.parse(input)
    const begun = await surely(() => beginAgentStep(store, ref, { n, kind: 'tool', agent, name: tool, input: given }))
    if (begun.status === 'completed') return { output: JSON.stringify(begun.output) }
    const calling = isServerTool(tool)
      ? callServerTool(deps, run, { n, agent, tool, given, begun })
      : act(deps, run, { n, agent, tool, given, retry: begun.attempts > 1 })
    const output = await calling.catch(refusalOf)
    await surely(() => endAgentStep(store, ref, n, { status: 'completed', output }))
    return { output: JSON.stringify(output) }
  }

async function act(
  deps: ActionDeps,
  run: StoredAgentRun,
  { n, agent, tool, given, retry }: { n: number; agent: string; tool: string; given: unknown; retry: boolean },
): Promise<unknown> {
  const { store } = deps
  const { workspaceId, id } = run
  // The definition is what says which actions an agent has; the workflow only passes on what a model asked for.
  if (!run.agents.some(({ name, tools }) => name === agent && tools.includes(tool)))
    throw new AppError('not_found', `there is no tool ${JSON.stringify(tool)} for you`)
  const { input, connection = null } = parse(ActionInput, given, 'the input')
  const [provider = '', action = ''] = tool.split('.')
  await store.read(workspaceId, (tx) => requirePermission(tx, agentPrincipal(run), 'integration.use'))
  const connectionId = await chooseConnection(store, workspaceId, { provider, connection })
  const answer = await runAction(deps, {
    ...{ workspaceId, connectionId, action, input, key: commandIdOf(id, n), retry },
    ...{ signal: cancellationSignal(), longestMs, patienceMs: turnMs },
  })
  return keptOf(answer as never) ?? null
}
