import * as z from 'zod'
import { AppError, errorCodes } from './errors.ts'
import { storableText } from './storable-text.ts'

/** How a run or a step of it can fail, beside being refused something (those codes are the errors' own). */
export const runFailures = {
  threw: 'the playbook, or a function of its steps.ts, threw an error',
  timed_out: 'it took longer than it may',
  out_of_memory: 'it used more memory than it may',
  endless_loop: 'the playbook computed for too long without awaiting anything',
  stuck: 'the run did not get on in several tries',
  nondeterminism: 'the history of the run does not fit its code any more; it waits until it does',
  terminated: 'somebody ended the run in Temporal',
  workflow_task_failed: 'Temporal could not go on with the run for another reason',
  step_missing: 'steps.ts has no function of that name',
  step_not_loaded: 'steps.ts could not be loaded',
  not_serialisable: 'a function of steps.ts returned what cannot be written as JSON',
  http_transient: 'an HTTP request got no answer',
  http_rate_limited: 'an HTTP request was put off by the other side',
  http_permanent: 'an HTTP request may not be made, or cannot be',
  http_status: 'an HTTP request was answered with 429, 502, 503 or 504',
  debounced: 'another event came within the period of its automation’s debounce',
  batched: 'its event was handled by the run of a batch',
  duplicate: 'an event with the same idempotency key came before',
  throttled: 'its automation may not start so many runs in a period, and skips what is too much',
  expired: 'it could not start before it expired',
  too_many_turns: 'the agent asked its model more often than it may',
  invalid_answer: 'the agent’s model answered what cannot be used',
  model_not_configured: 'no language model is configured',
  model_unavailable: 'no model of the chain answered',
  model_unauthorized: 'the provider of the model refuses its key',
  model_refused: 'the provider of the model refuses the request',
  context_too_long: 'the conversation fits into the window of no model',
  answer_cut_off: 'the answer of the agent’s model was longer than it may be',
  budget_exceeded: 'it would have cost more than it may',
} as const

/** Every code that the error of a run or of a step can have; clients may depend on them. */
export const RunErrorCode = z.enum([...errorCodes, ...(Object.keys(runFailures) as (keyof typeof runFailures)[])])
export type RunErrorCode = z.infer<typeof RunErrorCode>

/** Why a run or a step did not do what it was to do, as it is stored and shown. */
export const RunError = z
  .object({
    code: RunErrorCode,
    message: z.string().meta({ description: 'in words' }),
    fields: z.array(z.object({ path: z.string(), expected: z.string(), code: z.string() })).optional(),
    stack: z.string().optional().meta({ description: 'lines of the playbook, innermost first' }),
  })
  .meta({ id: 'RunError', description: 'Why a run or a step did not do what it was to do.' })
export type ErrorJson = z.infer<typeof RunError>

export function errorToJson(error: unknown): ErrorJson {
  if (!(error instanceof AppError)) return { code: 'internal', message: 'an unexpected error' }
  return {
    code: error.code,
    message: storableText(error.message),
    ...(error.fields.length > 0 && { fields: [...error.fields] }),
  }
}

/** An error as it can be kept, whatever its words quote: that a run has failed is told in any case. */
export const storableError = ({ message, stack, ...error }: ErrorJson): ErrorJson => ({
  ...error,
  message: storableText(message),
  ...(stack !== undefined && { stack: storableText(stack) }),
})
