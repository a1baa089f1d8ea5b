import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient, OrchestratorError } from './index.ts'

type Handler = (request: IncomingMessage & { body: string }, response: ServerResponse, count: number) => void

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A real server on a free port; `seen` are the requests that it got. */
async function serve(handler: Handler) {
  const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    handler(Object.assign(request, { body }), response, seen.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { seen, url, client: createClient({ url, apiKey: 'orc_test', retries: 2 }) }
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

describe('requests', () => {
  it('are typed calls of the REST API', async () => {
    const { client, seen } = await serve((request, response) =>
      request.method === 'DELETE'
        ? response.writeHead(204).end()
        : json(response, 200, { id: 't1', items: [], nextCursor: null }),
    )
    await client.tasks.create({ projectId: 'p1', title: 'a' }, { idempotencyKey: 'mine' })
    await client.tasks.update('a/b', { title: 'b', dueDate: null })
    await client.tasks.archive('t1')
    await client.tasks.delete('t1')
    await client.tasks.list({ status: ['started', 'unstarted'], assigneeId: null, sort: '-dueDate', limit: 10 })
    await client.projects.members.set('p1', 'm1', 'MANAGER')
    await client.runs.cancel('r1')
    await client.me()
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/v1/tasks', '{"projectId":"p1","title":"a"}'],
      ['PATCH', '/v1/tasks/a%2Fb', '{"title":"b","dueDate":null}'],
      ['POST', '/v1/tasks/t1/archive', ''],
      ['DELETE', '/v1/tasks/t1', ''],
      ['GET', '/v1/tasks?status=started%2Cunstarted&assigneeId=none&sort=-dueDate&limit=10', ''],
      ['PUT', '/v1/projects/p1/members/m1', '{"role":"MANAGER"}'],
      ['POST', '/v1/runs/r1/cancel', ''],
      ['GET', '/v1/me', ''],
    ])
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer orc_test',
      'idempotency-key': 'mine',
      'content-type': 'application/json',
    })
    expect(seen[2]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    expect(seen[4]?.headers['idempotency-key']).toBeUndefined()
  })

  it('walk over pages', async () => {
    const pages: Record<string, unknown> = {
      '/v1/tags': { items: [{ name: 'a' }, { name: 'b' }], nextCursor: 'x y' },
      '/v1/tags?cursor=x+y': { items: [{ name: 'c' }], nextCursor: null },
    }
    const { client } = await serve((request, response) => json(response, 200, pages[request.url ?? '']))
    const names: string[] = []
    for await (const tag of client.tags.list()) names.push(tag.name)
    expect(names).toEqual(['a', 'b', 'c'])
    expect(await client.tags.list()).toMatchObject({ items: [{ name: 'a' }, { name: 'b' }], nextCursor: 'x y' })
  })

  it('are repeated with the same key after 503, 429 and a cut connection', async () => {
    const { client, seen } = await serve((_, response, count) => {
      if (count === 1) json(response, 429, {}, { 'retry-after': '0' })
      else if (count === 2) response.destroy()
      else json(response, 201, { id: 't1' })
    })
    expect(await client.tasks.create({ projectId: 'p1', title: 'a' })).toEqual({ id: 't1' })
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(seen).toHaveLength(3)
  })

  it('that are refused throw, with code, fields and request id, and are not repeated', async () => {
    const fields = [{ path: 'title', expected: 'a text', code: 'invalid_type' }]
    const { client, seen } = await serve((_, response) =>
      json(response, 400, { code: 'invalid_input', detail: 'the task is not valid', errors: fields, requestId: 'r-1' }),
    )
    const error = await client.tasks.create({ projectId: 'p1', title: '' }).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(OrchestratorError)
    expect(error).toMatchObject({
      code: 'invalid_input',
      message: 'the task is not valid',
      fields,
      requestId: 'r-1',
      status: 400,
    })
    expect(seen).toHaveLength(1)
  })

  it('give up with a clear error', async () => {
    const client = createClient({ url: 'http://127.0.0.1:1', apiKey: 'x', retries: 0 })
    await expect(client.workspace.get()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^GET \/v1\/workspace: no answer from http:\/\/127.0.0.1:1: .+/),
    })
    const { client: html } = await serve((_, response) => response.writeHead(404).end('<html>'))
    await expect(html.workspace.get()).rejects.toMatchObject({
      code: 'not_found',
      message: 'GET /v1/workspace answered 404',
    })
  })

  it('end at once when they are aborted', async () => {
    const { client } = await serve(() => {})
    const abort = new AbortController()
    const waiting = client.tasks.get('t1', { signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })
})

describe('the stream of events', () => {
  const message = (seq: number) => `id: ${seq}\ndata: ${JSON.stringify({ seq, type: 'task.created' })}\n\n`

  it('goes on after the last whole event when the connection is lost', async () => {
    const { client, seen } = await serve((_, response, count) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      if (count === 1) response.end(`retry: 1\n\n${message(5)}: still here\n\n${message(6)}id: 7\ndata: {"se`)
      else if (count === 2) response.end('id: 8\n\n')
      else response.write(message(9).replaceAll('\n', '\r\n'))
    })
    const seqs: number[] = []
    for await (const event of client.events.stream({ after: 4, type: ['task.created'] })) {
      seqs.push(event.seq)
      if (event.seq === 9) break
    }
    expect(seqs).toEqual([5, 6, 9])
    expect(seen.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
      ['/v1/events/stream?type=task.created&after=4', undefined],
      ['/v1/events/stream?type=task.created', '6'],
      ['/v1/events/stream?type=task.created', '8'],
    ])
  })

  it('connects again when the server falls silent', async () => {
    const { client, seen } = await serve((_, response, count) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(count === 1 ? 'retry: 1\n\n' : message(1))
    })
    for await (const event of client.events.stream({ idleMs: 50 })) {
      expect(event.seq).toBe(1)
      break
    }
    expect(seen).toHaveLength(2)
  })

  it('ends quietly by its signal, and throws what is refused', async () => {
    const { client } = await serve(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(message(1)),
    )
    const abort = new AbortController()
    for await (const _ of client.events.stream({ signal: abort.signal })) abort.abort()
    const { client: refused } = await serve((_, response) =>
      json(response, 401, { code: 'unauthenticated', detail: 'the key is revoked' }),
    )
    await expect(refused.events.stream().next()).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
