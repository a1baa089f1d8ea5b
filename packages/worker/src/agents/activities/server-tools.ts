import { hash } from 'node:crypto'
import { type AgentDefinition, namesTool, partsOfServerTool, serverToolName } from '@orchestrator/domain'
import {
  type AllowedTool,
  allowedTools,
  type PinnedTool,
  pinServerTools,
  type Store,
  type StoredAgentRun,
} from '@orchestrator/store'

/** As long as every provider takes it. */
const longestName = 64

/**
 * The run with the tools of MCP servers that its agents name. What was allowed when it began stays with it, so that what its models are
 * told and what its workflow knows are the same whenever one of them is asked.
 */
export async function withServerTools(store: Store, run: StoredAgentRun): Promise<StoredAgentRun> {
  if (run.serverTools !== null) return run
  const names = run.agents.flatMap(({ tools }) => tools)
  const servers = new Set(names.flatMap((name) => partsOfServerTool(name)?.server ?? []))
  if (servers.size === 0) return run
  const allowed = await allowedTools(store, run.workspaceId, [...servers])
  const pinned = allowed.flatMap((one) => {
    const tool = serverToolName(one.server, one.name)
    return namesTool(names, tool) ? pin(tool, one) : []
  })
  return { ...run, serverTools: await pinServerTools(store, run.workspaceId, run.id, pinned) }
}

function pin(tool: string, { allowedById: _, allowedAt: __, changedAt: ___, ...one }: AllowedTool): PinnedTool {
  return { ...one, tool, told: toldName(tool) }
}

/** As models may write it; another one for each tool. */
function toldName(tool: string): string {
  const plain = tool.replaceAll('.', '_')
  const isPlain = plain.length <= longestName && tool.split('.').length === 3
  return isPlain ? plain : `${plain.slice(0, longestName - 9)}_${hash('sha256', tool).slice(0, 8)}`
}

/** Those that one agent of the run has. */
export const toolsFor = ({ serverTools }: StoredAgentRun, { tools }: AgentDefinition): readonly PinnedTool[] =>
  (serverTools ?? []).filter(({ tool }) => namesTool(tools, tool))
