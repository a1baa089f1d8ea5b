// To adapt: what is special about the service, beyond what every connector promises: fields, webhooks, actions, rights, limits, costs.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Draft } from '../../connector/connector.ts'
import type { InboundRequest } from '../../connector/webhooks.ts'
import { isWrite } from '../../testing/fault-proxy.ts'
import { openSampleDeskStage, type SampleDeskStage } from '../../testing/sampledesk-stage.ts'
import { actions } from './actions.ts'
import { webhooks } from './webhooks.ts'

let stage: SampleDeskStage
let receiver: Server
let url: string
const received: InboundRequest[] = []

beforeAll(async () => {
  stage = await openSampleDeskStage()
  receiver = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    received.push({ headers: incoming.headers as Record<string, string>, body: Buffer.concat(chunks) })
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
}, 60_000)
afterEach(() => stage.proxy.clear())
afterAll(async () => {
  await stage.close()
  receiver.close()
})

const draft = (fields: Draft['fields']): Draft => ({
  ...{ containerId: stage.containerId, type: 'item', on: null, marker: 'm-1', fields: { title: 'a', ...fields } },
})

test('each field is read back as it was written, and what is refused is said', async () => {
  const made = await stage.open().create(draft({}))
  const written = { done: true, labels: ['a', 'b'], assignee: stage.fake.other.id }
  expect((await stage.open().update(made, stage.containerId, written)).fields).toMatchObject(written)
  const emptied = { done: false, labels: [], assignee: null }
  expect((await stage.open().update(made, stage.containerId, emptied)).fields).toMatchObject(emptied)
  const refused = stage.open().update(made, stage.containerId, { assignee: 'nobody' })
  await expect(refused).rejects.toMatchObject({ kind: 'invalid', fields: [{ field: 'assignee_id' }] })
  for (const id of ['../me', 'a/b', ''])
    await expect(stage.open().get({ type: 'item', id }, stage.containerId)).rejects.toMatchObject({ kind: 'invalid' })
})

test('people, how many items there are, and lists by a word', async () => {
  expect((await stage.open().users(stage.containerId)).map(({ email }) => email)).toContain('ann@example.com')
  const query = { containerId: stage.containerId, type: 'item' }
  const before = await stage.open().count(query)
  await stage.open().create(draft({}))
  expect(await stage.open().count(query)).toBe((before ?? Number.NaN) + 1)
  expect((await stage.open().containers({ search: 'Sho' })).containers).toMatchObject([{ name: 'Shop' }])
  expect((await stage.open().containers({ search: 'Hidden' })).containers).toEqual([])
})

test('a token that may only read, a limit that is reached, a cursor of somebody else', async () => {
  const reader = stage.open({ token: stage.fake.readOnlyToken })
  await expect(reader.create(draft({}))).rejects.toMatchObject({ kind: 'forbidden' })
  stage.fake.state.limit = { left: 0, seconds: 7 }
  await expect(stage.open().check()).rejects.toMatchObject({ kind: 'rate_limited', retryAfterMs: 7_000 })
  stage.fake.state.limit = { left: Number.POSITIVE_INFINITY, seconds: 0 }
  const query = { containerId: stage.containerId, type: 'item', cursor: { page: 'two' } }
  await expect(stage.open().pull(query)).rejects.toMatchObject({ kind: 'invalid' })
})

test('looking when nothing changed costs one request, making and changing one each', async () => {
  const cost = async (work: () => Promise<unknown>) => {
    stage.proxy.clear()
    await work()
    return stage.proxy.requests.length
  }
  const made = await stage.open().create(draft({}))
  const query = { containerId: stage.containerId, type: 'item' }
  const { cursor } = await stage.open().pull({ ...query, cursor: null })
  expect(await cost(() => stage.open().pull({ ...query, cursor }))).toBe(1)
  expect(await cost(() => stage.open().create(draft({})))).toBe(1)
  expect(await cost(() => stage.open().update(made, stage.containerId, { title: 'b' }))).toBe(1)
})

test('webhooks: made once, signed, told whole, gone, and given back', async () => {
  const { fake, containerId, provider } = stage
  const { subscribe, unsubscribe, verify, parse } = webhooks
  if (!subscribe || !unsubscribe) throw new Error('it can')
  const target = { url, secret: 'the connection’s own', containerId }
  const subscription = await subscribe(stage.open(), target)
  expect(await subscribe(stage.open(), target)).toEqual(subscription)
  expect(fake.state.hooks).toHaveLength(1)

  const ref = await provider.create('told', 'all of it')
  fake.as(fake.other, 'POST', `/items/${ref.id}/comments`, { text: 'hello' })
  await provider.remove(ref)
  await fake.tell.settled()
  for (const request of received) expect(await verify(request, target.secret, new Date())).toBe(true)
  const of = (type: string) => received.map(parse).find(({ events }) => events[0]?.type === type)
  expect(of('sampledesk.item.created')).toMatchObject({
    ...{ actorId: fake.other.id, events: [{ containerId, data: { item: { title: 'told' } } }] },
    hints: [{ kind: 'changed', ref, containerId, item: { fields: { title: 'told', text: 'all of it' } } }],
  })
  expect(of('sampledesk.comment.created')?.hints).toMatchObject([{ kind: 'changed', on: ref }])
  expect(of('sampledesk.item.deleted')?.hints).toEqual([{ kind: 'gone', ref, containerId }])

  await unsubscribe(stage.open(), subscription, containerId)
  await unsubscribe(stage.open(), subscription, containerId)
  expect(fake.state.hooks).toEqual([])
})

test('an action is done once under its key, also when the answer to it was lost', async () => {
  const { createItem } = actions
  const input = { listId: stage.containerId, title: 'by an action' } as never
  const context = { session: stage.open(), key: 'step 1' }
  stage.proxy.plan({ kind: 'drop' }, { when: isWrite })
  await expect(createItem?.run(input, { ...context, retry: false })).rejects.toMatchObject({ kind: 'ambiguous' })
  const made = await createItem?.run(input, { ...context, retry: true })
  expect(await createItem?.run(input, { ...context, retry: true })).toEqual(made)
  expect(await stage.provider.count('by an action')).toBe(1)
  await createItem?.run(input, { ...context, key: 'step 2', retry: false })
  expect(await stage.provider.count('by an action')).toBe(2)
})
