import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'
import { PatchCommand } from './patch.ts'

/** kebab-case: what people write after an @ to ask it. */
export const AgentName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'kebab-case, e.g. planner')
  .max(40)

/** A tool of the platform's catalogue, e.g. `list_tasks`, or an action of a connected service, e.g. `github.createIssue`. */
export const ToolName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_.-]*$/, 'e.g. list_tasks')
  .max(80)

const JsonSchema = z.record(z.string(), z.unknown())

/** A tool that whoever started the run carries out: the run waits for the answer. */
export const CallerTool = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-zA-Z][a-zA-Z0-9_-]*$/, 'letters, digits, - and _')
      .max(60),
    description: z.string().max(2_000),
    parameters: JsonSchema.meta({ description: 'JSON Schema of what it takes: an object' }),
  })
  .meta({ id: 'CallerTool' })
export type CallerTool = z.infer<typeof CallerTool>

/** What an agent is made of, as data: the same whether people made it here, or code sent it along with a run. */
export const agentShape = {
  name: AgentName,
  description: z.string().max(1_000).meta({ description: 'what it is for, in a sentence; other agents are told it' }),
  instructions: z.string().min(1).max(20_000).meta({ description: 'Markdown' }),
  tools: z
    .array(ToolName)
    .max(60)
    .meta({ description: 'what it may look at and do, at most: tools of the platform, actions of connected services' }),
  proposes: z
    .array(PatchCommand)
    .meta({ description: 'commands that it may propose as a patch; it never writes by itself' }),
  approve: z.array(ToolName).max(60).meta({
    description:
      'tools of which each call waits for a person’s approval; actions of connected services always do unless listed in `trusted`',
  }),
  trusted: z.array(ToolName).max(60).meta({ description: 'actions of connected services that need no approval' }),
  handoffs: z.array(AgentName).max(10).meta({ description: 'agents to which it may hand the conversation over' }),
  consults: z.array(AgentName).max(10).meta({ description: 'agents that it may ask as tools' }),
  output: JsonSchema.nullable().meta({ description: 'JSON Schema of its answer; null: text' }),
  taskType: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'lower-case words, e.g. planner')
    .max(60)
    .meta({ description: 'the model route it asks, e.g. `planner`' }),
  complexity: z.enum(['low', 'medium', 'high']).nullable().meta({ description: 'null: estimated for each call' }),
  maxTurns: z
    .int()
    .min(1)
    .max(100)
    .meta({ description: 'model calls of one run, those of the agents that it consults included, at most' }),
  budgetUsd: z.number().positive().max(10_000).nullable().meta({
    description:
      'what a run may cost, at most, with all agents that take part; that of the agent that was asked counts',
  }),
} as const

/** An agent as a run carries it: the version that it began with, so that an edit changes no run under way. */
export const AgentDefinition = z.strictObject(agentShape).meta({ id: 'AgentDefinition' })
export type AgentDefinition = z.infer<typeof AgentDefinition>

export const Agent = z
  .strictObject({
    id: z.uuid(),
    ...agentShape,
    enabled: z.boolean(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof Agent>

/** An agent that a run can be asked of: a workspace's own, or a built-in one, which nobody made. */
export const ListedAgent = z
  .strictObject({
    ...Agent.shape,
    createdAt: StoredTimestamp.nullable(),
    updatedAt: StoredTimestamp.nullable(),
    builtIn: z.boolean().meta({ description: 'it is there in every workspace, and cannot be changed' }),
  })
  .meta({ id: 'ListedAgent' })
export type ListedAgent = z.infer<typeof ListedAgent>
