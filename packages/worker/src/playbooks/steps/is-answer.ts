import { type FromStep, type StepError, stepErrorKinds } from './protocol.ts'

/**
 * Whether this is the answer to this call. The code of steps has the same channel as what runs it, so anything may come, also what looks like the
 * answer to a call of another playbook.
 */
export function isAnswerTo(call: number, said: unknown): said is FromStep {
  const { answer, last } = (said ?? {}) as { answer?: Record<string, unknown> | null; last?: unknown }
  if (typeof last !== 'boolean' || answer?.['call'] !== call) return false
  return answer['ok'] === true ? answer['value'] !== undefined : answer['ok'] === false && isError(answer['error'])
}

function isError(error: unknown): error is StepError {
  const { kind, name, message, stack } = (error ?? {}) as Record<string, unknown>
  return (
    stepErrorKinds.some((known) => known === kind) &&
    typeof name === 'string' &&
    typeof message === 'string' &&
    (stack === undefined || typeof stack === 'string')
  )
}
