import { AppError, commandIdOf, type RunErrorCode, withoutQuery } from '@orchestrator/domain'
import { ConnectorError, type GuardPolicy, guardedFetch } from '@orchestrator/integrations/outgoing'
import type { RuntimeHttpResponse } from '@orchestrator/sdk/runtime'
import { activityInfo, cancellationSignal } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { PlaybookActivities } from './playbook-contract.ts'
import { type KeptResponse, redactResponse } from './redact-http.ts'
import type { StepRecords } from './run-calls.ts'

const again = new Set([429, 502, 503, 504])
const longestPauseMs = 5 * 60_000

/**
 * A request of a playbook. Temporal retries it; what was answered is kept, so that a run that is done over does not ask again, unless
 * a part of it may not be kept. All who may read runs see it: the request's address with its path, but not its headers, query and body,
 * and the answer without credentials.
 */
export const httpActivity =
  (records: StepRecords, policy: Partial<GuardPolicy>): PlaybookActivities['http'] =>
  async ({ run, step, request }) => {
    const { method, url, headers, body, timeoutMs, retries } = request
    const address = withoutQuery(url)
    const begun = await records.beginStep({
      run,
      step: {
        n: step.n,
        kind: 'http',
        name: step.name,
        input: { method, url: address },
      },
    })
    const kept = begun.output as KeptResponse | null
    if (begun.status === 'completed' && kept && !kept.cut && !kept.redacted) return kept
    if (begun.originRunId !== null && method !== 'GET') throw notKept(step.n, `${method} ${address}`)

    const last = activityInfo().attempt > retries
    const fail = async (
      code: RunErrorCode,
      message: string,
      options: { final: boolean; pauseMs?: number | undefined },
    ): Promise<never> => {
      await records.endStep({ run, n: step.n, end: { status: 'failed', error: { code, message } } })
      throw ApplicationFailure.create({
        message,
        type: code,
        nonRetryable: options.final,
        ...(options.pauseMs !== undefined && { nextRetryDelay: Math.min(options.pauseMs, longestPauseMs) }),
      })
    }
    // The same key on every try: a service that honours it acts once.
    const own = method === 'GET' ? {} : { 'idempotency-key': commandIdOf(run.runId, step.n) }
    let answer: RuntimeHttpResponse
    try {
      answer = await guardedFetch({
        url,
        method,
        headers: { 'user-agent': 'Orchestrator', ...own, ...headers },
        body,
        timeoutMs,
        signal: cancellationSignal(),
        policy,
      })
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      return fail(`http_${error.kind}`, error.message, { final: error.kind === 'permanent' || last })
    }
    if (again.has(answer.status) && !last) {
      return fail('http_status', `${method} ${address} answered ${answer.status}`, {
        final: false,
        pauseMs: retryAfterMs(answer.headers['retry-after']),
      })
    }
    await records.endStep({ run, n: step.n, end: { status: 'completed', output: redactResponse(answer) } })
    return answer
  }

/** Asking again could do twice what another run has done. */
const notKept = (n: number, what: string): AppError =>
  new AppError(
    'invalid_state',
    `the answer of step ${n} (${what}) was not kept whole, for it was long or held credentials: retry from step ${n}, or from the start`,
    { details: { step: n } },
  )

/** Seconds or a date. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
