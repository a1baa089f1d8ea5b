import { createClient } from '@orchestrator/sdk/client'
import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { RunCalls } from '../../activities/run-calls.ts'
import type { RunCall, RunCallAnswer } from '../../run-calls/index.ts'

const names: Readonly<Record<RunCall['call'], true>> = {
  ...{ loadEvent: true, loadEvents: true, command: true, query: true, beginSleep: true, endSleep: true },
  ...{ beginWait: true, endWait: true, finish: true, beginStep: true, endStep: true },
}

/** Less than an activity may take, so that it is Temporal who tries again. */
const timeoutMs = 9_000

/**
 * What runs ask of the database, over HTTP. A refusal of the run's own comes as an answer and is thrown as one; whatever else went wrong (no
 * network, a key that was revoked, a limit) is for the worker and not for the run: Temporal asks again until it is mended.
 */
export function createRemoteCalls(access: { url: string; apiKey: string; fetch?: typeof fetch }): RunCalls {
  const client = createClient({ ...access, timeoutMs, retries: 0 })
  const send = async (call: string, input: unknown): Promise<unknown> => {
    const workflowId = activityInfo().workflowExecution?.workflowId ?? ''
    const answer = (await client.workers.call({ call, workflowId, input })) as RunCallAnswer
    if (answer.ok) return answer.value
    throw ApplicationFailure.create(answer.failure)
  }
  const calls = Object.keys(names).map((call) => [call, (input: unknown) => send(call, input)] as const)
  return Object.fromEntries(calls) as unknown as RunCalls
}
