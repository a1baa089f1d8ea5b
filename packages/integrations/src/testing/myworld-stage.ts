import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import type { Session } from '../connector/connector.ts'
import { github } from '../connectors/github/index.ts'
import { myworld, startPythonPart } from './python-part.ts'

interface Json {
  [key: string]: unknown
}

/** What it does instead of answering, or after it did what it was told. */
export interface MyworldFault {
  /** Of which operation, e.g. `github.issues.create`. */
  readonly tool: string
  readonly kind: 'timeout' | 'timeout_after_commit' | 'rate_limit' | 'bad_gateway' | 'transport_error' | 'truncated'
  /** null: as often as its probability has it. */
  readonly times?: number | null
  readonly probability?: number
}

export interface MyworldStage {
  readonly containerId: string
  readonly token: string
  /** What was asked since the last faults. */
  readonly requests: readonly string[]
  open(token?: string): Session
  /** From now on these, and none that were before. */
  faults(list: readonly MyworldFault[]): Promise<void>
  /** What is there, asked in another way than the connector does. */
  issues(): Promise<{ number: number; title: string; body: string; comments: string[] }[]>
  close(): Promise<void>
}

const repository = 'acme/shop'
const query = `{ repository(owner: "acme", name: "shop") {
  issues(first: 100, states: [OPEN, CLOSED]) { nodes { number title body comments(first: 100) { nodes { body } } } }
} }`

/**
 * GitHub as myworld simulates it. Two things are bent on the way: it knows a repository by its name alone, where we ask by its number, and its
 * issues do not say in which repository they are.
 */
export async function openMyworldStage(): Promise<MyworldStage> {
  const part = await startPythonPart(myworld)
  async function control(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await request(`${part.url}${path}`, {
      method: method as 'GET',
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const json = (await answer.body.json()) as Json
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
    return json
  }
  const seed = { viewer: 'ann', users: [{ login: 'ann' }], repos: [{ name: repository }] }
  const run = (await control('POST', '/envs', {
    time: 'realtime',
    spec: {
      ...{ name: 'shop', now: new Date().toISOString(), rng_seed: 7 },
      servers: { github: { service: 'github', seed } },
      agents: { connector: { servers: ['github'], task: 'sync' } },
    },
  })) as {
    servers: { github: { instance: string } }
    credentials: { connector: { github_token: string } }
  }
  const token = run.credentials.connector.github_token
  const { instance } = run.servers.github
  const requests: string[] = []

  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const path = (incoming.url ?? '/').replace(/^\/repositories\/\d+/, `/repos/${repository}`)
      requests.push(`${incoming.method} ${path}`)
      const answer = await request(`${part.url}/gw/api.github.com${path}`, {
        method: incoming.method as 'GET',
        headers: { authorization: incoming.headers.authorization ?? '', 'content-type': 'application/json' },
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      })
      const text = await answer.body.text()
      const { 'content-length': _length, ...headers } = answer.headers
      response.writeHead(answer.statusCode, headers).end(withRepository(text))
    })().catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = (given = token) =>
    github.open({
      credentials: { token: given },
      settings: { baseUrl: `http://${host}` },
      policy: { allowPrivateHosts: [host] },
    })
  const [container] = (await open().containers({})).containers
  return {
    ...{ token, requests, open, containerId: container?.id ?? '' },
    async faults(list) {
      requests.length = 0
      await control('PUT', `/instances/${instance}/faults`, list)
    },
    async issues() {
      const answer = await request(`${part.url}/gw/api.github.com/graphql`, {
        method: 'POST',
        headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
      const { data } = (await answer.body.json()) as {
        data: { repository: { issues: { nodes: (Json & { comments: { nodes: { body: string }[] } })[] } } }
      }
      return data.repository.issues.nodes.map(({ comments, ...issue }) => ({
        ...(issue as { number: number; title: string; body: string }),
        comments: comments.nodes.map(({ body }) => body),
      }))
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await part.close()
    },
  }
}

/** What is no JSON stays what it is: that is one of its faults. */
function withRepository(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_key, value) =>
      typeof value?.number === 'number' && typeof value.title === 'string'
        ? { repository_url: `https://api.github.com/repos/${repository}`, ...value }
        : value,
    )
  } catch {
    return text
  }
}
