import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from './arena.ts'

/** What somebody has who followed a run from its first moment to its end, over every break of the connection. */
export interface Followed {
  /** By step: what its model said, as the pieces make it. */
  readonly texts: ReadonlyMap<number, string>
  readonly restarts: number
  readonly connections: number
  /** Pieces that did not go on where the text was. */
  readonly gaps: readonly string[]
  /** Of the run, as the last message had it. */
  readonly status: string
}

interface Piece {
  readonly step: number
  readonly from: number
  readonly text: string
}

/** Follows as a client should: comes back with the id of the last message until it has heard the end. */
export async function followAgentRun(
  { apiUrl, apiKey }: Pick<Arena, 'apiUrl' | 'apiKey'>,
  id: string,
): Promise<Followed> {
  const texts = new Map<number, string>()
  const gaps: string[] = []
  let [restarts, connections, status, lastId] = [0, 0, '', '']
  const take = (event: string, data: string) => {
    if (event === 'run') status = (JSON.parse(data) as { status: string }).status
    if (event === 'restart') {
      restarts++
      texts.delete((JSON.parse(data) as { step: number }).step)
    }
    if (event !== 'text') return
    const { step, from, text } = JSON.parse(data) as Piece
    const before = texts.get(step) ?? ''
    if (from > before.length) gaps.push(`step ${step}: at ${from} after ${before.length}`)
    texts.set(step, before.slice(0, from) + text)
  }
  while (!['completed', 'failed', 'canceled'].includes(status)) {
    connections++
    try {
      const headers = { authorization: `Bearer ${apiKey}`, ...(lastId !== '' && { 'last-event-id': lastId }) }
      const response = await fetch(`${apiUrl}/v1/agent-runs/${id}/stream`, { headers })
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
      let open = ''
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        open += chunk
        const messages = open.split('\n\n')
        open = messages.pop() ?? ''
        for (const message of messages) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1]
          const [event, data] = [field('event'), field('data')]
          if (event !== undefined && data !== undefined) take(event, data)
          lastId = field('id') ?? lastId
        }
      }
    } catch {
      // The API is away, or was cut off in the middle.
    }
    await pause(100)
  }
  return { texts, restarts, connections, gaps, status }
}
