import { createServer } from 'node:http'
import { type AddressInfo, createServer as connectionServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { guardedFetch } from './guarded-fetch.ts'
import { KeptConnections } from './kept-connections.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A server that says on which of its connections a request came. */
async function serve() {
  const sockets: object[] = []
  const cut: number[] = []
  const server = createServer((request, response) => {
    if (!sockets.includes(request.socket)) sockets.push(request.socket)
    const index = sockets.indexOf(request.socket)
    if (request.url !== '/long') return void response.end(String(index))
    cut.push(index)
    // Never ends: what is left of it must not be taken for the next answer.
    response.write('x'.repeat(50_000))
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets, cut }
}

function caller(port: number) {
  // Longer than a slow machine takes between two calls.
  const connections = new KeptConnections(30_000)
  closing.push(() => connections.close())
  return async (host: string, address: string, path = '/', own?: 'of its own') => {
    const answer = await guardedFetch({
      url: `http://${host}:${port}${path}`,
      lookup: async () => [{ address, family: 4 }],
      policy: { allowPrivateHosts: ['a.internal', 'b.internal'], maxResponseBytes: 10_000 },
      ...(own === undefined && { connections }),
    })
    return answer.body
  }
}

it('requests to one place follow each other on few connections, and without them each has its own', async () => {
  const { port, sockets } = await serve()
  const call = caller(port)
  // The next may come a moment before the one before has given its connection back.
  for (let n = 0; n < 10; n++) await call('a.internal', '127.0.0.1')
  expect(sockets.length).toBeLessThanOrEqual(2)
  const before = sockets.length
  for (let n = 0; n < 10; n++) await call('a.internal', '127.0.0.1', '/', 'of its own')
  expect(sockets).toHaveLength(before + 10)
})

it('another name, and a name that now means another address, gets another connection', async () => {
  const { port, sockets } = await serve()
  const call = caller(port)
  await call('a.internal', '127.0.0.1')
  await call('b.internal', '127.0.0.1')
  await call('a.internal', '127.0.0.2')
  expect(sockets).toHaveLength(3)
})

it('one whose answer was cut off is not used again', async () => {
  const { port, cut } = await serve()
  const call = caller(port)
  await call('a.internal', '127.0.0.1')
  await expect(call('a.internal', '127.0.0.1', '/long')).rejects.toThrow('longer than 10000 bytes')
  expect(cut).toHaveLength(1)
  for (let n = 0; n < 5; n++) expect(await call('a.internal', '127.0.0.1')).not.toBe(String(cut[0]))
})

it('no place is asked for HTTP/2, which would send many at once over one', async () => {
  const hello = new Promise<string>((resolve) => {
    const server = connectionServer((socket) => {
      socket
        .on('error', () => {})
        .once('data', (chunk) => {
          resolve(chunk.toString('latin1'))
          socket.destroy()
        })
    }).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const connections = new KeptConnections()
      closing.push(
        () => connections.close(),
        () => server.close(),
      )
      guardedFetch({
        ...{
          url: `https://a.internal:${port}/`,
          lookup: async () => [{ address: '127.0.0.1', family: 4 }],
          connections,
        },
        policy: { allowPrivateHosts: ['a.internal'], maxResponseBytes: 10_000 },
      }).catch(() => {})
    })
  })
  const offered = await hello
  expect(offered).toContain('\x08http/1.1')
  expect(offered).not.toContain('\x02h2')
})
