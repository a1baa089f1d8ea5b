import * as z from 'zod'
import { AgentName, CallerTool } from '../../entities/agent.ts'
import { deriveId, Id } from '../../ids.ts'
import { newAgentFields } from '../agent/fields.ts'
import { defineCommand } from '../definition.ts'
import { NewEntityId } from '../fields.ts'
import { startRun } from './start-run.ts'

const SentDefinition = z.strictObject(newAgentFields)

const CreateAgentRun = z
  .strictObject({
    id: NewEntityId,
    agent: AgentName.optional().meta({ description: 'its name; either this or `definition`' }),
    definition: SentDefinition.optional().meta({ description: 'an agent of code’s own, for this run alone' }),
    agents: z
      .array(SentDefinition)
      .max(20)
      .default([])
      .meta({ description: 'agents of code’s own which the definition names in `handoffs` or `consults`' }),
    callerTools: z
      .array(CallerTool)
      .max(40)
      .default([])
      .meta({ description: 'tools that whoever starts the run carries out: the run waits for each answer' }),
    prompt: z.string().trim().min(1).max(50_000),
    projectId: Id.nullable().default(null).meta({ description: 'what it is about; default: the project of the task' }),
    taskId: Id.nullable().default(null),
    commentId: Id.optional().meta({ description: 'the comment that asked for it' }),
  })
  // Also beside other fields that are wrong: all is said at once.
  .refine(({ agent, definition }) => (agent === undefined) !== (definition === undefined), {
    path: ['agent'],
    error: 'either the name of an agent, or its `definition`',
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
export type CreateAgentRun = z.output<typeof CreateAgentRun>

export const createAgentRun = defineCommand({
  type: 'agent_run.create',
  summary: 'Ask an agent: a run of it begins in the background, with your rights',
  data: CreateAgentRun,
  needs: (data) => [
    { kind: 'agent_run', ids: [data.id] },
    { kind: 'project', ids: [data.projectId] },
    { kind: 'task', ids: [data.taskId] },
    { kind: 'comment', ids: [data.commentId] },
    { all: 'agent' },
  ],
  makes: ({ id }, commandId) => ({ kind: 'agent_run', names: [id ?? deriveId(commandId, 'agent_run')] }),
  decide: (data, context) => startRun(context, data),
})
