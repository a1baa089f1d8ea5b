import { OrchestratorError } from '../errors.ts'
import type { CustomEvent, DomainEvent } from '../generated/events.ts'
import { backoff, type ClientOptions, headersOf, pause, problemOf, urlOf } from './request.ts'

/** Any event of a workspace. */
export type AnyEvent = DomainEvent | CustomEvent

export interface StreamOptions {
  /** Only events with a greater `seq`; without it, those that happen from now on. */
  readonly after?: number
  /** Only these types. */
  readonly type?: readonly string[]
  readonly subjectId?: string
  readonly projectId?: string
  /** Ends the stream: the loop over it ends without an error. */
  readonly signal?: AbortSignal
  /** Milliseconds without a sign of life (the server gives one every 15 s) after which the client connects again. Default 45,000. */
  readonly idleMs?: number
}

interface Place {
  id: string | undefined
  retryMs: number | undefined
}

/** Follows the log; connects again wherever the connection ends, after the event that came last, so none is missed or given twice. */
export async function* streamEvents(
  options: ClientOptions,
  stream: StreamOptions,
): AsyncGenerator<AnyEvent, void, undefined> {
  const { signal, idleMs = 45_000, after, ...filter } = stream
  const place: Place = { id: undefined, retryMs: undefined }
  for (let failures = 0; !signal?.aborted; ) {
    const idle = new AbortController()
    const request = {
      method: 'GET',
      path: '/v1/events/stream',
      headers: { accept: 'text/event-stream', ...(place.id !== undefined && { 'last-event-id': place.id }) },
    } as const
    try {
      const query = { ...filter, after: place.id === undefined ? after : undefined }
      const response = await (options.fetch ?? fetch)(urlOf(options.url, request.path, query), {
        headers: headersOf(options, request),
        signal: AbortSignal.any([idle.signal, ...(signal ? [signal] : [])]),
      })
      if (!response.ok || !response.body) throw await problemOf(response, request)
      for await (const message of messages(response.body, idle, idleMs, place)) {
        failures = 0
        yield JSON.parse(message) as AnyEvent
      }
    } catch (error) {
      if (signal?.aborted) return
      // What is refused stays refused; all else may pass.
      if (
        error instanceof OrchestratorError &&
        error.status !== undefined &&
        error.status < 500 &&
        error.status !== 429
      )
        throw error
    } finally {
      idle.abort()
    }
    await pause(failures === 0 ? (place.retryMs ?? 1_000) : backoff(failures), signal).catch(() => undefined)
    failures++
  }
}

/** The data of each message; ids and the pause that the server wishes are kept in `place`. */
async function* messages(
  body: ReadableStream<Uint8Array>,
  idle: AbortController,
  idleMs: number,
  place: Place,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  let data: string[] = []
  let id: string | undefined
  let timer = setTimeout(() => idle.abort(), idleMs)
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(() => idle.abort(), idleMs)
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const [, field = '', text = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
        if (line === '') {
          // The place moves with the message that it belongs to, so that one cut off in its middle comes again.
          if (id !== undefined) place.id = id
          if (data.length > 0) yield data.join('\n')
          data = []
          id = undefined
        } else if (field === 'data') data.push(text)
        else if (field === 'id') id = text
        else if (field === 'retry' && /^\d+$/.test(text)) place.retryMs = Number(text)
      }
    }
  } finally {
    clearTimeout(timer)
    await reader.cancel().catch(() => undefined)
  }
}
