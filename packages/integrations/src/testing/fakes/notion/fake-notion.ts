// A stand-in for one workspace of Notion (API version 2026-03-11), written from Notion's public reference. It keeps data sources with their
// properties, pages, blocks, comments and users, validates what it is given as the reference says, answers with its documented errors and
// limits (pieces of text, blocks in a request, nesting), tells times to the minute, and pages by cursors that count. It does not know views,
// files, templates, Notion's own Markdown, formulas, and of filters only what is asked here; comments lie on pages and blocks without threads.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FakeAnswer, Refusal, type Route, refusalOf } from './answer.ts'
import { blockRoutes } from './block-routes.ts'
import { commentRoutes } from './comment-routes.ts'
import { pageRoutes } from './page-routes.ts'
import { type FakeProperty, type FakeSource, type FakeUser, NotionState } from './state.ts'

export interface FakeNotion {
  readonly url: string
  readonly state: NotionState
  /** The connection, and a person. */
  readonly me: FakeUser
  readonly other: FakeUser
  readonly token: string
  addSource(title: string, properties: readonly Omit<FakeProperty, 'id'>[], more?: { shared?: boolean }): FakeSource
  /** As somebody, past the network. */
  as(user: FakeUser, method: string, path: string, body?: object): FakeAnswer
  close(): Promise<void>
}

export async function startFakeNotion(): Promise<FakeNotion> {
  const state = new NotionState()
  const me: FakeUser = { id: state.nextId(), name: 'Orchestrator', type: 'bot' }
  const other: FakeUser = { id: state.nextId(), name: 'Ann Lee', type: 'person', email: 'ann@example.com' }
  state.users.push(me, other)
  const token = 'ntn_0123456789_good_token_of_the_connection'
  const routes = [...pageRoutes(state), ...blockRoutes(state), ...commentRoutes(state)]

  async function handle(incoming: IncomingMessage): Promise<FakeAnswer> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const target = new URL(incoming.url ?? '/', 'http://fake')
    if (incoming.headers.authorization !== `Bearer ${token}`)
      return refusalOf(new Refusal(401, 'unauthorized', 'API token is invalid.'))
    if (incoming.headers['notion-version'] !== '2026-03-11')
      return refusalOf(new Refusal(400, 'missing_version', 'Notion-Version header should be defined'))
    if (text.length > 500_000) return refusalOf(new Refusal(413, 'invalid_request', 'Payload too large'))
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    return answerTo(routes, {
      method: incoming.method ?? 'GET',
      path: target.pathname,
      query: target.searchParams,
      body,
      user: me,
    })
  }
  const server = createServer((incoming, response) => {
    handle(incoming).then(
      ({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    ...{ url, state, me, other, token },
    addSource(title, properties, { shared = true } = {}) {
      const id = state.nextId()
      const withIds = properties.map(
        (one, n): FakeProperty => ({
          ...one,
          id: one.type === 'title' ? 'title' : `%3A${n}${one.type.slice(0, 2)}`,
          ...(one.to === 'self' && { to: id }),
        }),
      )
      const source = { id, databaseId: state.nextId(), title, shared, properties: withIds, numbers: 0 }
      state.sources.set(id, source)
      return source
    },
    as: (user, method, path, body = {}) =>
      answerTo(routes, {
        method,
        path,
        query: new URLSearchParams(),
        user,
        body: structuredClone(body) as Record<string, unknown>,
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerTo(
  routes: readonly Route[],
  { method, path, ...request }: Omit<Parameters<Route[2]>[0], 'path'> & { method: string; path: string },
): FakeAnswer {
  try {
    for (const [wanted, pattern, answer] of routes) {
      const found = wanted === method ? pattern.exec(path) : null
      // Ids of properties are given as they were told, encoded already.
      if (found) return answer({ ...request, path: found.slice(1) })
    }
    throw new Refusal(400, 'invalid_request_url', 'Invalid request URL.')
  } catch (error) {
    if (error instanceof Refusal) return refusalOf(error)
    throw error
  }
}
