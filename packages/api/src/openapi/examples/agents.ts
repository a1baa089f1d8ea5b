import * as domain from '@orchestrator/domain'
import { at, example, ids, later, own, stamps } from './example.ts'

const definition = {
  name: 'triage',
  description: 'Gives new tasks a priority and an assignee.',
  instructions: 'Look at new tasks without an assignee. Propose who takes them, by what they did before.',
  tools: ['list_tasks', 'list_members'],
  proposes: ['task.update'],
  approve: [],
  trusted: [],
  handoffs: [],
  consults: ['estimator'],
  output: null,
  taskType: 'agent',
  complexity: null,
  maxTurns: 20,
  budgetUsd: 0.5,
} satisfies domain.AgentDefinition
const agent = { id: own(40), ...definition, enabled: true, ...stamps }

const wait = {
  ...{ step: 3, kind: 'caller', tool: 'room_temperature', input: { room: '2.14' }, approvalId: null },
} satisfies domain.AgentRunWait
const summary = {
  id: own(41),
  agent: 'triage',
  agentVersion: 1,
  prompt: 'Who takes the tasks of this week?',
  projectId: ids.project,
  taskId: null,
  status: 'waiting',
  waits: [wait],
  output: null,
  error: null,
  usage: { calls: 2, inputTokens: 3_120, outputTokens: 240, costUsd: '0.0061' },
  patchIds: [own(13)],
  source: { kind: 'request' },
  startedBy: { type: 'user', id: ids.member, memberId: ids.member },
  cancelRequestedAt: null,
  startedAt: at,
  endedAt: null,
  ...stamps,
} satisfies domain.AgentRunSummary
const callerTool = {
  name: 'room_temperature',
  description: 'How warm it is in a room, in °C',
  parameters: { type: 'object', properties: { room: { type: 'string' } }, required: ['room'] },
}

export const agentsExamples = {
  Agent: example(domain.Agent, agent),
  AgentDefinition: example(domain.AgentDefinition, definition),
  ListedAgent: example(domain.ListedAgent, { ...agent, builtIn: false }),
  CallerTool: example(domain.CallerTool, callerTool),
  AgentRunWait: example(domain.AgentRunWait, wait),
  AgentRunSummary: example(domain.AgentRunSummary, summary),
  AgentRun: example(domain.AgentRun, { ...summary, agents: [definition], callerTools: [callerTool] }),
  AgentStep: example(domain.AgentStep, {
    ...{ n: 1, kind: 'tool', agent: 'triage', name: 'list_tasks', status: 'completed', attempts: 1 },
    input: { status: ['unstarted'], assigneeId: null },
    output: { items: [{ id: ids.task, title: 'Print the posters' }] },
    ...{ error: null, startedAt: at, endedAt: later },
  }),
}
