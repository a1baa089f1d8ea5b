import { commandCatalogue } from '@orchestrator/domain'
import * as z from 'zod'
import { storeOf } from '../caller.ts'
import { callOnce } from '../repeated-call.ts'
import { defineActingTool } from './definition.ts'

const { agent, prompt, projectId, taskId } = commandCatalogue['agent_run.create'].data.shape

export const startAgent = defineActingTool({
  name: 'start_agent',
  title: 'Ask an agent',
  description:
    'Asks an agent of the workspace to do something, in the background and with the rights of the person whose key this is: it changes nothing but proposes patches. It costs money where a model is asked. get_agent_run says how far it is.',
  permission: 'automation.run',
  input: z.strictObject({
    agent: agent.unwrap().describe('its name; list_agents has them'),
    prompt: prompt.describe('what it is to do, with all that it has to know'),
    projectId: projectId.describe('the project that it is about'),
    taskId: taskId.describe('the task that it is about'),
  }),
  hints: { readOnlyHint: false, destructiveHint: false },
  async run(caller, data) {
    const { commandId, made } = await callOnce(caller, 'start_agent', data, 'agent_run')
    const [applied] = await storeOf(caller).execute(caller.identity.principal, [
      { id: commandId, type: 'agent_run.create', data },
    ])
    return { id: applied?.result.id, status: made?.['status'] ?? 'queued' }
  },
})
