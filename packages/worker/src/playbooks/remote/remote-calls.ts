import { storableError } from '@orchestrator/domain'
import { createClient, OrchestratorError } from '@orchestrator/sdk/client'
import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { toErrorJson } from '../../activities/playbook-finish.ts'
import type { RunCalls } from '../../activities/run-calls.ts'
import type { RunCall, RunCallAnswer } from '../../run-calls/index.ts'

const names: Readonly<Record<RunCall['call'], true>> = {
  ...{ loadEvent: true, loadEvents: true, command: true, query: true, beginSleep: true, endSleep: true },
  ...{ beginWait: true, endWait: true, finish: true, beginStep: true, endStep: true },
}

/** Less than an activity may take, so that it is Temporal who tries again. */
const timeoutMs = 9_000

/** What is wrong with a request itself: text that nobody can store, too much of it. Sent again it is refused again. */
const final = new Set([400, 409, 413, 415, 422])

/**
 * What runs ask of the database, over HTTP. A refusal of the run's own comes as an answer and is thrown as one, and so is that of a request
 * which stays wrong however often it is sent; whatever else went wrong (no network, a key that was revoked, a limit) is for the worker and
 * not for the run: Temporal asks again until it is mended.
 */
export function createRemoteCalls(access: { url: string; apiKey: string; fetch?: typeof fetch }): RunCalls {
  const client = createClient({ ...access, timeoutMs, retries: 0 })
  const send = async (call: string, input: unknown): Promise<unknown> => {
    const workflowId = activityInfo().workflowExecution?.workflowId ?? ''
    const answer = (await client.workers.call({ call, workflowId, input }).catch(refuse)) as RunCallAnswer
    if (answer.ok) return answer.value
    throw ApplicationFailure.create(answer.failure)
  }
  const calls = Object.keys(names).map((call) => [call, (input: unknown) => send(call, input)] as const)
  const all = Object.fromEntries(calls) as unknown as RunCalls
  // That a run or a step has failed is told in any case, whatever its error's words quote.
  return {
    ...all,
    finish: ({ run, end }) =>
      all.finish({
        run,
        end: 'error' in end && end.error ? { ...end, error: storableError(toErrorJson(end.error)) } : end,
      }),
    endStep: ({ run, n, end }) =>
      all.endStep({ run, n, end: end.error ? { ...end, error: storableError(end.error) } : end }),
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof OrchestratorError) || error.status === undefined || !final.has(error.status)) throw error
  const { message, code, fields } = error
  throw ApplicationFailure.create({ message, type: code, nonRetryable: true, details: [{ fields }], cause: error })
}
