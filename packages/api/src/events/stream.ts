import type { AnyEvent } from '@orchestrator/domain'
import { type LogRequest, readLog } from '@orchestrator/store'
import { rememberMs } from '../auth/identities.ts'
import type { Api } from '../http/api.ts'
import { read } from '../http/read.ts'

const heartbeatMs = 15_000
const pageSize = 100
/** When a change of rights is certainly seen by whoever asks for them. */
const settledMs = rememberMs + 100

export interface StreamRequest extends Omit<LogRequest, 'limit' | 'hiddenTypes'> {
  readonly workspaceId: string
  /** When the reader's key expires, in milliseconds since 1970. */
  readonly expiresAt: number
  /** What the reader may not see, as things are. @throws when they may no longer read */
  hiddenTypes(): Promise<readonly string[]>
  /** Events as the reader may see them, by the rights that were looked at last. */
  visible(events: readonly AnyEvent[]): Promise<readonly AnyEvent[]>
}

/**
 * The log as server-sent events. It reads on only when the reader has taken what was sent, so a slow reader costs one page
 * of memory; the id of each message is its seq, so a reader who comes back with Last-Event-ID misses nothing.
 *
 * A reader's rights are looked at again when the key expires, soon after anything was written (who takes rights away writes), and
 * at every heartbeat.
 */
export function eventStream(api: Api, request: StreamRequest): ReadableStream<Uint8Array> {
  const { workspaceId } = request
  const encoder = new TextEncoder()
  const gone = new AbortController()
  let position = request.after
  let told = request.after
  let hiddenTypes: readonly string[] = []
  let lookAt = 0
  api.metrics.streams.inc()
  const end = () => {
    if (gone.signal.aborted) return
    gone.abort()
    api.metrics.streams.dec()
  }
  const next = async (): Promise<string | null> => {
    for (;;) {
      if (api.hub.closed || gone.signal.aborted) return null
      if (Date.now() >= lookAt) {
        hiddenTypes = await request.hiddenTypes()
        const now = Date.now()
        lookAt = Math.min(now + heartbeatMs, request.expiresAt > now ? request.expiresAt + settledMs : Infinity)
        // The id alone moves a reader whose filter lets little through, and makes no message.
        const place = position > told ? `id: ${position}\n` : ''
        told = position
        return `: still here\n${place}\n`
      }
      const page = await read(api, workspaceId, (tx) =>
        readLog(tx, workspaceId, { ...request, hiddenTypes, after: position, limit: pageSize }),
      )
      if (page.position > position) lookAt = Math.min(lookAt, Date.now() + settledMs)
      position = page.position
      if (page.events.length > 0) {
        told = page.events.at(-1)?.seq ?? told
        return (await request.visible(page.events)).map(message).join('')
      }
      await api.hub.waitPast(workspaceId, position, Math.max(0, lookAt - Date.now()), gone.signal)
    }
  }
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode('retry: 1000\n\n')),
    async pull(controller) {
      // Whatever goes wrong ends the stream; the reader comes back and is told then, or goes on.
      const text = await next().catch((error: unknown) => {
        api.logger.warn({ err: error, workspaceId }, 'event stream ended')
        return null
      })
      if (gone.signal.aborted) return
      if (text !== null) return controller.enqueue(encoder.encode(text))
      end()
      controller.close()
    },
    cancel: end,
  })
}

const message = (event: AnyEvent) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`
