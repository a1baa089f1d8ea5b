import * as z from 'zod'
import { Agent } from '../../entities/agent.ts'
import { AgentRunSummary } from '../../entities/agent-run.ts'
import { changed, event } from './event.ts'

const agentRun = { agentRun: AgentRunSummary }

export const agentEvents = {
  'agent.created': event('agent.created', { agent: Agent }),
  'agent.updated': event('agent.updated', { agent: Agent, ...changed }),
  'agent.deleted': event('agent.deleted', { agent: Agent }),
  'agent_run.created': event('agent_run.created', agentRun),
  'agent_run.waiting': event('agent_run.waiting', agentRun),
  'agent_run.answered': event('agent_run.answered', {
    ...agentRun,
    step: z.int().nonnegative().meta({ description: 'whose call was answered' }),
  }),
  'agent_run.resumed': event('agent_run.resumed', agentRun),
  'agent_run.cancel_requested': event('agent_run.cancel_requested', agentRun),
  'agent_run.completed': event('agent_run.completed', agentRun),
  'agent_run.failed': event('agent_run.failed', agentRun),
  'agent_run.canceled': event('agent_run.canceled', agentRun),
}
