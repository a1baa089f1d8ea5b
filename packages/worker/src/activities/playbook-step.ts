import type { RunErrorCode } from '@orchestrator/domain'
import type { Json } from '@orchestrator/sdk/runtime'
import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { StepError } from '../playbooks/steps/protocol.ts'
import type { StepRunner } from '../playbooks/steps/step-runner.ts'
import type { PlaybookActivities } from './playbook-contract.ts'
import type { StepRecords } from './run-calls.ts'

/** Trying again changes nothing about these. */
const final = new Set<StepError['kind']>(['missing', 'not_serialisable', 'not_loaded'])

const codes: Readonly<Record<StepError['kind'], RunErrorCode>> = {
  threw: 'threw',
  timed_out: 'timed_out',
  out_of_memory: 'out_of_memory',
  not_serialisable: 'not_serialisable',
  missing: 'step_missing',
  not_loaded: 'step_not_loaded',
}

/** A function of steps.ts. What it returned is kept, so that a run that is done over does not call it again. */
export const stepActivity =
  (records: StepRecords, runner: StepRunner | null): PlaybookActivities['step'] =>
  async ({ run, step, playbook, name, args, timeoutMs, attempts }) => {
    const begun = await records.beginStep({ run, step: { n: step.n, kind: 'step', name: step.name, input: { args } } })
    if (begun.status === 'completed') return { value: begun.output as Json | null }
    const answer = runner === null ? noSteps(playbook) : await runner.call({ playbook, name, args, timeoutMs })
    if (answer.ok) {
      await records.endStep({ run, n: step.n, end: { status: 'completed', output: answer.value } })
      return { value: answer.value }
    }
    const { kind, message, stack } = answer.error
    await records.endStep({ run, n: step.n, end: { status: 'failed', error: { code: codes[kind], message } } })
    throw ApplicationFailure.create({
      message,
      type: 'StepError',
      nonRetryable: final.has(kind) || activityInfo().attempt >= attempts,
      details: [{ name: answer.error.name, kind, ...(stack !== undefined && { stack }) }],
    })
  }

const noSteps = (playbook: string) =>
  ({
    ok: false,
    error: { kind: 'missing', name: 'Error', message: `there is no steps.ts beside ${playbook}`, stack: undefined },
  }) as const
