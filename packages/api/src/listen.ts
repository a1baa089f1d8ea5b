import { randomUUID } from 'node:crypto'
import { type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import { AppError } from '@orchestrator/domain'
import type { App } from './app.ts'
import { problemResponse } from './problem/problem.ts'

/** Serves the app. @returns its address once it accepts connections */
export async function listen(app: App, at: { host: string; port: number }): Promise<{ url: string; server: Server }> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  // Longer than a proxy keeps its end, so that it is not we who close just as a request comes.
  server.keepAliveTimeout = 65_000
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => void refuse(error, socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  const { port, family, address } = server.address() as AddressInfo
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`, server }
}

/** Accepts no more, ends event streams, lets requests finish for so long, then cuts what is left. */
export async function close(app: App, server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  app.drain()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), milliseconds)
  // A connection that falls idle after its last response would otherwise be kept alive.
  const sweep = setInterval(() => server.closeIdleConnections(), 100)
  await closed
  clearTimeout(timer)
  clearInterval(sweep)
}

/** What Node cannot read as a request reaches no route; it is answered like everything else all the same. */
async function refuse({ code }: NodeJS.ErrnoException, socket: Duplex): Promise<void> {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const problem =
    code === 'HPE_HEADER_OVERFLOW'
      ? ({ code: 'headers_too_large', message: 'the address and the headers may have 16 KiB together' } as const)
      : new AppError('invalid_input', 'this is not a request that HTTP/1.1 knows')
  const requestId = randomUUID()
  const response = problemResponse(problem, requestId)
  const body = await response.text()
  const head = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`,
    ...[...response.headers].map(([name, value]) => `${name}: ${value}`),
    `X-Request-Id: ${requestId}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
