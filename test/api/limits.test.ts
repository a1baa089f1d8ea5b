import { afterAll, beforeAll, expect, it } from 'vitest'
import { callWith, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
beforeAll(async () => {
  api = await startApi({ rateLimit: 5, webhookRateLimit: 3, failedLoginLimit: 4 })
  acme = await api.workspace()
})
afterAll(() => api.stop())

it('says how much is left, then 429 with Retry-After; another key has its own count', async () => {
  const answers = []
  for (let n = 0; n < 8; n++) answers.push(await acme.call('GET', '/v1/me'))
  expect(answers[0]?.headers.get('ratelimit-limit')).toBe('5')
  expect(answers.slice(0, 5).map((answer) => answer.headers.get('ratelimit-remaining'))).toEqual([
    '4',
    '3',
    '2',
    '1',
    '0',
  ])
  const refused = answers.find((answer) => answer.status === 429)
  expect(refused?.body).toMatchObject({ code: 'rate_limited', status: 429 })
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  const other = await api.workspace()
  expect((await other.call('GET', '/v1/me')).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  expect((await acme.call('GET', '/v1/me')).status).toBe(200)
})

it('a webhook has a limit of its own', async () => {
  const send = () => callWith(api.url)('POST', `/v1/hooks/${acme.slug}/nowhere`, '{}')
  expect((await Promise.all(Array.from({ length: 5 }, send))).map((answer) => answer.status).sort()).toEqual([
    404, 404, 404, 429, 429,
  ])
})

it('an address that keeps failing is told to wait, while a known key goes on', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  expect((await acme.call('GET', '/v1/me')).status).toBe(200)
  const statuses = []
  for (let n = 0; n < 6; n++)
    statuses.push((await callWith(api.url, `orc_${'0'.repeat(32)}_${'a'.repeat(43)}`)('GET', '/v1/me')).status)
  expect(statuses).toEqual([401, 401, 401, 401, 429, 429])
  expect((await acme.call('GET', '/v1/me')).status).toBe(200)
})
