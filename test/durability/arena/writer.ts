import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from './arena.ts'

/** What a client was told, once it was told anything final. */
export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  /** Requests that it took. */
  readonly attempts: number
}

/** A client as it should be: every write has its Idempotency-Key, and is repeated until it is answered. */
export function createWriter({ apiUrl, apiKey }: Pick<Arena, 'apiUrl' | 'apiKey'>) {
  return async (method: string, path: string, key: string, body: object): Promise<Answer> => {
    for (let attempts = 1; ; attempts++) {
      try {
        const response = await fetch(`${apiUrl}${path}`, {
          method,
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(15_000),
        })
        const text = await response.text()
        if (response.status < 500)
          return { status: response.status, body: text === '' ? {} : JSON.parse(text), attempts }
        if (response.status !== 503) console.log(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
      } catch {
        // No answer, or half of one: nobody knows whether it happened.
      }
      await pause(100)
    }
  }
}
export type Writer = ReturnType<typeof createWriter>

/** Works through items, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) await work(item, index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
