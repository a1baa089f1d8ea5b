import { KeptConnections } from '@orchestrator/integrations'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../../../../test/support/receiver.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { Deliverer } from './deliverer.ts'
import { Slots } from './slots.ts'

let stage: TestStore
let receiver: Receiver
let deliverer: Deliverer
let looks: NodeJS.Timeout
const connections = new KeptConnections()

beforeAll(async () => {
  ;[stage, receiver] = await Promise.all([openTestStore(), startReceiver()])
  deliverer = new Deliverer({
    ...{ store: stage.open('relay', 5), logger: pino({ enabled: false }), masterKey: stage.database.masterKey },
    ...{ policy: { allowPrivateHosts: ['127.0.0.1'] }, timeoutMs: 2_000, connections },
    ...{ onGone: async () => {}, onFailing: async () => {} },
  })
  deliverer.start()
  looks = setInterval(() => deliverer.poke(), 200)
})
afterAll(async () => {
  clearInterval(looks)
  await deliverer?.stop()
  await connections.close()
  await receiver?.close()
  await stage?.close()
})

/** So many messages to each of some places, due for so long. */
const backlog = (w: TestWorkspace, places: readonly string[], count: number, minutes: number) =>
  w.store.write(
    w.id,
    (tx) => tx`
      insert into deliveries (
        workspace_id, id, kind, method, url, send_target, send_headers, send_body, send_step, status, attempts, next_at, created_at, updated_at
      )
      select ${w.id}, gen_random_uuid(), 'call', 'POST', ${receiver.url} || p.path, p.path, '{}', '', 0, 'pending', 0,
        now() - ${minutes} * interval '1 minute', now(), now()
      from unnest(${places as string[]}::text[]) as p (path) cross join generate_series(1, ${count})`,
  )

test('of a hundred places, sixty that never answer and have waited longest keep none of the others out', async () => {
  const w = await stage.workspace()
  const places = (name: string, count: number) => Array.from({ length: count }, (_, n) => `/${name}-${n}`)
  const [dead, good] = [places('dead', 60), places('good', 40)]
  for (const place of dead) receiver.answer(place, () => null)
  await backlog(w, dead, 50, 60)
  await backlog(w, good, 2, 0)
  const got = () => good.filter((place) => receiver.received(place).length === 2).length
  await expect.poll(got, { timeout: 240_000, interval: 200 }).toBe(good.length)
  expect(dead.some((place) => receiver.received(place).length > 0)).toBe(true)
}, 300_000)

test('of many places each is given little, a single one all that a place may have', () => {
  const slots = new Slots()
  expect(slots.take('a', ['1'])).toEqual([{ target: '1', most: 10 }])
  const many = Array.from({ length: 60 }, (_, n) => `${n}`)
  expect(slots.take('b', many)).toEqual(many.slice(0, 50).map((target) => ({ target, most: 1 })))
})
