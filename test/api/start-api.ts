// What the tests of the API share: the app on a database of its own, behind real HTTP, and workspaces with callers.
import { randomBytes } from 'node:crypto'
import { type ApiConfig, type AppOptions, createApp } from '@orchestrator/api'
import { close, listen } from '@orchestrator/api/listen'
import type { Permission, Principal, Role } from '@orchestrator/domain'
import { createStore, createWorkspace, mintApiKey, putBundle, type Store } from '@orchestrator/store'
import { createTestDatabase } from '../support/index.ts'
import { testConnector } from './test-connector.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
export type Json = any

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface TestWorkspace {
  readonly slug: string
  readonly workspaceId: string
  readonly memberId: string
  readonly key: string
  readonly principal: Principal
  readonly call: Call
}

export interface TestApi {
  readonly url: string
  readonly store: Store
  readonly databaseUrl: string
  readonly masterKey: string
  workspace(): Promise<TestWorkspace>
  /** Another caller of the workspace. */
  caller(workspace: TestWorkspace, who: { role?: Role; scopes?: Permission[] }): Promise<TestWorkspace>
  stop(): Promise<void>
}

const defaults = {
  temporalUi: 'http://127.0.0.1:4402',
  temporalNamespace: 'default',
  rateLimit: 0,
  webhookRateLimit: 0,
  failedLoginLimit: 0,
  trustedProxies: [],
  deployments: true,
  requestTimeoutMs: 20_000,
}

export async function startApi(
  config: Partial<ApiConfig> = {},
  more: Pick<AppOptions, 'logger' | 'connectors'> = {},
): Promise<TestApi> {
  const { databaseUrl, masterKey, drop } = await createTestDatabase()
  const store = createStore({ databaseUrl, masterKey, role: 'app', connections: 10, name: 'test api' })
  const options = { config: { ...defaults, masterKey, ...config }, connectors: { testing: testConnector }, ...more }
  const app = createApp({ store, temporal: null, ...options })
  const { url, server } = await listen(app, { host: '127.0.0.1', port: 0 })
  const workspace = async (): Promise<TestWorkspace> => {
    const slug = `w${randomBytes(4).toString('hex')}`
    const { workspaceId, memberId } = await createWorkspace(store, {
      slug,
      name: slug,
      owner: { name: 'Owner', email: `owner@${slug}.test` },
    })
    const principal: Principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes: null }
    const { key } = await mintApiKey(store, principal, { name: 'owner' })
    return { slug, workspaceId, memberId, key, principal, call: callWith(url, key) }
  }
  const caller = async (
    of: TestWorkspace,
    { role, scopes }: { role?: Role; scopes?: Permission[] },
  ): Promise<TestWorkspace> => {
    const email = `${randomBytes(4).toString('hex')}@${of.slug}.test`
    const memberId =
      role === undefined ? of.memberId : (await of.call('POST', '/v1/members', { name: role, email, role })).body.id
    const { key } = await mintApiKey(store, of.principal, { name: 'caller', memberId, scopes: scopes ?? null })
    return { ...of, memberId, key, call: callWith(url, key) }
  }
  return {
    url,
    store,
    databaseUrl,
    masterKey,
    workspace,
    caller,
    async stop() {
      await close(app, server, 2_000)
      await store.close()
      await drop()
    },
  }
}

export function callWith(url: string, key?: string): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: (typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)) as NonNullable<
          RequestInit['body']
        >,
      }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text }
  }
}

/** Installs playbooks as the deploying part does, without their code. */
export async function deploy(
  api: TestApi,
  { workspaceId, principal }: TestWorkspace,
  playbooks: readonly { id: string; triggers: readonly unknown[] }[],
): Promise<void> {
  const bundleHash = randomBytes(16).toString('hex')
  await putBundle(api.store, workspaceId, { hash: bundleHash, manifest: {}, isolate: new Uint8Array(), steps: null })
  const manifests = playbooks.map((playbook) => ({
    folder: playbook.id,
    title: null,
    scopes: null,
    steps: null,
    ...playbook,
  }))
  const data = { bundleHash, playbooks: manifests } as never
  await api.store.execute(principal, [{ id: crypto.randomUUID(), type: 'playbook.deploy', data }])
}

/** A project and a task in it. */
export async function projectWithTask({ call }: TestWorkspace): Promise<{ projectId: string; taskId: string }> {
  const project = await call('POST', '/v1/projects', {
    key: `P${randomBytes(3).toString('hex').toUpperCase()}`,
    name: 'Project',
  })
  const task = await call('POST', '/v1/tasks', { projectId: project.body.id, title: 'Task' })
  return { projectId: project.body.id, taskId: task.body.id }
}
