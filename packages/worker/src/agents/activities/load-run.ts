import { toolSpecs } from '@orchestrator/agents'
import { type AgentDefinition, isServerTool, namesTool } from '@orchestrator/domain'
import type { AgentRunRef, Store, StoredAgentRun } from '@orchestrator/store'
import type { AgentToolSpec, LoadedAgent } from '../../activities/agent-contract.ts'
import { actionSpecs } from './action-specs.ts'
import { needsApproval } from './needs-approval.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'
import { toolsFor, withServerTools } from './server-tools.ts'
import { surroundingsOf } from './surroundings-of.ts'

/** A run, and its agents as they are asked: with what they are told of their surroundings, and the tools that they may call. */
export async function loadRun(
  store: Store,
  ref: AgentRunRef,
): Promise<{ readonly run: StoredAgentRun; readonly agents: readonly LoadedAgent[] }> {
  const run = await withServerTools(store, await requireOwnAgentRun(store, ref))
  const surroundings = await surroundingsOf(store, run)
  return { run, agents: run.agents.map((agent, place) => loaded(agent, run, surroundings, place === 0)) }
}

/** Of tools that are not there a model may say so, instead of doing without them in silence. */
function missingOf({ tools }: AgentDefinition, servers: readonly AgentToolSpec[]): string[] {
  const missing = tools.filter((name) => isServerTool(name) && !servers.some(({ tool }) => namesTool([name], tool)))
  return missing.length === 0
    ? []
    : [`These tools are not there now: ${missing.join(', ')}. Say so where you need them.`]
}

function loaded(agent: AgentDefinition, run: StoredAgentRun, surroundings: string, isFirst: boolean): LoadedAgent {
  const { name, description, output, maxTurns, approve } = agent
  const here = new Set(run.agents.map((one) => one.name))
  const platform = [...toolSpecs(agent.tools, agent.proposes), ...actionSpecs(agent.tools)].map(
    ({ name: tool, description: about, parameters }): AgentToolSpec => ({
      ...{ name: tool.replaceAll('.', '_'), tool, description: about, parameters: parameters as never },
      ...{ by: 'platform', approve: needsApproval(run, agent, tool) },
    }),
  )
  const servers = toolsFor(run, agent).map(
    ({ tool, told, server, description, inputSchema }): AgentToolSpec => ({
      ...{ name: told, tool, description: `A tool of the server ${server}. ${description}`, by: 'platform' },
      ...{ parameters: inputSchema as never, approve: needsApproval(run, agent, tool) },
    }),
  )
  // They belong to whoever started the run, and so does the agent that was asked first.
  const callers = (isFirst ? run.callerTools : []).map(
    (tool): AgentToolSpec => ({
      ...{ name: tool.name, tool: tool.name, description: tool.description, parameters: tool.parameters as never },
      ...{ by: 'caller', approve: approve.includes(tool.name) },
    }),
  )
  return {
    ...{ name, description, output: output as never, maxTurns },
    instructions: [agent.instructions, surroundings, ...missingOf(agent, servers)].join('\n\n'),
    handoffs: agent.handoffs.filter((other) => here.has(other)),
    consults: agent.consults.filter((other) => here.has(other)),
    tools: [...platform, ...servers, ...callers],
  }
}
