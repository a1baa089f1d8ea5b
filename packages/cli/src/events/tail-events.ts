import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, callApi } from '../api-client.ts'
import { UserError } from '../user-error.ts'
import { parseSse } from './parse-sse.ts'

/** An event as the API sends it. */
export interface TailedEvent {
  seq?: number | string
  type?: string
  subject?: { type?: string; id?: string }
  actor?: { type?: string }
  occurredAt?: string
  task?: { title?: string }
}

const longestWaitMs = 10_000

/** Follows the event stream; after a broken connection it goes on behind the last event that it gave. */
export async function* tailEvents(options: {
  access: Access
  after?: string | undefined
  signal: AbortSignal
}): AsyncGenerator<TailedEvent> {
  const { access, signal } = options
  let lastId = options.after
  let wait = 250
  let connected = false
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = {
        accept: 'text/event-stream',
        ...(lastId !== undefined && { 'last-event-id': lastId }),
      }
      const response = await callApi(access, '/v1/events/stream', { headers, signal })
      connected = true
      wait = 250
      if (!response.body) return
      for await (const message of parseSse(response.body)) {
        if (message.id !== undefined) lastId = message.id
        if (message.data !== '' && message.event !== 'ping') yield JSON.parse(message.data) as TailedEvent
      }
    } catch (error) {
      if (signal.aborted) return
      // The first call must work; a refusal does not go away by asking again.
      if (!connected || (error instanceof UserError && error.message.startsWith('The API answered 4'))) throw error
    }
    await sleep(wait, undefined, { signal }).catch(() => {})
    wait = Math.min(wait * 2, longestWaitMs)
  }
}
