import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from './random.ts'

export interface Deliveries {
  /** To which the service sends. */
  readonly url: string
  /** How many were lost, doubled, late, and taken by whoever is behind. */
  readonly count: Readonly<Record<'lost' | 'doubled' | 'late' | 'taken', number>>
  close(): Promise<void>
}

const longestMs = 3_000

/** Stands before the API and does to a service's deliveries what networks do: loses, doubles and delays them, so that they overtake each other. */
export async function spoilDeliveries(random: Random, to: () => string): Promise<Deliveries> {
  const count = { lost: 0, doubled: 0, late: 0, taken: 0 }
  const over = new AbortController()
  const send = async (path: string, headers: Record<string, string>, body: Buffer<ArrayBuffer>, afterMs: number) => {
    try {
      await pause(afterMs, undefined, { signal: over.signal })
      const { status } = await fetch(`${to()}${path}`, { method: 'POST', headers, body, signal: over.signal })
      if (status < 300) count.taken++
    } catch {
      // The API is away just now: nobody sends it again.
    }
  }
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      response.end('{}')
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers
      const late = random.between(0, 2) === 0
      const sent = [incoming.url ?? '/', headers as Record<string, string>, Buffer.concat(chunks)] as const
      if (random.between(0, 5) === 0) return void count.lost++
      if (late) count.late++
      void send(...sent, late ? random.between(0, longestMs) : 0)
      if (random.between(0, 3) > 0) return
      count.doubled++
      void send(...sent, random.between(0, longestMs))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count,
    async close() {
      over.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
