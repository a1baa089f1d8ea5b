import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'

/**
 * delay: the answer comes later. drop: the service does it, but its answer is lost. reset: nothing reaches the service. answer: this instead of
 * the service's.
 */
export type Fault =
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'reset' }
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body: string
    }

export interface SeenRequest {
  readonly method: string
  readonly path: string
}

interface Planned {
  readonly fault: Fault
  readonly when: (request: SeenRequest) => boolean
  left: number
}

export interface FaultProxy {
  readonly url: string
  /** `host:port`, for `allowPrivateHosts`. */
  readonly host: string
  /** All that came since the last `clear`. */
  readonly requests: readonly SeenRequest[]
  /** The next `times` requests that `when` picks meet this. */
  plan(fault: Fault, options?: { when?: (request: SeenRequest) => boolean; times?: number }): void
  /** @returns how many planned faults nobody met */
  clear(): number
  close(): Promise<void>
}

export const isWrite = ({ method }: SeenRequest): boolean => method !== 'GET' && method !== 'HEAD'

/** A real HTTP server between a connector and a service, which spoils what it is told to. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const planned: Planned[] = []
  const requests: SeenRequest[] = []
  const server = createServer((incoming, response) => {
    const seen = { method: incoming.method ?? 'GET', path: incoming.url ?? '/' }
    requests.push(seen)
    const met = planned.find((one) => one.left > 0 && one.when(seen))
    if (met) met.left--
    pass(target, incoming, response, met?.fault).catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    plan(fault, { when = () => true, times = 1 } = {}) {
      planned.push({ fault, when, left: times })
    },
    clear() {
      requests.length = 0
      return planned.splice(0).filter(({ left }) => left > 0).length
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function pass(target: string, incoming: IncomingMessage, response: ServerResponse, fault?: Fault) {
  if (fault?.kind === 'reset') return void incoming.socket.destroy()
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  if (fault?.kind === 'answer') {
    return void response
      .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
      .end(fault.body)
  }
  const answer = await request(new URL(incoming.url ?? '/', target), {
    method: (incoming.method ?? 'GET') as 'GET',
    headers: Object.fromEntries(
      Object.entries(incoming.headers).filter(
        ([name, value]) => value !== undefined && !['host', 'connection', 'content-length'].includes(name),
      ),
    ),
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  })
  const body = Buffer.from(await answer.body.arrayBuffer())
  if (fault?.kind === 'drop') return void incoming.socket.destroy()
  if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))
  const headers = Object.entries(answer.headers).filter(
    ([name]) => !['connection', 'transfer-encoding', 'content-length', 'keep-alive'].includes(name),
  )
  response.writeHead(answer.statusCode, Object.fromEntries(headers)).end(body)
}
