import * as z from 'zod'
import { Actor } from '../actor.ts'
import { RunError } from '../run-error.ts'
import { StoredTimestamp } from '../time.ts'
import { AgentDefinition, AgentName, CallerTool } from './agent.ts'

export const AgentRunStatus = z.enum(['queued', 'running', 'waiting', 'completed', 'failed', 'canceled'])
export type AgentRunStatus = z.infer<typeof AgentRunStatus>

/** For what a run waits: an approval of a tool's call, or the answer to a call which whoever started the run carries out. */
export const AgentRunWait = z
  .strictObject({
    step: z.int().nonnegative().meta({ description: 'the step that waits' }),
    kind: z.enum(['approval', 'caller']),
    tool: z.string(),
    input: z.unknown(),
    approvalId: z.uuid().nullable(),
  })
  .meta({ id: 'AgentRunWait' })
export type AgentRunWait = z.infer<typeof AgentRunWait>

export const AgentUsage = z.strictObject({
  calls: z.int().nonnegative().meta({ description: 'of models' }),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  costUsd: z.string().nullable().meta({ description: 'a decimal number in US dollars; null: a price is not known' }),
})
export type AgentUsage = z.infer<typeof AgentUsage>

/** What set a run off. */
export const AgentRunSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('request') }),
  z.strictObject({ kind: z.literal('comment'), commentId: z.uuid(), taskId: z.uuid() }),
  z
    .strictObject({ kind: z.literal('run'), runId: z.uuid() })
    .meta({ description: 'a run of a rule, a playbook or an agent' }),
])
export type AgentRunSource = z.infer<typeof AgentRunSource>

/** One conversation of an agent, from what it was asked to its answer. It acts with the rights of whoever started it. */
export const AgentRun = z
  .strictObject({
    id: z.uuid(),
    agent: AgentName,
    agentVersion: z.int().positive().nullable().meta({ description: 'null: the definition came with the run' }),
    /** The agent's first, then those that it may reach. */
    agents: z.array(AgentDefinition),
    callerTools: z.array(CallerTool),
    prompt: z.string(),
    projectId: z.uuid().nullable(),
    taskId: z.uuid().nullable(),
    status: AgentRunStatus,
    waits: z.array(AgentRunWait),
    output: z.unknown().meta({ description: 'text, or what fits the agent’s `output`; null: it has not ended well' }),
    error: RunError.nullable(),
    usage: AgentUsage,
    patchIds: z.array(z.uuid()).meta({ description: 'patches that it proposed' }),
    source: AgentRunSource,
    startedBy: Actor,
    cancelRequestedAt: StoredTimestamp.nullable(),
    startedAt: StoredTimestamp.nullable(),
    endedAt: StoredTimestamp.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'AgentRun' })
export type AgentRun = z.infer<typeof AgentRun>

/** An agent's run as events and lists show it: without the definitions that it carries, and of its prompt the beginning. */
export const AgentRunSummary = AgentRun.omit({ agents: true, callerTools: true })
  .extend({ prompt: z.string().meta({ description: 'its beginning; it ends with … where there is more' }) })
  .meta({ id: 'AgentRunSummary' })
export type AgentRunSummary = z.infer<typeof AgentRunSummary>

/** What whoever started a run gave as the answer to a call that they carried out: an output, or why there is none. */
export const AgentRunAnswer = z.strictObject({
  step: z.int().nonnegative(),
  output: z.unknown(),
  error: z.string().nullable(),
})
export type AgentRunAnswer = z.infer<typeof AgentRunAnswer>

/** One thing that a run did, as people see it: a model's answer, a tool's call, a handoff. */
export const AgentStep = z
  .strictObject({
    n: z.int().nonnegative().meta({ description: 'its place in the run' }),
    kind: z.enum(['model', 'tool', 'approval']),
    agent: AgentName,
    name: z.string().meta({ description: 'the tool; of a model’s answer the model that gave it' }),
    status: z.enum(['running', 'completed', 'failed']),
    input: z.unknown(),
    output: z.unknown(),
    error: RunError.nullable(),
    attempts: z.int().positive(),
    startedAt: StoredTimestamp,
    endedAt: StoredTimestamp.nullable(),
  })
  .meta({ id: 'AgentStep' })
export type AgentStep = z.infer<typeof AgentStep>
