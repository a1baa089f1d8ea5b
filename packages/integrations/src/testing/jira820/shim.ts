// Between our connector, which speaks REST v3 of Jira cloud, and jira820, which is Jira Data Center 8.20 with REST v2. What it bends:
// - Rich text: v2 has texts. Documents go there as their Markdown, which jira820 takes for wiki text and keeps.
// - People: v3 knows accounts, v2 names; the name is the account's id.
// - Issues and the project are asked for by id here and by key there, priorities by name; its issues tell another id of their project than the
//   list of projects does.
// - `search/jql` with tokens is v2's `search` with numbers; `bulkfetch`, `comment/list` and the count are asked one by one.
// - `createmeta` is one page per project there and two resources here.
// - Entity properties, permissions and whose token it is jira820 does not have: the first are kept here, all others are granted.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { type Json, list, of, toJql, toText, toUser, toV3 } from './bend.ts'

interface Answer {
  readonly status: number
  readonly body?: unknown
}
export interface Jira820Shim {
  readonly url: string
  /** As REST v2, past the shim. */
  v2(method: string, path: string, body?: object): Promise<Answer>
  close(): Promise<void>
}

const project = { id: '10000', key: 'SHOP' }
const refused = (status: number, text: string): Answer => ({ status, body: { errorMessages: [text], errors: {} } })
const noIssue = refused(404, 'Issue does not exist or you do not have permission to see it.')
const propertiesIn = (body: unknown): Json =>
  Object.fromEntries(list(of(body, 'properties')).map(({ key, value }) => [key, value]))

