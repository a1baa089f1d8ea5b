// What a service has signed and nobody can read becomes nothing, and does not vanish.
import { createHmac } from 'node:crypto'
import { connectors } from '@orchestrator/integrations'
import { createConnection } from '@orchestrator/store'
import { createLogger } from '@orchestrator/telemetry'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedBySlack, slackSigningSecret } from '../../packages/integrations/src/testing/slack-emulator.ts'
import { startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let w: TestWorkspace
const log: string[] = []
beforeAll(async () => {
  const logger = createLogger({ part: 'api', level: 'warn', destination: { write: (line) => void log.push(line) } })
  api = await startApi({}, { connectors, logger })
  w = await api.workspace()
})
afterAll(() => api.stop())

const forged = 'another secret'
const secretWord = 'what only the service knows'
const hub = (header: string) => (secret: string, body: string) => ({
  [header]: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  'content-type': 'application/json',
})
const github = (secret: string, body: string) => ({
  ...hub('x-hub-signature-256')(secret, body),
  ...{ 'x-github-event': 'issues', 'x-github-delivery': '1' },
})
const slack = (secret: string, body: string) =>
  signedBySlack(body, { form: false, secret: secret === forged ? forged : slackSigningSecret })
const noJson = `{"said": "${secretWord}`
const notDocumented = JSON.stringify({ issue: [secretWord], webhookEvent: [1], type: [secretWord] })

it.each([
  ['github', 202, github, noJson],
  ['github', 202, github, notDocumented],
  ['jira', 202, hub('x-hub-signature'), noJson],
  ['jira', 202, hub('x-hub-signature'), notDocumented],
  ['notion', 202, hub('x-notion-signature'), noJson],
  ['slack', 200, slack, noJson],
  ['slack', 200, slack, notDocumented],
  [
    ...(['email', 202] as const),
    (secret: string, _body: string) => ({ authorization: `Bearer ${secret}`, 'content-type': 'application/json' }),
    notDocumented,
  ],
] as const)('%s', async (provider, status, signed, body) => {
  log.length = 0
  const { result } = await createConnection(api.store, api.masterKey, w.principal, {
    ...{
      provider,
      name: `${provider} ${Math.random()}`,
      auth: 'token',
      account: { id: 'T1/U1', name: 'x', url: null },
    },
    ...{ scopes: [], settings: {}, credentials: { token: 'xoxb-1', signingSecret: slackSigningSecret } },
  })
  const { body: webhook } = await w.call('GET', `/v1/connections/${result.id}/webhook`)
  const health = async () => (await w.call('GET', `/v1/connections/${result.id}/health`)).body
  expect((await health()).unreadableDeliveries).toEqual({ count: 0, lastAt: null, lastError: null })
  const send = (headers: Record<string, string>) =>
    fetch(`${api.url}/v1/integrations/${result.id}/webhook`, { method: 'POST', headers, body })
  expect((await send(signed(forged, body))).status).toBe(401)
  expect((await health()).unreadableDeliveries.count).toBe(0)
  // Sent again, it is the same.
  for (let n = 0; n < 2; n++) expect((await send(signed(webhook.secret, body))).status).toBe(status)
  expect(await health()).toMatchObject({
    unreadDeliveries: 0,
    unreadableDeliveries: { count: 1, lastAt: expect.stringMatching(/^20/), lastError: expect.any(String) },
  })
  const told = log.map((line) => JSON.parse(line)).find(({ msg }) => msg?.includes('cannot be read'))
  expect(told).toMatchObject({ connectionId: result.id, bytes: body.length, why: expect.any(String) })
  expect(log.join()).not.toContain(secretWord)
  const kept = await api.store.read(
    w.workspaceId,
    (tx) => tx<{ body: Uint8Array }[]>`select body from inbound_deliveries where connection_id = ${result.id}`,
  )
  expect(kept.map(({ body: { length } }) => length)).toEqual([0])
})
