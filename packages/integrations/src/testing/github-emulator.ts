import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator, type Emulator, type SeedConfig } from 'emulate'
import { request } from 'undici'
import { freePort } from './free-port.ts'

/** What the emulator does not do, and a thin handler before it does: see the README of the connector. */
export interface GitHubEmulator {
  readonly url: string
  readonly host: string
  readonly secrets: Emulator['generatedSecrets']
  readonly repositories: Readonly<Record<string, string>>
  /** Past everything, as `token`. */
  ask(token: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  /** As people delete issues on its pages, which the API does not offer. */
  deleteIssue(repositoryId: string, number: number): void
  /** Whether issues tell their parent, or have to be asked for it. */
  tellParents(tell: boolean): void
  /** All changes from now on have the same time. */
  freezeClock(frozen: boolean): void
  close(): Promise<void>
}

interface Json {
  [key: string]: unknown
}

export async function startGitHubEmulator(options: {
  readonly seed: SeedConfig
  readonly tokens: readonly string[]
  readonly repositories: readonly string[]
  /** A free one unless given. */
  readonly port?: number
}): Promise<GitHubEmulator> {
  const emulator = await createEmulator({ service: 'github', port: await freePort(), seed: options.seed })
  const names = new Map<string, string>()
  const deleted = new Set<string>()
  const duplicates = new Set<string>()
  /** Of `<repository>#<number>` the number of its parent. */
  const parents = new Map<string, number>()
  let frozenAt: string | null = null
  let tellsParents = true

  const call = async (authorization: string, method: string, path: string, body?: Buffer | string) => {
    const answer = await request(new URL(path, emulator.url), {
      method: method as 'GET',
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && body.length > 0 && { body }),
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, headers: answer.headers, text }
  }
  const idOf = async (name: string) => {
    for (const token of options.tokens) {
      const answer = await call(`Bearer ${token}`, 'GET', `/repos/${name}`)
      if (answer.status === 200) return String(JSON.parse(answer.text).id)
    }
    throw new Error(`${name} is not seeded`)
  }
  for (const name of options.repositories) names.set(await idOf(name), name)

  /** Whole seconds, as GitHub tells them; parents, deletions and reasons that the emulator does not know. */
  const dress = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((one) => !isDeleted(one)).map(dress)
    if (typeof value !== 'object' || value === null) return value
    const dressed: Json = {}
    for (const [key, one] of Object.entries(value)) dressed[key] = key.endsWith('_at') ? time(one) : dress(one)
    const key = keyOf(dressed)
    if (key !== null) {
      const parent = parents.get(key)
      dressed['sub_issues_summary'] = { total: 0, completed: 0, percent_completed: 0 }
      const url = parent === undefined ? null : `${dressed['repository_url']}/issues/${parent}`
      if (tellsParents) dressed['parent_issue_url'] = url
      if (duplicates.has(key) && dressed['state'] === 'closed') dressed['state_reason'] = 'duplicate'
    }
    return dressed
  }
  const time = (at: unknown) => {
    if (typeof at !== 'string') return at
    const shown = frozenAt !== null && at > frozenAt ? frozenAt : at
    return shown.replace(/\.\d+Z$/, 'Z')
  }
  const isDeleted = (one: unknown) => deleted.has(keyOf(one as Json) ?? '')

