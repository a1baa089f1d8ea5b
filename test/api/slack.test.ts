// What Slack sends to the API: signed, stored and answered before anything is done.
import { connectors } from '@orchestrator/integrations'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type SlackEmulator,
  signedBySlack,
  slackSigningSecret,
  slackTokens,
  startSlackEmulator,
} from '../../packages/integrations/src/testing/slack-emulator.ts'
import { projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let w: TestWorkspace
let there: SlackEmulator
let connectionId: string
beforeAll(async () => {
  there = await startSlackEmulator()
  const oauthClients = {
    slack: { clientId: '1.2', clientSecret: 'client-secret', signingSecret: 'signed by the app of all' },
  }
  api = await startApi({ httpPolicy: { allowPrivateHosts: [there.host] }, oauthClients }, { connectors })
  w = await api.workspace()
  const credentials = { token: slackTokens.bot, signingSecret: slackSigningSecret }
  const settings = { baseUrl: `${there.url}/api/` }
  const made = await w.call('POST', '/v1/connections', { provider: 'slack', credentials, settings })
  expect([made.status, made.body.account]).toEqual([201, expect.objectContaining({ name: expect.any(String) })])
  expect(JSON.stringify(made.body)).not.toMatch(/xoxb|8f742231/)
  connectionId = made.body.id
}, 120_000)
afterAll(async () => {
  await api?.stop()
  await there?.close()
})

const send = (body: string, headers: Record<string, string>) =>
  fetch(`${api.url}/v1/integrations/${connectionId}/webhook`, { method: 'POST', headers, body })
const stored = () =>
  api.store.read(
    w.workspaceId,
    (tx) => tx<{ deliveryId: string; app: boolean; headers: object }[]>`
      select delivery_id, app, headers from inbound_deliveries order by received_at`,
  )
const commandOf = (trigger: string, team = there.teamId) =>
  new URLSearchParams({
    ...{ command: '/task', text: 'list', user_id: 'U1', channel_id: 'C1', trigger_id: trigger, team_id: team },
    response_url: 'https://hooks.slack.com/commands/1',
  }).toString()

it('a challenge is answered with itself', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' })
  const answer = await send(body, signedBySlack(body, { form: false }))
  expect([answer.status, await answer.text()]).toEqual([200, 'abc'])
})

it('a command is stored for the app, once, and answered with nothing; its signature is not kept', async () => {
  const command = commandOf('1.2.3')
  for (const _ of [1, 2]) {
    const answer = await send(command, signedBySlack(command))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  }
  const rows = (await stored()).filter(({ deliveryId }) => deliveryId.startsWith('command'))
  expect(rows).toMatchObject([{ deliveryId: 'command 1.2.3', app: true }])
  expect(JSON.stringify(rows)).not.toContain('v0=')
})

it('only what the app’s signing secret has signed just now is taken; the connection’s own secret signs nothing', async () => {
  const { body: webhook } = await w.call('GET', `/v1/connections/${connectionId}/webhook`)
  expect(webhook.manual).toContain('App Manifest')
  const before = (await stored()).length
  const other = commandOf('4.5.6')
  for (const headers of [
    {},
    signedBySlack(other, { secret: 'another' }),
    signedBySlack(other, { secret: webhook.secret }),
    signedBySlack(other, { secret: '' }),
    // The app of all is not this one.
    signedBySlack(other, { secret: 'signed by the app of all' }),
    signedBySlack(other, { at: new Date(Date.now() - 6 * 60_000) }),
  ])
    expect((await send(other, headers)).status).toBe(401)
  expect(await stored()).toHaveLength(before)
})

it('what is told of another workspace of Slack, by the same app, is kept by nobody', async () => {
  const before = (await stored()).length
  const told = (id: string, teams: object) => {
    const event = { type: 'message', channel: 'C1', user: 'U1', ts: '1.1', text: 'theirs' }
    return JSON.stringify({ type: 'event_callback', event_id: id, event_time: 1_790_000_000, event, ...teams })
  }
  const button = (team?: { id: string }) =>
    new URLSearchParams({
      payload: JSON.stringify({ type: 'block_actions', trigger_id: '7', user: { id: 'U1' }, team }),
    })
  for (const [body, form] of [
    [commandOf('7.8.9', 'T0ANOTHER00'), true],
    [commandOf('7.8.10', ''), true],
    [button({ id: 'T0ANOTHER00' }).toString(), true],
    [button().toString(), true],
    [told('EvTheirs', { team_id: 'T0ANOTHER00' }), false],
    [told('EvShared', { team_id: there.teamId, authorizations: [{ team_id: 'T0ANOTHER00' }] }), false],
  ] as const)
    expect((await send(body, signedBySlack(body, { form }))).status).toBe(200)
  expect(await stored()).toHaveLength(before)
  // Of a channel that is shared with them it is told as theirs, to those who have installed the app.
  const shared = told('EvOurs', { team_id: 'T0ANOTHER00', authorizations: [{ team_id: there.teamId }] })
  await send(shared, signedBySlack(shared, { form: false }))
  expect(await stored()).toHaveLength(before + 1)
})

it('a channel is mapped to a project without fields, and nothing of it is brought over', async () => {
  const { projectId } = await projectWithTask(w)
  const containerId = there.channels['shop']
  const made = await w.call('POST', '/v1/mappings', { connectionId, projectId, containerId })
  expect([made.status, made.body.containerKey, made.body.fields]).toEqual([201, '#shop', []])
  const backfill = await w.call('POST', `/v1/mappings/${made.body.id}/backfill`, { action: 'start' })
  expect([backfill.status, backfill.body.code]).toEqual([409, 'invalid_state'])
})

it('over OAuth a bot’s token is asked for, with scopes as Slack writes them', async () => {
  const settings = { baseUrl: `${there.url}/api/` }
  const answer = await w.call('POST', '/v1/connections/oauth', { provider: 'slack', settings })
  expect(answer.status).toBeLessThan(300)
  const address = new URL(answer.body.url)
  expect(address.pathname).toBe('/oauth/v2/authorize')
  expect(address.searchParams.get('scope')).toMatch(/^chat:write,commands,/)
})
