import { AppError, errorToJson, eventCheckOf } from '@orchestrator/domain'
import { runRule } from '@orchestrator/sdk/rule'
import { OrchestratorError, type RunEvent } from '@orchestrator/sdk/runtime'
import type { Park, RunEnd, RunRecord } from '@orchestrator/store'
import type { Logger } from 'pino'
import { toErrorJson } from '../../activities/playbook-finish.ts'
import type { RunCalls } from '../../activities/run-calls.ts'
import { checkSize } from '../../workflows/check-size.ts'
import { describeError } from '../../workflows/describe-error.ts'
import { endOfRuleBeforeItBegan } from '../end-before-it-began.ts'
import { notInLog } from '../not-in-log.ts'
import { Parked } from './parked.ts'
import { Trouble } from './refused.ts'
import { createSteppedPort } from './stepped-port.ts'

/** Where a run is after a turn: it has ended, or it rests. */
export type Advanced =
  | { readonly end: RunEnd; readonly rest?: never }
  | { readonly end?: never; readonly rest: Pick<Park, 'sleep' | 'at'> }

/**
 * Runs a rule's actions from the beginning, as far as they come now; what is recorded answers for what was done before.
 * @throws Trouble
 */
export async function advanceRun(record: RunRecord, calls: RunCalls, logger: Logger): Promise<Advanced> {
  const over = await endBeforeGoingOn(record)
  if (over) return { end: over }
  const { event, definition } = record
  if (event === null || definition?.kind !== 'rule')
    return { end: { status: 'failed', error: errorToJson(notInLog()) } }
  const { id, when, then } = definition.rule
  try {
    eventCheckOf(when)?.(event)
    const result = await runRule(
      { id, when, then },
      event as unknown as RunEvent,
      createSteppedPort(record, calls, logger),
    )
    checkSize(result)
    return { end: { status: 'completed', result } }
  } catch (error) {
    if (error instanceof Parked) return { rest: error.rest }
    if (error instanceof Trouble) throw error
    return { end: endBy(error) }
  }
}

/** One that has done something already goes on without its rule, as far as its commands are let. */
const endBeforeGoingOn = ({ run, steps, ruleIsOn, now }: RunRecord): Promise<RunEnd | null> =>
  endOfRuleBeforeItBegan(run, async () => ruleIsOn || steps.size > 0, Date.parse(now))

function endBy(error: unknown): RunEnd {
  if (error instanceof AppError) return { status: 'failed', error: errorToJson(error) }
  // Its lines are ours, and tell people nothing of their rule.
  const { stack: _, ...told } = describeError(error)
  // What started it is not wanted any more. What it did stays.
  if (error instanceof OrchestratorError && error.code === 'skipped')
    return { status: 'canceled', error: toErrorJson({ ...told, code: 'invalid_state' }) }
  return { status: 'failed', error: toErrorJson(told) }
}
