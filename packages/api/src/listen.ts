import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { App } from './app.ts'

/** Serves the app. @returns its address once it accepts connections */
export async function listen(app: App, at: { host: string; port: number }): Promise<{ url: string; server: Server }> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  // Longer than a proxy keeps its end, so that it is not we who close just as a request comes.
  server.keepAliveTimeout = 65_000
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
