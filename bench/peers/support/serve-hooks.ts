import { createServer } from 'node:http'
import { type Hook, type Kind, kinds } from './work.ts'

/** The least of a server that takes webhooks: each is answered 202 when `accept` has it where it is not lost. */
export function serveHooks(accept: (kind: Kind, hook: Hook) => Promise<unknown>): void {
  const server = createServer((request, response) => {
    const answer = (status: number) => response.writeHead(status).end()
    const kind = kinds.find((one) => request.url === `/hooks/${one}`)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      if (request.method !== 'POST' || !kind) return answer(404)
      const hook = JSON.parse(Buffer.concat(chunks).toString()) as Hook
      accept(kind, hook).then(
        () => answer(202),
        (error: unknown) => {
          console.error(error)
          answer(500)
        },
      )
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(Number(process.env['PORT']), '127.0.0.1', () => console.log('{"msg":"ready"}'))
}
