import { expect, it } from 'vitest'
import { signedBySlack, slackSigningSecret } from '../../testing/slack-emulator.ts'
import { readDelivery } from './payload.ts'
import { webhooks } from './webhooks.ts'

const bytes = (text: string) => Buffer.from(text)
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
const command = form({
  ...{ command: '/task', text: 'list mine', team_id: 'T1', user_id: 'U1', user_name: 'ada', channel_id: 'C1' },
  ...{ trigger_id: '1.2.3', response_url: 'https://hooks.slack.com/commands/1' },
})
const told = (event: object, id = 'Ev1') =>
  JSON.stringify({ type: 'event_callback', event_id: id, event_time: 1_700_000_000, team_id: 'T1', event })

it('takes what Slack signed a moment ago, and nothing else', () => {
  const now = new Date('2026-11-28T12:00:00Z')
  const verify = (headers: Record<string, string>, body = command, secret = slackSigningSecret) =>
    webhooks.verify({ headers, body: bytes(body) }, secret, now)
  const signed = signedBySlack(command, { at: now })
  expect(verify(signed)).toBe(true)
  expect(verify(signed, `${command}&text=delete`)).toBe(false)
  expect(verify(signed, command, 'another secret')).toBe(false)
  expect(verify(signedBySlack(command, { at: now, secret: '' }), command, '')).toBe(false)
  expect(verify({})).toBe(false)
  for (const minutes of [-6, 6]) {
    const at = new Date(now.getTime() + minutes * 60_000)
    expect(verify(signedBySlack(command, { at }))).toBe(false)
  }
  // The example of Slack’s own documentation.
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
  const headers = {
    'X-Slack-Request-Timestamp': '1531420618',
    'X-Slack-Signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  }
  const then = new Date(1_531_420_618_000)
  expect(webhooks.verify({ headers, body: bytes(body) }, slackSigningSecret, then)).toBe(true)
})

it('answers a challenge with it, and all else with nothing at once', () => {
  const json = { 'content-type': 'application/json' }
  const challenge = JSON.stringify({ type: 'url_verification', challenge: '3eZb' })
  expect(webhooks.answer?.({ headers: json, body: bytes(challenge) })).toMatchObject({ status: 200, body: '3eZb' })
  for (const body of [told({ type: 'message' }), 'no JSON', ''])
    expect(webhooks.answer?.({ headers: json, body: bytes(body) })).toMatchObject({ status: 200, body: '' })
})

it('gives each repetition the same id, and each press another', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const id = (body: string, type = headers) => webhooks.parse({ headers: type, body: bytes(body) }).id
  expect(id(command)).toBe(id(command))
  expect(id(command)).not.toBe(id(command.replace('1.2.3', '1.2.4')))
  const press = (trigger: string) =>
    form({ payload: JSON.stringify({ type: 'block_actions', trigger_id: trigger, user: { id: 'U1' } }) })
  expect(id(press('a'))).not.toBe(id(press('b')))
  const json = { 'content-type': 'application/json' }
  expect(id(told({ type: 'message' }, 'Ev7'), json)).toBe('Ev7')
  expect(() => id('{"type":"strange"}', json)).toThrow(/not what Slack documents/)
  expect(() => id('payload=nothing')).toThrow(/no JSON/)
})

it('tells of messages, mentions and reactions, but not of what bots write or people say to the app alone', () => {
  const events = (event: object) =>
    webhooks.parse({ headers: { 'content-type': 'application/json' }, body: bytes(told(event)) }).events
  const message = { type: 'message', channel: 'C1', user: 'U1', text: 'hello', ts: '1.1', thread_ts: '1.0' }
  expect(events(message)).toEqual([
    {
      ...{ type: 'slack.message', id: 'Ev1', occurredAt: '2023-11-14T22:13:20.000Z', containerId: 'C1' },
      data: { channel: 'C1', user: 'U1', text: 'hello', ts: '1.1', thread: '1.0' },
    },
  ])
  expect(events({ ...message, type: 'app_mention' })).toMatchObject([{ type: 'slack.app_mention' }])
  const item = { type: 'message', channel: 'C1', ts: '1.1' }
  expect(events({ type: 'reaction_added', user: 'U1', reaction: 'tada', item, item_user: 'U2' })).toMatchObject([
    { type: 'slack.reaction_added', containerId: 'C1', data: { reaction: 'tada', ts: '1.1', author: 'U2' } },
  ])
  for (const silent of [{ bot_id: 'B1' }, { subtype: 'channel_join' }, { channel_type: 'im' }, { user: undefined }])
    expect(events({ ...message, ...silent })).toEqual([])
})

it('reads no more of a text than Slack would send, and no body that is longer than its own', () => {
  const json = { 'content-type': 'application/json' }
  const read = (text: string) => readDelivery({ headers: json, body: bytes(told({ type: 'message', text })) })
  expect(read('x'.repeat(100_000))).toMatchObject({ event: { text: 'x'.repeat(40_000) } })
  expect(() => read('x'.repeat(2_000_000))).toThrow(/longer than those of Slack/)
  const typed = command.replace('list+mine', 'y'.repeat(10_000))
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect(readDelivery({ headers, body: bytes(typed) })).toMatchObject({ command: { text: 'y'.repeat(8_000) } })
})

it('that Slack leaves something out is known, and is nobody’s doing', () => {
  const body = JSON.stringify({ type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1_518_467_820 })
  const request = { headers: { 'content-type': 'application/json' }, body: bytes(body) }
  expect(readDelivery(request)).toMatchObject({ kind: 'left_out', teams: ['T1'] })
  expect(webhooks.parse(request)).toEqual({ id: 'left out 1518467820', actorId: null, hints: [], events: [] })
  expect(webhooks.isFor?.(request, { id: 'T2/U1' })).toBe(false)
})

it('a form that is sent again is the same; one that says something else is another', () => {
  const id = (said: string, trigger: string) => {
    const values = { title: { value: { type: 'plain_text_input', value: said } } }
    const payload = {
      type: 'view_submission',
      trigger_id: trigger,
      user: { id: 'U1' },
      view: { id: 'V1', state: { values } },
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return webhooks.parse({ headers, body: bytes(form({ payload: JSON.stringify(payload) })) }).id
  }
  expect(id('one', '1.1')).toBe(id('one', '2.2'))
  expect(id('one', '1.1')).not.toBe(id('two', '1.1'))
})
