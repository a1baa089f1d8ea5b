// A real HTTP server that takes outgoing webhooks and answers as a test says.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly at: number
}

/** What the receiver answers; null: it does not answer at all. */
export type Answer = { readonly status: number; readonly headers?: Record<string, string> } | null

export interface Receiver {
  readonly url: string
  /** By the path, the oldest first. */
  received(path?: string): readonly Received[]
  /** How it answers from now on; by default with 204. */
  answer(path: string, how: (nth: number) => Answer): void
  close(): Promise<void>
}

const taking = (): Answer => ({ status: 204 })

export async function startReceiver(): Promise<Receiver> {
  const all: Received[] = []
  const answers = new Map<string, (nth: number) => Answer>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? '/'
      const { method = '', headers } = request
      all.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8'), at: Date.now() })
      const nth = all.filter((one) => one.path === path).length
      const answer = (answers.get(path) ?? taking)(nth)
      if (answer) response.writeHead(answer.status, answer.headers).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: (path) => all.filter((one) => path === undefined || one.path === path),
    answer: (path, how) => void answers.set(path, how),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
