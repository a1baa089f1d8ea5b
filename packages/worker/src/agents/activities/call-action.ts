import { AppError, commandIdOf, type ErrorCode, keptOf, parse } from '@orchestrator/domain'
import {
  agentPrincipal,
  beginAgentStep,
  chooseConnection,
  endAgentStep,
  type StoredAgentRun,
} from '@orchestrator/store'
import { cancellationSignal } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { AgentActivities } from '../../activities/agent-contract.ts'
import { surely } from '../../activities/patiently.ts'
import { requirePermission } from '../../activities/require-permission.ts'
import { type ActionDeps, runAction } from '../../connected/run-action.ts'
import { storableJson } from '../../models/storable-json.ts'
import { refusalOf } from './call-tool.ts'
import { ActionInput } from './check-input.ts'
import { requireApproval } from './require-approval.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'
import { throwIfCutOff } from './throw-if-cut-off.ts'

/** Troubles of the service that pass by themselves. Whether it was done nobody knows then. */
const passing = new Set<ErrorCode>(['provider_unavailable', 'provider_rate_limited'])
const longestPauseMs = 60 * 60_000
const longestMs = 5 * 60_000
const turnMs = 10 * 60_000

/**
 * Lets a connected service do something for an agent, once: its key follows from run and step. In the process that has the credentials;
 * neither the model nor the step sees them.
 */
export const callActionActivity =
  (deps: ActionDeps): AgentActivities['callAction'] =>
  async ({ run: ref, n, agent, tool, input }) => {
    const { store } = deps
    const run = await surely(() => requireOwnAgentRun(store, ref))
    const given = storableJson<unknown>(JSON.parse(input))
    const begun = await surely(() =>
      beginAgentStep(store, ref, { n, kind: 'tool', agent, name: tool, input: keptOf(given) }),
    )
    if (begun.status === 'completed') return { output: JSON.stringify(begun.output) }
    const output = await act(deps, run, { n, agent, tool, given, retry: begun.attempts > 1 }).catch(async (error) => {
      throwIfCutOff()
      if (!(error instanceof AppError) || !passing.has(error.code)) return refusalOf(error)
      const { code, message } = error
      await surely(() => endAgentStep(store, ref, n, { status: 'failed', error: { code, message } }))
      throw againLater(error)
    })
    await surely(() => endAgentStep(store, ref, n, { status: 'completed', output }))
    return { output: JSON.stringify(output) }
  }

/** Under the key of the step, so that what was done is found; a model that calls again would have it done twice. */
function againLater({ code, message, details: { retryAfterSeconds } }: AppError): ApplicationFailure {
  return ApplicationFailure.create({
    ...{ message, type: code },
    ...(typeof retryAfterSeconds === 'number' && {
      nextRetryDelay: Math.min(retryAfterSeconds * 1_000, longestPauseMs),
    }),
  })
}

async function act(
  deps: ActionDeps,
  run: StoredAgentRun,
  { n, agent, tool, given, retry }: { n: number; agent: string; tool: string; given: unknown; retry: boolean },
): Promise<unknown> {
  const { store } = deps
  const { workspaceId, id } = run
  // The definition is what says which actions an agent has; the workflow only passes on what a model asked for.
  const definition = run.agents.find(({ name, tools }) => name === agent && tools.includes(tool))
  if (!definition) throw new AppError('not_found', `there is no tool ${JSON.stringify(tool)} for you`)
  await requireApproval(store, run, { agent: definition, tool, input: given })
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
