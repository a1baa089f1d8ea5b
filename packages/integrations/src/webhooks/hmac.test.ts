import { createHmac } from 'node:crypto'
import { WebhookHmac } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { signHmac, verifyHmac } from './hmac.ts'

const secret = 'shhh'
const body = Buffer.from('{"amount":12,"name":"Fuß"}')

test.each([
  [{ header: 'X-Signature' }],
  [{ header: 'X-Signature', algorithm: 'sha512', encoding: 'base64' }],
  [{ header: 'X-Hub-Signature', algorithm: 'sha1', prefix: 'sha1=' }],
  [
    {
      header: 'X-Slack-Signature',
      prefix: 'v0=',
      timestamp: { header: 'X-Slack-Request-Timestamp' },
      signed: 'v0:{timestamp}:{body}',
    },
  ],
])('%j: takes what was signed, and nothing that differs', (given) => {
  const hmac = WebhookHmac.parse(given)
  const headers = signHmac(hmac, { secret, body })
  expect(verifyHmac(hmac, { secret, headers, body })).toBe(true)
  expect(verifyHmac(hmac, { secret: 'other', headers, body })).toBe(false)
  expect(verifyHmac(hmac, { secret, headers, body: Buffer.concat([body, Buffer.from(' ')]) })).toBe(false)
  expect(verifyHmac(hmac, { secret, headers: {}, body })).toBe(false)
  for (const value of ['', hmac.prefix, `${hmac.prefix}00`, 'ünïcode', (headers[hmac.header] ?? '').slice(0, -2)])
    expect(verifyHmac(hmac, { secret, headers: { ...headers, [hmac.header]: value }, body })).toBe(false)
})

test('is what other services make: Slack’s own way, written out', () => {
  const hmac = WebhookHmac.parse({
    header: 'X-Slack-Signature',
    prefix: 'v0=',
    timestamp: { header: 'X-Slack-Request-Timestamp' },
    signed: 'v0:{timestamp}:{body}',
  })
  const time = '1531420618'
  const signature = createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest('hex')
  const headers = new Headers({ 'X-Slack-Signature': `v0=${signature}`, 'X-Slack-Request-Timestamp': time })
  const at = (seconds: number) => verifyHmac(hmac, { secret, headers, body, now: (Number(time) + seconds) * 1_000 })
  expect([at(0), at(299), at(301), at(-301)]).toEqual([true, true, false, false])
  headers.set('X-Slack-Request-Timestamp', `${time}x`)
  expect(at(0)).toBe(false)
})

test('a time that is not signed is refused when it is written', () => {
  const given = { header: 'X-S', timestamp: { header: 'X-T' }, signed: '{body}' }
  expect(WebhookHmac.safeParse(given).success).toBe(false)
})
