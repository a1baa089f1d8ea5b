import type { AnyEvent } from '@orchestrator/domain'
import { type LogRequest, readLog } from '@orchestrator/store'
import type { Api } from '../http/api.ts'
import { read } from '../http/read.ts'

const heartbeatMs = 15_000
const pageSize = 100

export interface StreamRequest extends Omit<LogRequest, 'limit'> {
  readonly workspaceId: string
  /** Checked at every heartbeat. @throws when the reader may no longer read */
  recheck(): Promise<unknown>
}

/**
 * The log as server-sent events. It reads on only when the reader has taken what was sent, so a slow reader costs one page
 * of memory; the id of each message is its seq, so a reader who comes back with Last-Event-ID misses nothing.
 */
export function eventStream(api: Api, request: StreamRequest): ReadableStream<Uint8Array> {
  const { workspaceId } = request
  const encoder = new TextEncoder()
  const gone = new AbortController()
  let position = request.after
  let told = request.after
  let checkedAt = Date.now()
  api.metrics.streams.inc()
  const end = () => {
    if (gone.signal.aborted) return
    gone.abort()
    api.metrics.streams.dec()
  }
  const next = async (): Promise<string | null> => {
    for (;;) {
      if (api.hub.closed || gone.signal.aborted) return null
      if (Date.now() - checkedAt >= heartbeatMs) {
        await request.recheck()
        checkedAt = Date.now()
        // The id alone moves a reader whose filter lets little through, and makes no message.
        const place = position > told ? `id: ${position}\n` : ''
        told = position
        return `: still here\n${place}\n`
      }
      const page = await read(api, workspaceId, (tx) =>
        readLog(tx, workspaceId, { ...request, after: position, limit: pageSize }),
      )
      position = page.position
      if (page.events.length > 0) {
        told = page.events.at(-1)?.seq ?? told
        return page.events.map(message).join('')
      }
      await api.hub.waitPast(workspaceId, position, Math.max(0, checkedAt + heartbeatMs - Date.now()), gone.signal)
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
