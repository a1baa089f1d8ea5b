// A reader of the event stream, as a client would write it.
import type { Json, TestWorkspace } from './start-api.ts'

export interface Follower {
  readonly events: Json[]
  readonly ids: string[]
  /** Waits until this many events came. */
  until(count: number): Promise<void>
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>
  stop(): void
}

export async function follow(
  url: string,
  { key }: Pick<TestWorkspace, 'key'>,
  options: { query?: string; lastEventId?: string } = {},
): Promise<Follower> {
  const abort = new AbortController()
  const response = await fetch(`${url}/v1/events/stream${options.query ?? ''}`, {
    signal: abort.signal,
    headers: {
      authorization: `Bearer ${key}`,
      ...(options.lastEventId !== undefined && { 'last-event-id': options.lastEventId }),
    },
  })
  if (response.status !== 200 || !response.body) throw new Error(`${response.status} ${await response.text()}`)
  const events: Json[] = []
  const ids: string[] = []
  let wake = () => {}
  const read = async () => {
    let text = ''
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString('utf8')
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const data = /^data: (.*)$/m.exec(message)?.[1]
        const id = /^id: (\d+)$/m.exec(message)?.[1]
        if (id) ids.push(id)
        if (data) events.push(JSON.parse(data))
      }
      wake()
    }
  }
  const ended = read().catch((error: Error) => {
    if (!abort.signal.aborted) throw error
  })
  const until = async (count: number) => {
    const deadline = Date.now() + 20_000
    while (events.length < count) {
      if (Date.now() > deadline) throw new Error(`${events.length} of ${count} events came`)
      await Promise.race([
        new Promise<void>((resolve) => (wake = resolve)),
        new Promise((resolve) => setTimeout(resolve, 200)),
      ])
    }
  }
  return { events, ids, until, ended, stop: () => abort.abort() }
}