export async function startJira820Shim(target: string): Promise<Jira820Shim> {
  const keys = new Map<string, string>()
  /** Of issues and comments, by id. */
  const properties = new Map<string, Json>()
  const issueOfComment = new Map<string, string>()
  let priorities: Json[] = []

  async function v2(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await request(`${target}/rest/api/2${path}`, {
      method: method as 'GET',
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.body.text()
    const told = text === '' ? undefined : JSON.parse(text)
    if (path === '/issue' && told?.key) keys.set(String(told.id), String(told.key))
    return { status: answer.statusCode, ...(told !== undefined && { body: told }) }
  }
  const ask = async (path: string) => (await v2('GET', path)).body as Json
  const keyOf = (idOrKey: string) => keys.get(idOrKey) ?? idOrKey
  const issue = (found: Json): Json => {
    keys.set(String(found['id']), String(found['key']))
    const shown = toV3(found) as Json
    const fields = { ...(shown['fields'] as Json), project }
    return { ...shown, fields, properties: properties.get(String(found['id'])) ?? {} }
  }
  const comment = (found: Json, issueKey: string, hidden: boolean): Json => {
    const id = String(found['id'])
    issueOfComment.set(id, issueKey)
    const pairs = Object.entries(properties.get(`comment ${id}`) ?? {}).map(([key, value]) => ({ key, value }))
    return { ...(toV3(found) as Json), ...(hidden && { properties: pairs }) }
  }
  async function fieldsFrom(given: Json): Promise<Json> {
    if (priorities.length === 0) priorities = (await v2('GET', '/priority')).body as Json[]
    const named = { assignee: 'accountId', reporter: 'accountId' } as const
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => {
        if (name === 'project') return [name, { key: project.key }]
        if (name === 'description') return [name, toText(value)]
        if (name === 'parent') return [name, value && { key: keyOf(String(of(value, 'id'))) }]
        if (name === 'priority') return [name, priorities.find(({ id }) => id === of(value, 'id')) ?? null]
        if (name in named) return [name, value && { name: of(value, 'accountId') }]
        return [name, value]
      }),
    )
  }

  async function search(body: Json): Promise<Answer> {
    const startAt = Number(body['nextPageToken'] ?? 0)
    const maxResults = Number(body['maxResults'] ?? 50)
    const jql = toJql(String(body['jql']), project.key)
    const query = new URLSearchParams({ jql, startAt: String(startAt), maxResults: String(maxResults) })
    const found = await ask(`/search?${query}`)
    const next = startAt + maxResults
    const isLast = next >= Number(found['total'])
    const issues = list(found['issues']).map(issue)
    return { status: 200, body: { issues, isLast, ...(!isLast && { nextPageToken: String(next) }) } }
  }

  async function bulk(body: Json): Promise<Answer> {
    const asked = (body['issueIdsOrKeys'] as string[]).map((one) => v2('GET', `/issue/${keyOf(one)}`))
    const found = (await Promise.all(asked)).filter(({ status }) => status === 200)
    return { status: 200, body: { issues: found.map((one) => issue(one.body as Json)), issueErrors: [] } }
  }

  async function commentsById(body: Json): Promise<Answer> {
    const ids = (body['ids'] as number[]).map(String)
    const issues = [...new Set(ids.flatMap((id) => issueOfComment.get(id) ?? []))]
    const pages = await Promise.all(
      issues.map(async (key) => [key, await ask(`/issue/${key}/comment?maxResults=1000`)] as const),
    )
    const values = pages.flatMap(([key, page]) => list(page['comments']).map((one) => comment(one, key, true)))
    return { status: 200, body: { values: values.filter(({ id }) => ids.includes(String(id))) } }
  }

  async function metaTypes(): Promise<Json[]> {
    return list(list((await ask('/issue/createmeta'))['projects'])[0]?.['issuetypes'])
  }

  async function ofIssue(
    method: string,
    id: string,
    rest: string,
    query: URLSearchParams,
    body: Json,
  ): Promise<Answer> {
    const key = keyOf(id)
    if (rest === '' && method === 'GET') {
      const found = await v2('GET', `/issue/${key}`)
      if (found.status !== 200) return noIssue
      const more = query.get('expand') === 'transitions' ? await ask(`/issue/${key}/transitions`) : {}
      return { status: 200, body: { ...more, ...issue(found.body as Json) } }
    }
    if (rest === '' && method === 'PUT')
      return v2('PUT', `/issue/${key}`, { fields: await fieldsFrom(body['fields'] as Json) })
    if (rest === '/comment' && method === 'GET') {
      const page = await v2('GET', `/issue/${key}/comment?${query}`)
      const comments = list(of(page.body, 'comments')).map((one) => comment(one, key, false))
      return { status: page.status, body: { ...(page.body as Json), comments } }
    }
    if (rest.startsWith('/comment') && method !== 'DELETE') {
      const made = await v2(method, `/issue/${key}${rest}`, { body: toText(body['body']) ?? '' })
      if (made.status >= 300) return made
      const given = propertiesIn(body)
      const own = `comment ${String(of(made.body, 'id'))}`
      if (Object.keys(given).length > 0) properties.set(own, given)
      return { status: made.status, body: comment(made.body as Json, key, false) }
    }
    return v2(method, `/issue/${key}${rest}`, method === 'POST' ? body : undefined)
  }

  async function answer(method: string, path: string, query: URLSearchParams, body: Json): Promise<Answer> {
    const [, id = '', rest = ''] = /^\/issue\/([A-Z]+-\d+|\d+)(\/.*)?$/.exec(path) ?? []
    if (id !== '') return ofIssue(method, id, rest, query, body)
    const meta = /^\/issue\/createmeta\/[^/]+\/issuetypes(?:\/(\d+))?$/.exec(path)
    if (meta) {
      const types = await metaTypes()
      if (meta[1] === undefined) return { status: 200, body: { issueTypes: types } }
      const fields = Object.entries((types.find((type) => type['id'] === meta[1])?.['fields'] ?? {}) as Json)
      const shown = fields.map(([fieldId, one]) => ({ fieldId, ...(one as Json) }))
      return { status: 200, body: { fields: shown, total: shown.length } }
    }
    switch (`${method} ${path}`) {
      case 'GET /myself':
        return { status: 200, body: toUser(await ask('/myself')) }
      case 'GET /mypermissions': {
        const asked = (query.get('permissions') ?? '').split(',')
        return {
          status: 200,
          body: { permissions: Object.fromEntries(asked.map((one) => [one, { havePermission: true }])) },
        }
      }
      case 'GET /project/search':
        return { status: 200, body: { values: (await v2('GET', '/project')).body, isLast: true } }
      case 'GET /user/assignable/search':
        return { status: 200, body: ((await v2('GET', '/user/search')).body as Json[]).map(toUser) }
      case 'POST /search/jql':
        return search(body)
      case 'POST /search/approximate-count': {
        const query = new URLSearchParams({ jql: toJql(String(body['jql']), project.key), maxResults: '1' })
        return { status: 200, body: { count: (await ask(`/search?${query}`))['total'] } }
      }
      case 'POST /issue/bulkfetch':
        return bulk(body)
      case 'POST /comment/list':
        return commentsById(body)
      case 'POST /issueLink': {
        const [inward, outward] = ['inwardIssue', 'outwardIssue'].map((side) => of(body, side))
        const key = (issue: unknown) => ({ key: keyOf(String(of(issue, 'id') ?? of(issue, 'key'))) })
        return v2('POST', '/issueLink', { type: body['type'], inwardIssue: key(inward), outwardIssue: key(outward) })
      }
      case 'POST /issue': {
        const made = await v2('POST', '/issue', { fields: await fieldsFrom(body['fields'] as Json) })
        if (made.status !== 201) return made
        properties.set(String(of(made.body, 'id')), propertiesIn(body))
        return made
      }
      default:
        return v2(method, `${path}${query.size === 0 ? '' : `?${query}`}`, method === 'POST' ? body : undefined)
    }
  }

  async function handle(incoming: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://shim')
    const path = /^\/rest\/api\/3(\/.+)$/.exec(pathname)?.[1]
    if (path === undefined) return refused(404, `null for uri: ${pathname}`)
    return answer(incoming.method ?? 'GET', path, searchParams, text === '' ? {} : JSON.parse(text))
  }

  const server = createServer((incoming, response) => {
    handle(incoming).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(body === undefined ? undefined : JSON.stringify(body))
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    v2,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
