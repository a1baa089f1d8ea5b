import { AppError, type RunErrorCode } from '@orchestrator/domain'
import type { Json } from '@orchestrator/sdk/runtime'
import { ApplicationFailure } from '@temporalio/common'
import type { ScriptError } from '../scripts/protocol.ts'
import type { ScriptRunner } from '../scripts/script-runner.ts'
import type { PlaybookActivities } from './playbook-contract.ts'
import type { StepRecords } from './run-calls.ts'

const codes: Readonly<Record<ScriptError['kind'], RunErrorCode>> = {
  threw: 'threw',
  timed_out: 'timed_out',
  out_of_memory: 'out_of_memory',
  not_serialisable: 'not_serialisable',
  too_large: 'payload_too_large',
}

/**
 * A script in the sandbox. What it gave is kept, with what it logged, so that a run that is done over does not run it again. What it
 * fails with is final, for it gives the same each time; only the end of its process is tried again.
 */
export const scriptActivity =
  (records: StepRecords, runner: ScriptRunner | null): PlaybookActivities['script'] =>
  async ({ run, step, script }) => {
    if (runner === null) throw new AppError('invalid_state', 'this process runs no scripts')
    const { source, input, event, timeoutMs, memoryMb } = script
    const begun = await records.beginStep({
      run,
      step: {
        n: step.n,
        kind: 'script',
        name: step.name,
        input: { source, input, timeoutMs, memoryMb },
      },
    })
    if (begun.status === 'completed') return { value: (begun.output as { value: Json }).value }
    const answer = await runner.run({
      ...{ source, input, event, timeoutMs, memoryMb },
      now: Date.parse(event.occurredAt),
      seed: seedOf(`${run.runId} ${step.n}`),
    })
    if (answer.ok) {
      const value = answer.value as Json
      await records.endStep({ run, n: step.n, end: { status: 'completed', output: { value, logs: [...answer.logs] } } })
      return { value }
    }
    const { kind, line, message: said } = answer.error
    const message = line === null ? said : `${said} (line ${line} of the script)`
    const code = codes[kind]
    await records.endStep({ run, n: step.n, end: { status: 'failed', error: { code, message } } })
    throw ApplicationFailure.create({ message, type: code, nonRetryable: true })
  }

/** FNV-1a: the same for the same step, and another for each. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
  return hash
}
