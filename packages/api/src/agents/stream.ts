import { type AgentRunRef, type AgentStreamNotice, type FollowedRun, readFollowedRun } from '@orchestrator/store'
import { rememberMs } from '../auth/identities.ts'
import type { Api } from '../http/api.ts'
import { read } from '../http/read.ts'
import { FollowedProgress, type Place } from './followed.ts'
import { withoutWords } from './visible-runs.ts'

const heartbeatMs = 15_000
/** Of a follower who takes nothing; then it is told from the rows. */
const mostNotices = 500

export interface AgentStreamRequest extends AgentRunRef {
  /** Where the follower has come to. */
  readonly place: Place | undefined
  /** When the follower's key expires, in milliseconds since 1970. */
  readonly expiresAt: number
  /** Whether the follower sees what is said. @throws when they may no longer read */
  seesWords(): Promise<boolean>
}

/**
 * A run of an agent as server-sent events, from its first step or the follower's place to its end. Pieces of text come from notices as they
 * are said; all else, and what was missed, from the rows. Rights are looked at as for the log, at every heartbeat and when the key expires.
 */
export function agentRunStream(api: Api, request: AgentStreamRequest): ReadableStream<Uint8Array> {
  const { workspaceId, runId } = request
  const encoder = new TextEncoder()
  const progress = new FollowedProgress(request.place)
  let notices: AgentStreamNotice[] = []
  let look = true
  let gone = false
  let heartbeatAt = 0
  let sees = false
  let wake = () => {}
  const stop = api.agentRuns.follow(request, (notice) => {
    if (notice?.text !== undefined && !sees) return
    if (notice?.text === undefined || notices.length >= mostNotices) look = true
    else notices.push(notice)
    if (look) notices = []
    wake()
  })
  api.metrics.streams.inc()
  const end = () => {
    if (gone) return
    gone = true
    stop()
    api.metrics.streams.dec()
    wake()
  }
  const told = async (): Promise<string> => {
    if (!look)
      return notices
        .splice(0)
        .map((notice) => progress.say(notice as never) ?? missed())
        .join('')
    look = false
    const found = await read(api, workspaceId, (tx) => readFollowedRun(tx, workspaceId, runId, progress.from))
    return found ? progress.look(sees ? found : withoutSaid(found)) : ''
  }
  const missed = () => {
    look = true
    return ''
  }
  const next = async (): Promise<string | null> => {
    for (;;) {
      if (api.agentRuns.closed || gone || progress.over) return null
      const now = Date.now()
      if (now >= heartbeatAt) {
        const saw = sees
        sees = await request.seesWords()
        if (sees !== saw) [look, notices] = [true, []]
        heartbeatAt = Math.min(now + heartbeatMs, request.expiresAt > now ? request.expiresAt + rememberMs : Infinity)
        return ': still here\n\n'
      }
      const text = await told()
      if (text !== '') return text
      if (look || notices.length > 0) continue
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, Math.max(0, heartbeatAt - Date.now())).unref()
      })
    }
  }
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode('retry: 1000\n\n')),
    async pull(controller) {
      // Whatever goes wrong ends the stream; the follower comes back and is told then, or goes on.
      const text = await next().catch((error: unknown) => {
        api.logger.warn({ err: error, workspaceId, runId }, 'stream of a run ended')
        return null
      })
      if (gone) return
      if (text !== null) return controller.enqueue(encoder.encode(text))
      end()
      controller.close()
    },
    cancel: end,
  })
}

const withoutSaid = ({ run, steps }: FollowedRun): FollowedRun => ({
  run: withoutWords(run),
  steps: steps.map((step) => ({ ...step, partial: '' })),
})
