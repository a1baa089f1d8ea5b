// A stand-in for one site of Jira cloud (REST API v3), written from Atlassian's public reference. It keeps projects, issues with a workflow and
// screens, links, comments, worklogs, entity properties, users and webhooks, validates documents and fields as Jira says it does, answers with its
// documented errors, searches an index that can be held behind, in minutes of the user's time zone, and sends its webhooks. It does not know
// boards, attachments, permissions of single issues, and of JQL only what is asked here.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FakeAnswer, type Route, refused } from './answer.ts'
import { issueRoutes } from './issue-routes.ts'
import { linkRoutes } from './link-routes.ts'
import { partRoutes } from './part-routes.ts'
import { siteRoutes } from './site-routes.ts'
import { type FakeProject, type FakeUser, JiraState } from './state.ts'
import { Tell } from './tell.ts'

export interface FakeJira {
  readonly url: string
  readonly state: JiraState
  readonly tell: Tell
  /** Who connects, and another person. */
  readonly me: FakeUser
  readonly other: FakeUser
  readonly token: { readonly email: string; readonly apiToken: string }
  readonly accessToken: string
  readonly clientSecret: string
  addProject(
    key: string,
    more?: Partial<Pick<FakeProject, 'seenBy' | 'workflow' | 'without' | 'unlinkable'>>,
  ): FakeProject
  /** As the other person, past the network. */
  as(user: FakeUser, method: string, path: string, body?: object): FakeAnswer
  /** How the site calls itself: behind a proxy, the address of that. */
  siteUrl: string
  close(): Promise<void>
}

const person = (accountId: string, displayName: string, more: Partial<FakeUser> = {}): FakeUser => ({
  ...{
    accountId,
    displayName,
    emailAddress: `${accountId.split(':').at(-1)}@example.com`,
    active: true,
    accountType: 'atlassian',
  },
  // Half an hour off, and with summer time: who forgets the zone finds nothing.
  timeZone: 'Australia/Adelaide',
  ...more,
})

export async function startFakeJira(): Promise<FakeJira> {
  const state = new JiraState()
  const clientSecret = 'the secret of the app'
  const tell = new Tell(state, clientSecret)
  const [me, other] = [person('557058:me', 'Orchestrator'), person('557058:ann', 'Ann Lee')]
  state.users.push(
    me,
    other,
    person('557058:gone', 'Gone', { active: false }),
    person('557058:bot', 'Bot', { accountType: 'app' }),
  )
  const token = { email: me.emailAddress, apiToken: 'ATATT3xFfGF0-good-token' }
  const accessToken = 'eyJraWQiOi-good-access'
  const routes = [
    ...issueRoutes(state, tell),
    ...linkRoutes(state, tell),
    ...partRoutes(state, tell),
    ...siteRoutes(state),
    ...tell.routes(),
  ]
  const cloudId = '11223344-a1b2-3b33-c444-def123456789'
  let url = ''

  const server = createServer((incoming, response) => {
    handle(incoming).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, refused(500, [String(error)])),
    )
  })
  async function handle(incoming: IncomingMessage): Promise<FakeAnswer> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const target = new URL(incoming.url ?? '/', 'http://fake')
    const given = incoming.headers.authorization ?? ''
    const basic = `Basic ${Buffer.from(`${token.email}:${token.apiToken}`).toString('base64')}`
    const app = given === `Bearer ${accessToken}`
    const central = new RegExp(`^/ex/jira/${cloudId}(/.*)$`).exec(target.pathname)?.[1]
    if (target.pathname === '/oauth/token/accessible-resources' && app) {
      const scopes = ['read:jira-work', 'write:jira-work']
      return { status: 200, body: [{ id: cloudId, url: fake.siteUrl, name: 'fake', scopes, avatarUrl: '' }] }
    }
    const path = central ?? target.pathname
    if (app !== (central !== undefined) || !(app || given === basic)) {
      // Whoever is not known is anonymous, to whom there are no issues.
      const anonymous = /^\/rest\/api\/3\/issue\/\d+$/.test(path) && incoming.method === 'GET'
      const headers = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }
      return {
        ...(anonymous
          ? refused(404, ['Issue does not exist or you do not have permission to see it.'])
          : refused(401, [])),
        headers,
      }
    }
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    return answerTo(routes, { method: incoming.method ?? 'GET', path, query: target.searchParams, body, user: me, app })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const fake: FakeJira = {
    ...{ url, state, tell, me, other, token, accessToken, clientSecret, siteUrl: url },
    addProject(key, more = {}) {
      const project = {
        id: state.nextId(),
        key,
        name: `Project ${key}`,
        seenBy: null,
        workflow: null,
        without: [],
        last: 0,
        ...more,
      }
      state.projects.push(project)
      return project
    },
    as: (user, method, path, body = {}) =>
      answerTo(routes, {
        ...{ method, path, query: new URLSearchParams(), user, app: false },
        body: structuredClone(body) as Record<string, unknown>,
      }),
    async close() {
      await tell.settled()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

function answerTo(
  routes: readonly Route[],
  { method, path, ...request }: Omit<Parameters<Route[2]>[0], 'path'> & { method: string; path: string },
): FakeAnswer {
  for (const [wanted, pattern, answer] of routes) {
    const found = wanted === method ? pattern.exec(path) : null
    if (found) return answer({ ...request, path: found.slice(1).map(decodeURIComponent) })
  }
  return refused(404, [`null for uri: ${path}`])
}

function send(response: ServerResponse, { status, body, headers = {} }: FakeAnswer): void {
  const text = body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, { ...(text !== '' && { 'content-type': 'application/json' }), ...headers }).end(text)
}
