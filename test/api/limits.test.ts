import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callWith, deploy, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
beforeAll(async () => {
  api = await startApi({ rateLimit: 5, webhookRateLimit: 3, failedLoginLimit: 4, trustedProxies: ['127.0.0.1'] })
  acme = await api.workspace()
})
afterAll(() => api.stop())

/** As if a trusted proxy had been told this by the addresses before it. */
const from = (...addresses: string[]) => ({ 'x-forwarded-for': addresses.join(', ') })

it('says how much is left, then 429 with Retry-After; another key has its own count', async () => {
  // All at once: one after the other they might not come within the second that is counted.
  const answers = await Promise.all(Array.from({ length: 8 }, () => acme.call('GET', '/v1/me')))
  expect(answers[0]?.headers.get('ratelimit-limit')).toBe('5')
  const taken = answers.filter((answer) => answer.status === 200)
  expect(taken.map((answer) => answer.headers.get('ratelimit-remaining')).sort()).toEqual(['0', '1', '2', '3', '4'])
  const refused = answers.find((answer) => answer.status === 429)
  expect(refused?.body).toMatchObject({ code: 'rate_limited', status: 429 })
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  const other = await api.workspace()
  expect((await other.call('GET', '/v1/me')).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  expect((await acme.call('GET', '/v1/me')).status).toBe(200)
})

it('a webhook has a limit of its own for what is signed, and noise uses up nothing of it', async () => {
  const beta = await api.workspace()
  await deploy(api, beta, [
    { id: 'intake', triggers: [{ kind: 'webhook', path: 'in', verify: 'github', body: null, if: null }] },
  ])
  const { secret } = (await beta.call('GET', '/v1/webhooks/in/secret')).body
  const signature = `sha256=${createHmac('sha256', secret).update('{}').digest('hex')}`
  const send = (path: string, headers: Record<string, string>) =>
    callWith(api.url)('POST', `/v1/hooks/${beta.slug}/${path}`, '{}', headers)
  const statuses = async (times: number, ...request: Parameters<typeof send>) =>
    (await Promise.all(Array.from({ length: times }, () => send(...request)))).map(({ status }) => status).sort()

  expect(await statuses(6, 'in', from('192.0.2.1'))).toEqual([401, 401, 401, 401, 429, 429])
  expect(await statuses(6, 'nowhere', from('192.0.2.2'))).toEqual([404, 404, 404, 404, 429, 429])
  // The sender whose signature is right comes from the same address as the noise.
  const signed = () => ({ ...from('192.0.2.1'), 'x-hub-signature-256': signature, 'x-github-delivery': randomUUID() })
  expect(await statuses(5, 'in', signed())).toEqual([202, 202, 202, 429, 429])
  // Noise is no failed login.
  expect((await callWith(api.url, 'orc_x')('GET', '/v1/me', undefined, from('192.0.2.1'))).status).toBe(401)
})

const wrongKey = `orc_${'0'.repeat(32)}_${'a'.repeat(43)}`
const fail = async (times: number, headers: Record<string, string>, url = api.url) => {
  const call = callWith(url, wrongKey)
  const answers = await Promise.all(Array.from({ length: times }, () => call('GET', '/v1/me', undefined, headers)))
  return answers.map(({ status }) => status).sort()
}

it('an address that keeps failing is told to wait, while a known key goes on', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  const address = from('198.51.100.1')
  expect((await acme.call('GET', '/v1/me', undefined, address)).status).toBe(200)
  expect(await fail(6, address)).toEqual([401, 401, 401, 401, 429, 429])
  expect((await acme.call('GET', '/v1/me', undefined, address)).status).toBe(200)
})

it('behind trusted proxies each client has its own count; what a client says of itself is not believed', async () => {
  expect(await fail(5, from('198.51.100.2'))).toEqual([401, 401, 401, 401, 429])
  expect(await fail(1, from('198.51.100.3'))).toEqual([401])
  // What stands before the last address that is not trusted was made up by whoever came from there.
  expect(await fail(1, from('203.0.113.9', '198.51.100.2'))).toEqual([429])
  // The proxy nearest to us is trusted too and says whom it had before it.
  expect(await fail(1, from('198.51.100.2:4711', '127.0.0.1'))).toEqual([429])
  // One IPv6 host has a /64.
  expect(await fail(5, from('2001:db8::1'))).toEqual([401, 401, 401, 401, 429])
  expect(await fail(1, from('[2001:db8::2]:443'))).toEqual([429])
  expect(await fail(1, from('2001:db8:0:1::1'))).toEqual([401])
})

it('without trusted proxies the header says nothing', async () => {
  const plain = await startApi({ failedLoginLimit: 4 })
  const each = Array.from({ length: 5 }, (_, n) => fail(1, from(`198.51.100.${n}`), plain.url))
  expect((await Promise.all(each)).flat().sort()).toEqual([401, 401, 401, 401, 429])
  await plain.stop()
})
