import { createConnection, readSyncState, type SyncMapping } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { type GitHubStage, githubTokens, openGitHubStage } from '../../../integrations/src/testing/github-stage.ts'
import { isSubscribed, keepSubscribed } from './subscribe.ts'
import type { SyncContext } from './sync-context.ts'

let stage: TestStore
let github: GitHubStage
let w: TestWorkspace
let connectionId: string
beforeAll(async () => {
  ;[stage, github] = await Promise.all([openTestStore(), openGitHubStage()])
  w = await stage.workspace()
  const made = await createConnection(w.store, stage.database.masterKey, w.owner, {
    ...{ provider: 'github', name: 'GitHub', auth: 'token', account: { id: '1', name: 'acme-dev', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: githubTokens.ours } },
  })
  connectionId = made.result.id
  await w.run('mapping.create', {
    ...{ connectionId, projectId: await w.project(), containerId: github.containerId, containerKey: 'acme-dev/shop' },
    ...{ containerName: 'shop', fields: [{ theirs: 'title', ours: 'title' }] },
  })
})
afterAll(async () => {
  await github?.close()
  await stage?.close()
})

const mapping = async () =>
  (await readSyncState(w.store, { workspaceId: w.id, connectionId }))?.mappings[0] as SyncMapping
const hooks = async () => {
  const { body } = await github.emulator.ask(githubTokens.ours, 'GET', '/repos/acme-dev/shop/hooks')
  return (body as { id: number; config: { url: string } }[]).map(({ id, config }) => [id, config.url])
}
/** @returns the requests that it took */
async function keep(url: string, secret: string): Promise<string[]> {
  github.proxy.clear()
  const context = {
    connector: github.connector,
    session: github.open(),
    store: w.store,
    logger: pino({ enabled: false }),
  }
  await keepSubscribed(
    { ...context, claim: { workspaceId: w.id, connectionId } } as unknown as SyncContext,
    await mapping(),
    { url, secret },
  )
  return github.proxy.requests.map(({ method }) => method)
}
const daysLater = (days: number) =>
  w.store.write(
    w.id,
    (tx) => tx`
      update mapping_syncs set subscription = subscription || jsonb_build_object('at', now() - ${days} * interval '1 day')`,
  )

test('a service is told once where to send, and again when the address or the secret is another', async () => {
  const url = 'https://one.example/hook'
  expect(await keep(url, 'secret 1')).toEqual(['GET', 'POST'])
  expect(isSubscribed(await mapping())).toBe(true)
  expect(await keep(url, 'secret 1')).toEqual([])
  const [[id]] = (await hooks()) as [[number, string]]
  expect(await keep(url, 'secret 2')).toEqual(['GET', 'PATCH'])
  expect(await hooks()).toEqual([[id, url]])
  expect(await keep(url, 'secret 2')).toEqual([])
  expect(await keep('https://two.example/hook', 'secret 2')).toEqual(['GET', 'POST'])
  const kept = JSON.stringify((await mapping()).subscription)
  expect(kept).not.toContain('secret')
})

test('what somebody ended there is begun anew within a day', async () => {
  const url = 'https://two.example/hook'
  await daysLater(0.5)
  expect(await keep(url, 'secret 2')).toEqual([])
  for (const [id] of await hooks())
    await github.emulator.ask(githubTokens.ours, 'DELETE', `/repos/acme-dev/shop/hooks/${id}`)
  await daysLater(2)
  expect(await keep(url, 'secret 2')).toEqual(['GET', 'POST'])
  expect((await hooks()).map(([, to]) => to)).toEqual([url])
})
