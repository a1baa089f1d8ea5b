// To adapt: how the service knows who asks, and how it says that it was asked too much. Where others wrote an emulator, use that instead,
// and say in the connector's README which.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FakeAnswer, refused, routes } from './routes.ts'
import { type FakePerson, SampleDeskState } from './state.ts'
import { Tell } from './tell.ts'

export interface FakeSampleDesk {
  readonly url: string
  readonly state: SampleDeskState
  readonly tell: Tell
  /** Who connects, and another person. */
  readonly me: FakePerson
  readonly other: FakePerson
  readonly token: string
  /** One that may only read. */
  readonly readOnlyToken: string
  /** As the other person, past the network. */
  as(user: FakePerson, method: string, path: string, body?: object): FakeAnswer
  close(): Promise<void>
}

/** A stand-in for Sample Desk: stateful, with its documented errors and limits. */
export async function startFakeSampleDesk(): Promise<FakeSampleDesk> {
  const state = new SampleDeskState()
  const tell = new Tell(state)
  const all = routes(state, tell)
  const person = (id: string, name: string) => ({ id, name, email: `${id}@example.com` })
  const [me, other] = [person('robot', 'Orchestrator'), person('ann', 'Ann Lee')]
  state.people.push(me, other)
  const [token, readOnlyToken] = ['sampledesk-good-token', 'sampledesk-read-only-token']

  const answer = (method: string, target: string, user: FakePerson, body: object): FakeAnswer => {
    const { pathname, searchParams: query } = new URL(target, 'http://fake')
    for (const [wanted, pattern, route] of all) {
      const found = wanted === method ? pattern.exec(pathname) : null
      if (found)
        return route({ user, query, body: body as FakeRequestBody, path: found.slice(1).map(decodeURIComponent) })
    }
    return refused(404, `There is no ${method} ${pathname}`)
  }
  const handle = async (incoming: IncomingMessage): Promise<FakeAnswer> => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = 'GET', url = '/', headers } = incoming
    const given = headers.authorization
    if (given !== `Bearer ${token}` && given !== `Bearer ${readOnlyToken}`) return refused(401, 'Who are you?')
    if (--state.limit.left < 0) {
      const { seconds } = state.limit
      return { ...refused(429, 'Too many requests'), headers: { 'retry-after': String(seconds) } }
    }
    if (method !== 'GET' && given !== `Bearer ${token}`) return refused(403, 'This token may only read')
    const text = Buffer.concat(chunks).toString()
    return answer(method, url, me, text === '' ? {} : (JSON.parse(text) as object))
  }
  const server = createServer((incoming, response) => {
    handle(incoming)
      .catch((error: unknown) => refused(500, String(error)))
      .then(({ status, body, headers }) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(body === undefined ? '' : JSON.stringify(body)),
      )
      .catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...{
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      state,
      tell,
      me,
      other,
      token,
      readOnlyToken,
    },
    as: (user, method, path, body = {}) => answer(method, path, user, structuredClone(body)),
    async close() {
      await tell.settled()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type FakeRequestBody = Readonly<Record<string, unknown>>
