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
  { signal, idleMs, after, ...filter }: StreamOptions,
): AsyncGenerator<AnyEvent, void, undefined> {
  const path = '/v1/events/stream'
  const request = { path, query: { ...filter, after }, ...(signal && { signal }), ...(idleMs && { idleMs }) }
  for await (const { data } of followStream(options, request)) yield JSON.parse(data) as AnyEvent
}

interface Followed {
  readonly path: string
  /** `after` counts only until something came. */
  readonly query: Readonly<Record<string, unknown>> & { readonly after?: number | undefined }
  readonly signal?: AbortSignal
  readonly idleMs?: number
}

interface Message {
  readonly event: string
  readonly data: string
}

/** Follows server-sent events; connects again wherever the connection ends, after the message that came last. */
export async function* followStream(
  options: ClientOptions,
  { path, query: first, signal, idleMs = 45_000 }: Followed,
): AsyncGenerator<Message, void, undefined> {
  const place: Place = { id: undefined, retryMs: undefined }
  for (let failures = 0; !signal?.aborted; ) {
    const idle = new AbortController()
    const request = {
      method: 'GET',
      path,
      headers: { accept: 'text/event-stream', ...(place.id !== undefined && { 'last-event-id': place.id }) },
    } as const
    try {
      const query = { ...first, after: place.id === undefined ? first.after : undefined }
      const response = await (options.fetch ?? fetch)(urlOf(options.url, request.path, query), {
        headers: headersOf(options, request),
        signal: AbortSignal.any([idle.signal, ...(signal ? [signal] : [])]),
      })
      if (!response.ok || !response.body) throw await problemOf(response, request)
      for await (const message of messages(response.body, idle, idleMs, place)) {
        failures = 0
        yield message
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

/** Each message that has data; ids and the pause that the server wishes are kept in `place`. */
async function* messages(
  body: ReadableStream<Uint8Array>,
  idle: AbortController,
  idleMs: number,
  place: Place,
): AsyncGenerator<Message, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  let data: string[] = []
  let id: string | undefined
  let event = 'message'
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
          if (data.length > 0) yield { event, data: data.join('\n') }
          data = []
          id = undefined
          event = 'message'
        } else if (field === 'data') data.push(text)
        else if (field === 'id') id = text
        else if (field === 'event') event = text
        else if (field === 'retry' && /^\d+$/.test(text)) place.retryMs = Number(text)
      }
    }
  } finally {
    clearTimeout(timer)
    await reader.cancel().catch(() => undefined)
  }
}
