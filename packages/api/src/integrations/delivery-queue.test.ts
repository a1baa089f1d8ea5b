import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { DeliveryQueue } from './delivery-queue.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

test('what comes at once is stored together, once each; one that cannot be stored keeps none of the others out', async () => {
  const w = await stage.workspace()
  const id = newId()
  await w.run('connection.create', {
    ...{ id, provider: 'github', name: 'c', auth: 'token', scopes: [], settings: {} },
    ...{ account: { id: '1', name: 'a', url: null }, sealedCredentials: 'v1.x', sealedSecret: 'v1.x' },
  })
  const wakes = async () => {
    const [row] = await w.store.read(w.id, (tx) => tx<{ wakes: number }[]>`select wakes from connection_syncs`)
    return Number(row?.wakes)
  }
  const before = await wakes()
  const queue = new DeliveryQueue(w.store)
  const send = (deliveryId: string) => queue.keep(w.id, id, { deliveryId, headers: {}, body: Buffer.from(deliveryId) })
  const sent = await Promise.allSettled([
    ...Array.from({ length: 300 }, (_, n) => send(`d${n % 250}`)),
    send('nul\0'),
    send('last'),
  ])
  expect(sent.filter(({ status }) => status === 'rejected').length).toBe(1)
  const rows = await w.store.read(w.id, (tx) => tx`select delivery_id from inbound_deliveries`)
  expect(rows).toHaveLength(251)
  const woken = (await wakes()) - before
  expect(woken).toBeGreaterThan(0)
  // Some hundred in a transaction; those that were with the one that failed, one by one.
  expect(woken).toBeLessThan(110)
  await send('later')
  expect(await wakes()).toBe(before + woken + 1)
})
