import { commandIdOf } from '@orchestrator/domain'
import {
  type CommandReply,
  type JsonObject,
  OrchestratorError,
  type QueryReply,
  type RunEvent,
  type RuntimePort,
  type Step,
  type WaitReply,
} from '@orchestrator/sdk/runtime'
import type { RunRecord, RunStepRow, WaitOutcome } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { RunCalls } from '../../activities/run-calls.ts'
import { Parked } from './parked.ts'
import { refused } from './refused.ts'

/**
 * What a run reaches that has no workflow. What is recorded of it answers without a question to the database; where it has to wait,
 * it is parked. What another run did before it, whose retry it is, is asked for as anew, for it has to be compared.
 */
export function createSteppedPort(record: RunRecord, calls: RunCalls, logger: Logger): RuntimePort {
  const { run, steps, waits, replies } = record
  const ref = { workspaceId: run.workspaceId, runId: run.id }
  // The same for all that is done this time: until when a run sleeps is recorded with the sleep.
  const now = Date.parse(record.now)
  const own = (step: Step): RunStepRow | undefined => {
    const known = steps.get(step.n)
    return known?.originRunId === null ? known : undefined
  }
  const outside = (step: Step) =>
    Promise.reject(new OrchestratorError('internal', `a run without a workflow cannot do ${step.name}`))

  return {
    command(step, commands) {
      const known = own(step)
      if (known?.status === 'completed') return Promise.resolve(recordedReplies(record, known))
      return refused(calls.command({ run: ref, step, commands }))
    },

    query(step, query) {
      const reply = own(step)?.status === 'completed' ? replies.get(step.n) : undefined
      return reply === undefined
        ? refused(calls.query({ run: ref, step, query }))
        : Promise.resolve(reply as QueryReply)
    },

    async sleep(step, milliseconds) {
      const known = own(step)
      if (known?.status === 'completed') return
      const begun = known?.startedAt
      const until = step.name === 'sleepUntil' ? record.now : null
      if (begun === undefined && (milliseconds <= 0 || steps.has(step.n))) {
        if ((await refused(calls.beginSleep({ run: ref, step, milliseconds }))) > 0)
          throw new Parked({ at: new Date(now + milliseconds).toISOString() })
        return
      }
      const input = known?.input as { readonly milliseconds: number } | undefined
      const ms = input?.milliseconds ?? milliseconds
      throw new Parked({ sleep: { step: step.n, name: step.name, ms, startedAt: begun ?? until } })
    },

    async waitFor(step, sources, { timeoutMs }): Promise<WaitReply> {
      const known = own(step)
      if (known?.status === 'completed') return recordedEvent(record, known.output as WaitOutcome)
      if (known?.status === 'failed' && known.error) throw new OrchestratorError(known.error.code, known.error.message)
      const wait = waits.get(step.n)
      if (wait?.over) return refused(calls.endWait({ run: ref, step, waitId: wait.id, canceled: false }))
      if (wait) throw new Parked({ at: wait.expiresAt })
      const begun = await refused(calls.beginWait({ run: ref, step, workflowId: null, sources, timeoutMs }))
      if (begun.over) return begun.reply
      throw new Parked({ at: begun.expiresAt })
    },

    http: outside,
    step: outside,
    script: outside,
    action: outside,

    log: (level, message, fields) => logger[level]({ ...ref, rule: run.automationId, fields }, message),

    now: () => now,
  }
}

/** Later actions read the entity of the first command alone. */
function recordedReplies({ run, replies, made }: RunRecord, { step, output }: RunStepRow): CommandReply[] {
  const results = (output ?? []) as Omit<CommandReply, 'entity'>[]
  return results.map(({ kind, id, version }, index) => {
    const told = index === 0 ? made.get(commandIdOf(run.id, step, index)) : undefined
    const entity = index === 0 ? (replies.get(step) ?? told?.entity ?? null) : null
    return { kind, id, version, entity: entity as JsonObject | null }
  })
}

function recordedEvent({ events }: RunRecord, outcome: WaitOutcome): WaitReply {
  const event = outcome && events.get(outcome.seq)
  return outcome && event ? { key: outcome.key, event: event as unknown as RunEvent } : null
}
