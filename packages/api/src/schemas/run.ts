import { Permission, RunError } from '@orchestrator/domain'
import * as z from 'zod'
import { Event } from './event.ts'
import { TriggerExplanation } from './why.ts'

const time = z.iso.datetime()

export const RunStatus = z.enum(['held', 'queued', 'running', 'completed', 'failed', 'canceled', 'skipped'])
export const RunKind = z.enum(['rule', 'playbook'])

/** Why a run has not begun yet. */
const Held = z
  .object({
    why: z.enum(['paused', 'debounce', 'batch', 'overlap', 'concurrency', 'throttle', 'rate', 'next']),
    reason: z.string().meta({ description: 'in words' }),
    nextTryAt: time.nullable().meta({ description: 'null: when others have ended, or it is resumed' }),
  })
  .meta({ id: 'Held' })

/** One automation started by one event. */
export const Run = z
  .object({
    id: z.uuid(),
    kind: RunKind,
    playbook: z.string().nullable().meta({ description: 'the playbook’s name; null for a rule' }),
    rule: z.string().nullable().meta({ description: 'the rule’s name at that time; null for a playbook' }),
    automationId: z.uuid().meta({ description: 'the id of the rule or playbook' }),
    version: z.string().meta({ description: 'the rule’s version, or the hash of the playbook’s bundle' }),
    status: RunStatus,
    held: Held.nullable().meta({ description: 'why it waits, while its status is held' }),
    error: RunError.nullable().meta({ description: 'why it failed or was skipped' }),
    result: z.unknown().meta({ description: 'what the playbook returned' }),
    eventId: z.uuid().meta({ description: 'the event that started it' }),
    eventSeq: z.int(),
    eventType: z.string(),
    eventSeqs: z.array(z.int()).nullable().meta({ description: 'all events of a batch; null: just the one' }),
    expiresAt: time.nullable().meta({ description: 'when it is not to be begun any more' }),
    subject: z.object({ type: z.string(), id: z.uuid() }),
    projectId: z.uuid().nullable(),
    memberId: z.uuid().meta({ description: 'with whose rights it acts' }),
    scopes: z.array(Permission).nullable(),
    depth: z.int(),
    correlationId: z.uuid(),
    retryOf: z.uuid().nullable().meta({ description: 'the run that this one does again' }),
    requestSeq: z.int().nullable().meta({
      description:
        'the event by which somebody asked for it (a retry, an event played again); null: its event started it',
    }),
    attempts: z.int(),
    workflowId: z.string().nullable(),
    temporalUrl: z.string().nullable().meta({ description: 'the run in the Temporal UI' }),
    wakeAt: time.nullable().meta({
      description:
        'when a run without a workflow goes on by itself, if nothing comes before; null: it waits for what has no time',
    }),
    cancelRequestedAt: time.nullable(),
    createdAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
  })
  .meta({ id: 'Run' })

const fields = z.record(z.string(), z.unknown()).nullable()

/** What a step did to one entity. */
const StepChange = z
  .object({
    subject: z.object({ type: z.string(), id: z.uuid() }),
    before: fields.meta({ description: 'changed fields before; null: it did not exist' }),
    after: fields.meta({ description: 'changed fields after, all of them when it is new; null: it is gone' }),
    events: z.array(z.object({ id: z.uuid(), seq: z.int(), type: z.string() })),
  })
  .meta({ id: 'StepChange' })

const RunStep = z
  .object({
    step: z.int(),
    kind: z.string(),
    name: z.string(),
    status: z.enum(['running', 'completed', 'failed', 'canceled']),
    summary: z.string().meta({ description: 'in words' }),
    input: z.unknown(),
    output: z.unknown(),
    error: RunError.nullable(),
    attempts: z.int(),
    before: fields.meta({ description: 'of the first of `changes`' }),
    after: fields,
    changes: z.array(StepChange),
    originRunId: z
      .uuid()
      .nullable()
      .meta({ description: 'the run that did this step, which a retry has not done again; null: this run' }),
    startedAt: time,
    endedAt: time.nullable(),
  })
  .meta({ id: 'RunStep' })

export const RunDetail = Run.extend({
  event: Event.nullable().meta({ description: 'the event that started it' }),
  why: z.array(TriggerExplanation).meta({
    description: 'the triggers that listened to the event, with the values that decided; as its version had them',
  }),
  steps: z.array(RunStep),
}).meta({ id: 'RunDetail' })

export const RequestedRun = z
  .object({
    eventId: z.uuid(),
    runId: z
      .uuid()
      .meta({ description: 'the run that will be; until the relay has read the event, it is not there yet' }),
  })
  .meta({ id: 'RequestedRun' })
