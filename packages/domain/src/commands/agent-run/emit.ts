import { summaryOfRun } from '../../agents/summary-of-run.ts'
import type { AgentRun } from '../../entities/agent-run.ts'
import type { EventType } from '../../events/catalogue.ts'
import type { CommandContext, CommandResult } from '../definition.ts'
import type { Entities } from '../entities.ts'

type Changes = Partial<Entities['agent_run']>

/** Changes a run and tells of it; what the event carries of it is a summary. */
export function updateRun(
  context: CommandContext,
  id: string,
  changes: Changes,
  { type, ...more }: { readonly type: EventType & `agent_run.${string}`; readonly step?: number },
): CommandResult {
  context.update('agent_run', id, changes)
  return tellRun(context, context.get('agent_run', id), type, more)
}

export function tellRun(
  context: CommandContext,
  run: AgentRun,
  type: EventType & `agent_run.${string}`,
  more: object = {},
): CommandResult {
  const subject = { type: 'agent_run', id: run.id }
  context.emit({ type, subject, projectId: run.projectId, data: { agentRun: summaryOfRun(run), ...more } })
  return { kind: 'agent_run', id: run.id, version: run.version }
}
