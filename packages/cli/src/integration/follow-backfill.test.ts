import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Access } from '../api-client.ts'
import { followBackfill } from './follow-backfill.ts'

// What the API says of the connection each time that it is asked; the last stays.
let answers: unknown[] = []
let server: Server
let access: Access
const printed: string[] = []
const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answers.length > 1 ? answers.shift() : answers[0]))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  access = { url, apiKey: 'key', workspace: undefined }
})
afterEach(() => void printed.splice(0))
afterAll(() => {
  log.mockRestore()
  server.close()
})

const since = '2026-01-01T00:00:00Z'
const health = (more: object, ofMapping: object = {}, ofBackfill: object = {}) => ({
  ...{ status: 'active', trouble: null, throttledUntil: null, ...more },
  mappings: [
    {
      ...{ mappingId: 'm', containerKey: 'acme/shop', enabled: true, trouble: null, ...ofMapping },
      backfill: {
        ...{ state: 'running', done: 30, total: 40, remaining: 10, perMinute: null, heldUntil: null },
        ...ofBackfill,
      },
    },
  ],
})
const revoked = { code: 'unauthorized', message: 'the token was revoked', action: 'Connect it again.', since }
const gone = { code: 'not_found', message: 'the repository is gone', action: 'See whether it is there.', since }

test.each([
  ['its connection is paused', health({ status: 'paused' }), 'the connection is paused.', 'connection resume c'],
  ['its connection needs somebody', health({ status: 'attention', trouble: revoked }), revoked.message, revoked.action],
  ['it is disconnected', health({ status: 'disconnected' }), 'the connection is disconnected.', 'reconnect c'],
  ['the mapping is off', health({}, { enabled: false }), 'the mapping is off.', 'mapping enable m'],
  ['the mapping has trouble', health({}, { trouble: gone }, { heldUntil: since }), gone.message, gone.action],
])('a backfill is followed no further where %s', async (_, told, why, hint) => {
  answers = [told]
  await expect(followBackfill(access, 'c', 'm')).rejects.toMatchObject({
    ...{ message: `The backfill is held: ${why}`, hint: expect.stringContaining(hint), exitCode: 1 },
  })
  expect(printed).toHaveLength(1)
})

test('it is followed through what passes by itself, and what is wrong elsewhere, until it is done', async () => {
  const outage = { code: 'unavailable', message: 'it does not answer', action: 'Nothing: it is tried again.', since }
  answers = [
    health({ throttledUntil: since }),
    health({ trouble: outage }),
    health({ trouble: { ...gone, code: 'mapping_trouble' } }, {}, { done: 35 }),
    health({}, {}, { state: 'done', done: 40, remaining: 0 }),
  ]
  await followBackfill(access, 'c', 'm')
  expect(printed).toEqual([
    `acme/shop: bringing over 30 of 40; the service wants no requests until ${since}`,
    'acme/shop: bringing over 30 of 40; it does not answer. Nothing: it is tried again.',
    'acme/shop: bringing over 35 of 40',
    'acme/shop: 40 of 40 brought over',
  ])
})
