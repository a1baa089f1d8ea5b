import * as z from 'zod'
import { AgentName } from '../../entities/agent.ts'
import { defineAction } from './definition.ts'
import { Template } from './fields.ts'

export const runAgentAction = defineAction({
  action: 'agent.run',
  kind: 'long',
  summary: 'Ask an agent, and use its answer',
  fields: {
    agent: AgentName.meta({ description: 'the name of a built-in agent or of one of the workspace' }),
    prompt: z.string().min(1).max(20_000).meta({ description: 'what it is asked' }),
    projectId: Template.optional().meta({ description: 'what it is about; the project of the task when left out' }),
    taskId: Template.optional(),
  },
  // Who is asked is not for an event to say.
  verbatim: ['agent'],
  constants: { agent: 'agent', projectId: 'project', taskId: 'task' },
  permissions: ['workspace.read', 'automation.run'],
  result: {
    t: 'object',
    fields: {
      runId: { t: 'string' },
      output: { t: 'any' },
      patchIds: { t: 'list', of: { t: 'string' } },
      usage: { t: 'any' },
    },
  },
  code({ fields: { agent = '', ...request }, use, object }) {
    return `${use('agents')}.run(${agent}, ${object(request)})`
  },
})
