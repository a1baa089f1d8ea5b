import { type CommandDefinition, commandCatalogue, Id, RunErrorCode } from '@orchestrator/domain'
import * as z from 'zod'

// What a process of a team says for a run when it has no database: parsed here, for it came over the wire.

const run = z.strictObject({ workspaceId: Id, runId: Id })
const n = z.int().min(0)
const step = z.strictObject({ n, name: z.string().min(1).max(500), summary: z.string().max(1_000) })
const json = z.record(z.string(), z.unknown())
const canceled = z.boolean()
const error = z.strictObject({
  code: z.string().max(200),
  message: z.string(),
  stack: z.string().optional(),
})

const commands = Object.values(commandCatalogue) as unknown as CommandDefinition[]
const types = new Set(commands.filter((command) => command.public).map(({ type }) => type))
const command = z.strictObject({
  type: z.string().refine((type) => types.has(type), 'a command that runs may use'),
  data: json,
})

const query = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('get'), entity: z.string(), id: z.string() }),
  z.strictObject({
    op: z.literal('list'),
    entity: z.string(),
    filter: json,
    limit: z.int().min(1).max(200),
    cursor: z.string().nullable(),
  }),
])
const entities = ['task', 'project', 'comment', 'cycle', 'milestone', 'time_entry']

const source = z.strictObject({
  key: z.string(),
  eventTypes: z.array(z.string()).max(100),
  condition: z.strictObject({ cel: z.string(), params: json }).nullable(),
  afterSeq: n,
})

const end = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('completed'), result: z.unknown() }),
  z.strictObject({ status: z.literal('failed'), error }),
  z.strictObject({ status: z.literal('canceled'), error: error.optional() }),
])

const call = <N extends string, I extends z.ZodRawShape>(name: N, input: I) =>
  z.strictObject({ call: z.literal(name), workflowId: z.string().max(1_000), input: z.strictObject({ run, ...input }) })

export const RunCall = z.discriminatedUnion('call', [
  call('loadEvent', {}),
  call('loadEvents', { from: n }),
  call('command', { step, commands: z.array(command).max(500) }),
  call('query', { step, query: query.refine(({ entity }) => entities.includes(entity), entities.join(', ')) }),
  call('beginSleep', { step, milliseconds: z.number().min(0) }),
  call('endSleep', { step, canceled }),
  call('beginWait', {
    step,
    workflowId: z.string(),
    sources: z.array(source).max(100),
    timeoutMs: z.number().min(0).nullable(),
  }),
  call('endWait', { step, waitId: Id, canceled }),
  call('finish', { end }),
  call('beginStep', {
    step: z.strictObject({
      n,
      kind: z.enum(['http', 'step', 'script']),
      name: z.string().min(1).max(500),
      input: z.unknown(),
    }),
  }),
  call('endStep', {
    n,
    end: z.strictObject({
      status: z.enum(['completed', 'failed', 'canceled']),
      output: z.unknown().optional(),
      error: z.strictObject({ code: RunErrorCode, message: z.string(), stack: z.string().optional() }).optional(),
    }),
  }),
])
export type RunCall = z.output<typeof RunCall>

/** What came of it: a refusal is an answer, as the run's own code gets to see it. */
export const RunCallAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    failure: z.object({
      message: z.string(),
      type: z.string(),
      nonRetryable: z.boolean().meta({ description: 'false: ask again' }),
      details: z.array(z.unknown()),
    }),
  }),
])
export type RunCallAnswer = z.output<typeof RunCallAnswer>
