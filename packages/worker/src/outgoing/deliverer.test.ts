import { KeptConnections } from '@orchestrator/integrations'
import type { ClaimedDelivery, Store } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../../../../test/support/receiver.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { Ahead } from './ahead.ts'
import { Deliverer } from './deliverer.ts'
import { Slots } from './slots.ts'

let stage: TestStore
let receiver: Receiver
let deliverer: Deliverer
const connections = new KeptConnections()
/** What comes between the deliverer and what it writes for a workspace. */
let before: (workspaceId: string, write: () => Promise<unknown>) => Promise<unknown> = (_, write) => write()

beforeAll(async () => {
  ;[stage, receiver] = await Promise.all([openTestStore(), startReceiver()])
  const store = stage.open('relay', 5)
  const write: Store['write'] = (workspaceId, work) =>
    before(workspaceId, () => store.write(workspaceId, work)) as ReturnType<typeof work>
  deliverer = new Deliverer({
    ...{ store: { ...store, write }, logger: pino({ enabled: false }), masterKey: stage.database.masterKey },
    ...{ policy: { allowPrivateHosts: ['127.0.0.1'] }, timeoutMs: 30_000, connections },
    ...{ onGone: async () => {}, onFailing: async () => {} },
  })
  deliverer.start()
})
afterAll(async () => {
  await deliverer?.stop()
  await connections.close()
  await receiver?.close()
  await stage?.close()
})

/** So many messages to a place of its own; @returns its path */
let paths = 0
async function backlog(w: TestWorkspace, count: number): Promise<string> {
  const path = `/${++paths}`
  await w.store.write(
    w.id,
    (tx) => tx`
      insert into deliveries (
        workspace_id, id, kind, method, url, send_target, send_headers, send_body, send_step, status, attempts, next_at, created_at, updated_at
      )
      select ${w.id}, gen_random_uuid(), 'call', 'POST', ${receiver.url + path}, ${path}, '{}', '', 0, 'pending', 0, now(), now(), now()
      from generate_series(1, ${count})`,
  )
  return path
}

/** How much each of these had got when something came to the last. */
function atArrival(last: string, others: readonly string[]): Promise<number[]> {
  return new Promise((resolve) =>
    receiver.answer(last, () => {
      resolve(others.map((path) => receiver.received(path).length))
      return { status: 204 }
    }),
  )
}

function sendAll(arrival: Promise<number[]>): Promise<number[]> {
  deliverer.poke()
  return arrival
}

test('places that are fast and have much ahead leave room to another of their workspace', async () => {
  const w = await stage.workspace()
  const count = 600
  const fast = await Promise.all(Array.from({ length: 5 }, () => backlog(w, count)))
  const got = await sendAll(atArrival(await backlog(w, 1), fast))
  expect(Math.max(...got)).toBeLessThan(count / 2)
})

test('a workspace whose deliveries cannot be taken keeps those of no other from being sent, and has its own later', async () => {
  const [taken, refused] = [await stage.workspace(), await stage.workspace()]
  const claimed = Promise.withResolvers<void>()
  let refusals = 0
  before = async (workspaceId, write) => {
    if (workspaceId === refused.id && refusals++ === 0) {
      await claimed.promise
      throw new Error('the connection was lost')
    }
    return write().finally(() => workspaceId === taken.id && claimed.resolve())
  }
  // As many as a place may have at once, and more: were its room lost, nothing would be sent there any more.
  const places = [await backlog(taken, 25), await backlog(refused, 25)]
  deliverer.poke()
  const got = () => places.map((path) => receiver.received(path).length)
  await expect.poll(got, { timeout: 25_000 }).toEqual([25, 25])
  expect(refusals).toBeGreaterThan(1)
})

test('room is waited for by who has more than a full workspace, or all of them, can send, and who has least gets it', () => {
  const slots = new Slots()
  const places = ['1', '2', '3', '4', '5']
  const use = (workspace: string, targets: readonly string[]) => {
    const wanted = slots.take(workspace, targets)
    slots.taken(
      workspace,
      wanted,
      wanted.flatMap(({ target, most }) => Array<string>(most).fill(target)),
    )
    return wanted.map(({ target, most }) => [target, most])
  }
  for (const workspace of ['a', 'b', 'c', 'd']) use(workspace, places)
  // Each place has all that it may have: nobody waits for another's room.
  expect(slots.isWaitedFor('a')).toBe(false)
  expect(use('a', [...places, '6'])).toEqual([])
  expect([slots.isWaitedFor('a'), slots.isWaitedFor('b')]).toEqual([true, false])
  expect(slots.free('a', '3')).toBe(true)
  expect(use('a', [...places, '6'])).toEqual([['6', 1]])
  expect(use('e', ['1'])).toEqual([])
  expect(slots.isWaitedFor('b')).toBe(true)
  expect(slots.free('b', '1')).toBe(true)
  expect(use('e', ['1'])).toEqual([['1', 1]])
})

test('a place hands its room over to its own next, but now and then leaves it to those that wait', () => {
  const ahead = new Ahead()
  const fill = () => {
    const wanted = ahead.want('place')
    for (let n = 0; n < wanted; n++) ahead.put('place', {} as ClaimedDelivery)
    ahead.taken(wanted)
  }
  const handedOver = (waitedFor: boolean) => {
    let count = 0
    for (; count < 500; count++) {
      fill()
      if (!ahead.next('place', waitedFor)) break
    }
    return count
  }
  ahead.answered('place', { delivered: true, ms: 1 })
  expect(handedOver(false)).toBe(500)
  // It has had its turn already.
  expect(handedOver(true)).toBe(0)
  expect(handedOver(true)).toBe(40)
})

test('a thousand are taken ahead in all, however many places are fast', () => {
  const ahead = new Ahead()
  const places = Array.from({ length: 60 }, (_, n) => `place ${n}`)
  for (const place of places) ahead.answered(place, { delivered: true, ms: 1 })
  const ask = () => places.map((place) => ahead.want(place))
  const first = ask()
  expect(first.reduce((sum, n) => sum + n)).toBe(1_000)
  expect(ask().filter((n) => n > 0)).toEqual([])
  // Of one workspace's, fewer were there; the others have all that they wanted.
  first.forEach((wanted, n) => {
    for (let i = n === 0 ? 10 : 0; i < wanted; i++) ahead.put(places[n] ?? '', {} as ClaimedDelivery)
    ahead.taken(wanted)
  })
  expect(ahead.want('place 59')).toBe(10)
  ahead.taken(10)
  expect(ahead.forget('place 1')).toHaveLength(40)
  ahead.next('place 2', false)
  expect(ask().reduce((sum, n) => sum + n)).toBe(51)
})
