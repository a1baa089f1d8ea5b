import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { ProviderError } from '../../connector/provider-error.ts'
import { type FaultProxy, startFaultProxy } from '../../testing/fault-proxy.ts'
import { type SlackEmulator, slackTokens, startSlackEmulator } from '../../testing/slack-emulator.ts'
import { slack } from './index.ts'
import { findMarked } from './marked.ts'
import { slackSession } from './session.ts'

let there: SlackEmulator
let proxy: FaultProxy
beforeAll(async () => {
  there = await startSlackEmulator()
  proxy = await startFaultProxy(there.url)
}, 60_000)
afterEach(() => void proxy.clear())
afterAll(async () => {
  await proxy?.close()
  await there?.close()
})

const open = (token: string = slackTokens.bot) =>
  slack.open({
    credentials: { token, signingSecret: 'never told to anybody' },
    settings: { baseUrl: `${proxy.url}/api/` },
    policy: { allowPrivateHosts: [proxy.host] },
  })
const run = (action: string, input: object, key = 'key', retry = false) =>
  slack.actions[action]?.run(input as never, { session: open(), key, retry }) as Promise<{
    channel: string
    ts: string
  }>
const failure = (work: Promise<unknown>): Promise<ProviderError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: ProviderError) => error,
  )
const channel = () => there.channels['shop'] ?? ''

it('tells who is connected, the channels that it sees and the people with their addresses', async () => {
  expect(await open().check()).toMatchObject({ id: expect.stringMatching(/^T\w+\/U0BOT000000$/), missing: [] })
  const { containers, cursor } = await open().containers({ search: 'SHO' })
  expect(containers).toEqual([{ id: channel(), key: '#shop', name: '#shop', url: null }])
  expect(cursor).toBeNull()
  const people = await open().users('')
  expect(people).toContainEqual(expect.objectContaining({ id: there.users['bob'], email: 'bob@example.com' }))
  expect(people.some(({ id }) => id === 'U0BOT000000')).toBe(false)
})

it('nothing of it is kept in step', async () => {
  expect(slack.itemTypes).toEqual([])
  expect(await failure(open().get({ type: 'message', id: '1' }, channel()))).toMatchObject({ kind: 'invalid' })
})

it('a message whose answer was lost is found again under its key, in a channel, a thread and with a person', async () => {
  const first = await run('postMessage', { channel: channel(), text: 'a beginning' }, 'one')
  const posts = [
    { action: 'postMessage', input: { channel: channel(), text: 'lost' } },
    { action: 'postMessage', input: { channel: channel(), text: 'lost in a thread', thread: first.ts } },
    { action: 'directMessage', input: { to: 'bob@example.com', text: 'lost too' } },
  ]
  for (const [n, { action, input }] of posts.entries()) {
    proxy.plan({ kind: 'drop' }, { when: ({ path }) => path.endsWith('chat.postMessage') })
    expect(await failure(run(action, input, `lost ${n}`))).toMatchObject({ kind: 'ambiguous' })
    const again = await run(action, input, `lost ${n}`, true)
    expect(await run(action, input, `lost ${n}`, true)).toEqual(again)
  }
  const texts = (await there.messages(channel())).map(({ text }) => text)
  expect(texts.filter((text) => text === 'lost')).toHaveLength(1)
  const replies = (await there.replies(channel(), first.ts)).map(({ text }) => text)
  expect(replies).toEqual(['a beginning', 'lost in a thread'])
  const direct = (await there.direct(there.users['bob'] ?? '')) ?? ''
  expect((await there.messages(direct)).map(({ text }) => text)).toEqual(['lost too'])
  // What was never sent is not found, and so is sent.
  const nobody = { channel: channel(), key: 'never', since: new Date() }
  expect(await findMarked(slackSession(open()).client, nobody)).toBeNull()
})

it('changes a message and adds a reaction, which twice is no error', async () => {
  const { ts } = await run('postMessage', { channel: channel(), text: 'before' }, 'changed')
  await run('updateMessage', { channel: channel(), ts, text: 'after' })
  expect((await there.messages(channel())).find((one) => one.ts === ts)?.text).toBe('after')
  for (const _ of [1, 2]) expect(await run('addReaction', { channel: channel(), ts, emoji: 'tada' })).toEqual({})
})

it('says what went wrong in our kinds, and holds no secret', async () => {
  const revoked = await failure(open('xoxb-revoked-token-0123').check())
  expect(revoked).toMatchObject({ kind: 'unauthorized' })
  expect(await failure(run('postMessage', { channel: 'C0NOWHERE', text: 'x' }))).toMatchObject({ kind: 'not_found' })
  proxy.plan({
    kind: 'answer',
    status: 429,
    headers: { 'retry-after': '7' },
    body: '{"ok":false,"error":"ratelimited"}',
  })
  expect(await failure(open().check())).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7_000 })
  proxy.plan({ kind: 'answer', status: 429, body: '{}' })
  expect(await failure(open().check())).toMatchObject({ kind: 'rate_limited' })
  proxy.plan({ kind: 'answer', status: 503, body: slackTokens.bot })
  const away = await failure(run('postMessage', { channel: channel(), text: 'x' }))
  expect(away).toMatchObject({ kind: 'ambiguous' })
  proxy.plan({ kind: 'answer', status: 503, body: '' })
  expect(await failure(open().check())).toMatchObject({ kind: 'unavailable' })
  proxy.plan({ kind: 'answer', status: 200, body: '<html>' })
  expect(await failure(open().check())).toMatchObject({ kind: 'malformed' })
  proxy.plan({ kind: 'answer', status: 200, body: '{"ok":false,"error":"missing_scope","needed":"chat:write"}' })
  const missing = await failure(run('postMessage', { channel: channel(), text: 'x' }))
  expect(missing).toMatchObject({ kind: 'forbidden', message: expect.stringContaining('chat:write') })
  proxy.plan({ kind: 'reset' })
  expect(await failure(open().check())).toMatchObject({ kind: 'unavailable' })
  for (const error of [revoked, away, missing])
    expect(JSON.stringify([error.message, error.cause, { ...error }])).not.toMatch(/xoxb|never told/)
})
