import { createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { temporalCheck } from './temporal-check.ts'

let stop = () => {}
afterEach(() => stop())

async function serve(answer: (stream: ServerHttp2Stream) => void): Promise<string> {
  const server = createServer()
  server.on('stream', answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () => void server.close()
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('takes a healthy answer', async () => {
  const address = await serve((stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]))
  })
  await expect(temporalCheck(address).check()).resolves.toBeUndefined()
})

it('refuses an error, and a server that is not there', async () => {
  const address = await serve((stream) => stream.respond({ ':status': 200, 'grpc-status': '14' }, { endStream: true }))
  await expect(temporalCheck(address).check()).rejects.toThrow('status 14')
  await expect(temporalCheck('127.0.0.1:1').check()).rejects.toThrow()
})
