import { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode, type FieldProblem, type ProjectHealthReport } from '@orchestrator/domain'
import type { HealthRequest } from '@orchestrator/store'

/** What the thread is given. */
export interface ReportJob {
  /** Where its connection leads to. */
  readonly url: string
  readonly workspaceId: string
  readonly request: HealthRequest
}

/** What it answers. */
export type ReportReply =
  | { readonly report: ProjectHealthReport | undefined }
  | {
      readonly refused: { readonly code: ErrorCode; readonly message: string; readonly fields: readonly FieldProblem[] }
    }

/**
 * Reads the log and computes the report in a thread with a connection of its own. To hand over what was read would take as long as to
 * compute it, so neither is done here, where requests are answered.
 *
 * @throws AppError `unavailable` when the signal or the deadline ends it
 */
export async function reportInThread(
  job: ReportJob,
  signal: AbortSignal,
  deadlineMs: number,
): Promise<ProjectHealthReport | undefined> {
  const thread = new Worker(new URL('./report-main.ts', import.meta.url), {
    workerData: job,
    env: {},
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 2_048 },
  })
  const end = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
  try {
    const reply = await new Promise<ReportReply>((resolve, reject) => {
      const tooLate = () => reject(new AppError('unavailable', 'the report took too long: ask for a smaller window'))
      end.addEventListener('abort', tooLate, { once: true })
      if (end.aborted) tooLate()
      thread.on('message', resolve)
      thread.on('error', reject)
      thread.on('exit', () => reject(new Error('the report’s thread ended before its end')))
    })
    if ('report' in reply) return reply.report
    throw new AppError(reply.refused.code, reply.refused.message, { fields: reply.refused.fields })
  } finally {
    thread.removeAllListeners()
    await thread.terminate()
  }
}
