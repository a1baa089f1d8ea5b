import { callTool } from '@orchestrator/agents'
import { AppError, commandIdOf, type ErrorCode } from '@orchestrator/domain'
import { agentPrincipal, beginAgentStep, endAgentStep, listAgentSteps, readRunUsage } from '@orchestrator/store'
import type { AgentActivities } from '../../activities/agent-contract.ts'
import { toFailure } from '../../activities/failures.ts'
import { surely } from '../../activities/patiently.ts'
import { storableJson } from '../../models/storable-json.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { authorOf } from './author-of.ts'
import { requireApproval } from './require-approval.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'

/** Troubles of ours: the model cannot mend them, so the call is tried again. */
const passing = new Set<ErrorCode>(['unavailable', 'internal', 'rate_limited'])

/**
 * Calls a tool of the platform for an agent, with the rights of whoever started the run. What it answers is kept as a step, and what it
 * proposes has an id that follows from run and step: so nothing is proposed twice.
 */
export const callToolActivity =
  ({ store }: AgentDeps): AgentActivities['callTool'] =>
  async ({ run: ref, n, agent, tool, input }) => {
    const run = await surely(() => requireOwnAgentRun(store, ref))
    const definition = run.agents.find(({ name }) => name === agent)
    if (!definition) throw new Error(`the run has no agent ${agent}`)
    const given = storableJson<unknown>(JSON.parse(input))
    const begun = await surely(() => beginAgentStep(store, ref, { n, kind: 'tool', agent, name: tool, input: given }))
    if (begun.status === 'completed') return { output: JSON.stringify(begun.output) }
    const { tools, proposes } = definition
    const [steps, usage] = await surely(() => Promise.all([listAgentSteps(store, ref), readRunUsage(store, ref)]))
    const author = authorOf(run, definition, steps, usage)
    const call = { name: tool, input: given, commandId: commandIdOf(run.id, n), allowed: { tools, proposes }, author }
    const output = await requireApproval(store, run, { agent: definition, tool, input: given })
      .then(() => callTool({ store }, agentPrincipal(run), call))
      .catch(refusalOf)
    await surely(() => endAgentStep(store, ref, n, { status: 'completed', output }))
    return { output: JSON.stringify(output) }
  }

/** A refusal as the model reads it: it may mend its input and call again. */
export function refusalOf(error: unknown): { error: { code: ErrorCode; message: string; fields?: unknown } } {
  if (!(error instanceof AppError) || passing.has(error.code)) throw toFailure(error)
  const { code, message, fields } = error
  return { error: { code, message, ...(fields.length > 0 && { fields }) } }
}