  const handle = async (incoming: IncomingMessage, body: Buffer) => {
    const method = incoming.method ?? 'GET'
    const authorization = incoming.headers.authorization ?? ''
    const token = authorization.replace(/^(token|bearer) /i, '')
    // It takes every token that it does not know for its first user’s.
    const known = options.tokens.includes(token) || token.startsWith('ghs_') || token.split('.').length === 3
    if (!known) return { status: 401, headers: {}, json: { message: 'Bad credentials' } }
    const url = new URL(incoming.url ?? '/', emulator.url)
    const since = url.searchParams.get('since')
    // It compares texts, and its own have milliseconds.
    if (since !== null) url.searchParams.set('since', since.replace(/(:\d\d)Z$/, '$1.000Z'))
    const byId = /^\/repositories\/(\d+)(\/.+)$/.exec(url.pathname)
    if (byId?.[1] !== undefined) {
      const name = names.get(byId[1])
      if (name === undefined) return { status: 404, headers: {}, json: { message: 'Not Found' } }
      url.pathname = `/repos/${name}${byId[2]}`
    }
    const issue = /^\/repos\/([^/]+\/[^/]+)\/issues\/(\d+)/.exec(url.pathname)
    const key = issue ? `${issue[1]}#${issue[2]}` : ''
    if (deleted.has(key)) return { status: 410, headers: {}, json: { message: 'This issue was deleted' } }
    if (issue && url.pathname.endsWith('/parent')) {
      const parent = parents.get(key)
      if (parent === undefined) return { status: 404, headers: {}, json: { message: 'Not Found' } }
      url.pathname = `/repos/${issue[1]}/issues/${parent}`
    }
    const sub = /\/issues\/(\d+)\/sub_issues?$/.exec(url.pathname)
    const sent = body.length > 0 && method !== 'GET' ? (JSON.parse(body.toString()) as Json) : {}
    if (sub && method !== 'GET') {
      const list = JSON.parse(
        (await call(authorization, 'GET', `/repos/${issue?.[1]}/issues?state=all&per_page=100`)).text,
      )
      const child = (list as Json[]).find(({ id }) => id === sent['sub_issue_id'])
      if (!child) return { status: 404, headers: {}, json: { message: 'Not Found' } }
      if (method === 'POST') parents.set(keyOf(child) ?? '', Number(sub[1]))
      else parents.delete(keyOf(child) ?? '')
      return { status: method === 'POST' ? 201 : 200, headers: {}, json: dress(child) }
    }
    if (/\/assignees$/.test(url.pathname) && method === 'GET' && !issue) url.pathname = '/users'
    if (url.pathname === '/installation/repositories') {
      const asked = [...names.values()].map((name) => call(authorization, 'GET', `/repos/${name}`))
      const seen = (await Promise.all(asked)).filter(({ status }) => status === 200)
      return { status: 200, headers: {}, json: { repositories: seen.map(({ text }) => dress(JSON.parse(text))) } }
    }
    const account = /^\/user\/(\d+)$/.exec(url.pathname)
    if (account) {
      const users = JSON.parse((await call(authorization, 'GET', '/users?per_page=100')).text) as Json[]
      const user = users.find(({ id }) => id === Number(account[1]))
      return user
        ? { status: 200, headers: {}, json: user }
        : { status: 404, headers: {}, json: { message: 'Not Found' } }
    }
    if (issue && method === 'PATCH' && sent['state_reason'] !== undefined) {
      if (sent['state_reason'] === 'duplicate') duplicates.add(key)
      else duplicates.delete(key)
    }
    if (method === 'POST' && /\/pulls$/.test(url.pathname)) {
      const open = JSON.parse(
        (await call(authorization, 'GET', `${url.pathname}?state=open&per_page=100`)).text,
      ) as Json[]
      const branches = open.map(({ head }) => (head as Json)['ref'])
      if (branches.includes(sent['head'])) {
        const errors = [
          { resource: 'PullRequest', code: 'custom', message: `A pull request already exists for ${sent['head']}.` },
        ]
        return { status: 422, headers: {}, json: { message: 'Validation Failed', errors } }
      }
    }
    // Its route of an issue takes this one away.
    const all = /^(\/repos\/[^/]+\/[^/]+\/issues)\/comments$/.exec(url.pathname)
    if (all?.[1] !== undefined) return listComments(authorization, all[1], url)
    const answer = await call(authorization, method, `${url.pathname}${url.search}`, body)
    // What may not be seen is not there.
    if (answer.status === 403 && method === 'GET' && !url.pathname.startsWith('/app')) {
      return { status: 404, headers: {}, json: { message: 'Not Found' } }
    }
    const json = answer.text === '' ? undefined : dress(JSON.parse(answer.text))
    return { status: answer.status, headers: answer.headers, json }
  }

  async function listComments(authorization: string, issues: string, url: URL) {
    const comments: Json[] = []
    for (let page = 1; ; page++) {
      const answer = await call(authorization, 'GET', `${issues}?state=all&per_page=100&page=${page}`)
      const list = JSON.parse(answer.text) as Json[]
      for (const issue of list.filter((one) => Number(one['comments']) > 0)) {
        const of = await call(authorization, 'GET', `${issues}/${issue['number']}/comments?per_page=100`)
        comments.push(...(JSON.parse(of.text) as Json[]))
      }
      if (list.length < 100) break
    }
    const since = url.searchParams.get('since') ?? ''
    const size = Number(url.searchParams.get('per_page') ?? 30)
    const page = Number(url.searchParams.get('page') ?? 1)
    const changed = comments
      .filter((one) => String(one['updated_at']) >= since)
      .sort((a, b) => String(a['updated_at']).localeCompare(String(b['updated_at'])))
    const headers = changed.length > page * size ? { link: `<${url.href}>; rel="next"` } : {}
    return { status: 200, headers, json: dress(changed.slice((page - 1) * size, page * size)) }
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        handle(incoming, Buffer.concat(chunks)).then(
          ({ status, headers, json }) => {
            const kept = Object.entries(headers).filter(([name]) => /^(link|x-ratelimit|x-oauth|retry)/.test(name))
            response.writeHead(status, {
              ...Object.fromEntries(kept),
              'content-type': 'application/json; charset=utf-8',
            })
            response.end(json === undefined ? undefined : JSON.stringify(json))
          },
          (error: unknown) => response.writeHead(500).end(String(error)),
        )
      })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    host,
    secrets: emulator.generatedSecrets,
    repositories: Object.fromEntries([...names].map(([id, name]) => [name, id])),
    async ask(token, method, path, body) {
      const answer = await call(`Bearer ${token}`, method, path, body === undefined ? undefined : JSON.stringify(body))
      return { status: answer.status, body: answer.text === '' ? undefined : JSON.parse(answer.text) }
    },
    deleteIssue: (repositoryId, number) => void deleted.add(`${names.get(repositoryId)}#${number}`),
    tellParents(tell) {
      tellsParents = tell
    },
    freezeClock(frozen) {
      frozenAt = frozen ? new Date().toISOString() : null
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await emulator.close()
    },
  }
}

/** null: it is no issue. */
function keyOf(one: Json): string | null {
  if (typeof one !== 'object' || one === null) return null
  const { repository_url: repository, number } = one
  if (typeof repository !== 'string' || typeof number !== 'number') return null
  return `${repository.split('/').slice(-2).join('/')}#${number}`
}
