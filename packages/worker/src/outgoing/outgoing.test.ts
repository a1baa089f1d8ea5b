import { type Command, type CommandInput, type Delivery, newId } from '@orchestrator/domain'
import { createEndpoint, type DeliveryAttempt, getDelivery, rotateEndpoint, updateEndpoint } from '@orchestrator/store'
import pino from 'pino'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { type Received, type Receiver, startReceiver } from '../../../../test/support/receiver.ts'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { startRelayHost } from '../relay-host.ts'
import { installRuntime } from '../temporal/runtime.ts'

const quiet = pino({ enabled: false })
const patient = { timeout: 40_000, interval: 30 }
let stage: TestStore
let receiver: Receiver
let host: { stop(): Promise<void> } | undefined
let start: () => Promise<{ stop(): Promise<void> }>

beforeAll(async () => {
  installRuntime(quiet)
  const [opened, temporal, server] = await Promise.all([openTestStore(), createTestNamespace(), startReceiver()])
  stage = opened
  receiver = server
  start = () =>
    startRelayHost({
      ...{ ...stage.database, temporal, home: testHome, logger: quiet },
      allowPrivateHosts: ['127.0.0.1'],
      deliveryPauses: [50, 100],
      deliveryTimeoutMs: 2_000,
    })
  host = await start()
}, 120_000)
afterAll(async () => {
  await host?.stop()
  await receiver?.close()
  await stage?.close()
})

type Endpoint = Parameters<typeof createEndpoint>[3]

let paths = 0
async function endpoint(w: TestWorkspace, more: Partial<Endpoint> = {}) {
  const path = `/${++paths}`
  const { masterKey } = stage.database
  const made = await createEndpoint(w.store, masterKey, w.owner, { url: `${receiver.url}${path}`, ...more })
  return { ...made, path }
}

const deliveriesOf = (w: TestWorkspace, endpointId: string) =>
  w.store.read(
    w.id,
    (tx) =>
      tx<
        Delivery[]
      >`select * from deliveries where workspace_id = ${w.id} and endpoint_id = ${endpointId} order by event_seq, created_at`,
  )
const attemptsOf = async (w: TestWorkspace, id: string): Promise<readonly DeliveryAttempt[]> =>
  (await w.store.read(w.id, (tx) => getDelivery(tx, w.id, id)))?.attemptLog ?? []

async function settled(w: TestWorkspace, endpointId: string, count: number): Promise<readonly Delivery[]> {
  await expect
    .poll(async () => {
      const all = await deliveriesOf(w, endpointId)
      return all.filter(({ status }) => status === 'delivered' || status === 'dead').length
    }, patient)
    .toBe(count)
  return deliveriesOf(w, endpointId)
}

const verified = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string; data: Record<string, unknown> }

describe('an endpoint', () => {
  test('gets each event that it asks for once, signed, in the order of the log, from its creation on', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await w.task(project, { title: 'before' })
    const { id, secret, path } = await endpoint(w, {
      eventTypes: ['task.created'],
      filter: 'event.task.title.startsWith("wanted")',
      headers: { authorization: 'Bearer of-theirs' },
    })
    for (const title of ['wanted 1', 'other', 'wanted 2']) await w.task(project, { title })
    const all = await settled(w, id, 2)
    const got = receiver.received(path)
    expect(got.map((one) => verified(secret, one).data['task'])).toMatchObject([
      { title: 'wanted 1' },
      { title: 'wanted 2' },
    ])
    const [first] = got
    const events = await w.events()
    const event = events.find((one) => one.seq === all[0]?.eventSeq)
    expect(JSON.parse(first?.body ?? '')).toEqual({ type: 'task.created', timestamp: event?.occurredAt, data: event })
    expect(first?.headers).toMatchObject({
      'webhook-id': all[0]?.id,
      'content-type': 'application/json',
      authorization: 'Bearer of-theirs',
    })
    expect(all[0]).toMatchObject({ status: 'delivered', attempts: 1, lastStatus: 204, lastError: null, nextAt: null })
  })

  test('of two workspaces hears of its own alone; switched off it hears of nothing', async () => {
    const [w, other] = [await stage.workspace(), await stage.workspace()]
    const { id, path } = await endpoint(w, { eventTypes: ['project.created'] })
    await other.project()
    await w.project()
    await settled(w, id, 1)
    await updateEndpoint(w.store, stage.database.masterKey, w.owner, { id, enabled: false })
    await w.project()
    await updateEndpoint(w.store, stage.database.masterKey, w.owner, { id, enabled: true })
    await w.project()
    await settled(w, id, 2)
    const projects = (await w.events())
      .filter(({ type }) => type === 'project.created')
      .map(({ subject }) => subject.id)
    expect(receiver.received(path).map(({ body }) => JSON.parse(body).data.subject.id)).toEqual([
      projects[0],
      projects[2],
    ])
  })

  test('that is switched off is sent nothing that waits, which can be sent again once it is on', async () => {
    const w = await stage.workspace()
    const { id, path } = await endpoint(w, { eventTypes: ['project.created'] })
    await w.project()
    const [delivery] = await settled(w, id, 1)
    const enable = (enabled: boolean) => updateEndpoint(w.store, stage.database.masterKey, w.owner, { id, enabled })
    const again = () => w.run('delivery.redeliver', { id: delivery?.id ?? '' })
    await enable(false)
    await again()
    await expect
      .poll(async () => (await deliveriesOf(w, id))[0], patient)
      .toMatchObject({ status: 'dead', lastError: 'the endpoint is switched off' })
    expect(receiver.received(path)).toHaveLength(1)
    await enable(true)
    await again()
    await expect.poll(async () => (await deliveriesOf(w, id))[0]?.status, patient).toBe('delivered')
    expect(receiver.received(path)).toHaveLength(2)
  })

  test('that fails twice is asked again under the same id, and each attempt is in the list', async () => {
    const w = await stage.workspace()
    const { id, secret, path } = await endpoint(w, { eventTypes: ['project.created'] })
    receiver.answer(path, (nth) => ({ status: nth < 3 ? 500 : 200 }))
    await w.project()
    const [delivery] = await settled(w, id, 1)
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 3, lastStatus: 200 })
    for (const one of receiver.received(path)) verified(secret, one)
    const ids = receiver.received(path).map(({ headers }) => headers['webhook-id'])
    expect(ids).toEqual([delivery?.id, delivery?.id, delivery?.id])
    expect(await attemptsOf(w, delivery?.id ?? '')).toMatchObject([
      { n: 3, status: 200, error: null },
      { n: 2, status: 500, error: 'the receiver answered 500' },
      { n: 1, status: 500 },
    ])
  })

  test('that never answers well becomes a dead letter, which can be sent again', async () => {
    const w = await stage.workspace()
    const { id, path } = await endpoint(w, { eventTypes: ['project.created'] })
    receiver.answer(path, () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } }))
    await w.project()
    const [dead] = await settled(w, id, 1)
    expect(dead).toMatchObject({ status: 'dead', attempts: 3, nextAt: null })
    expect(dead?.lastError).toBe('the receiver answered 302; redirects are not followed')
    receiver.answer(path, () => ({ status: 200 }))
    await w.run('delivery.redeliver', { id: dead?.id ?? '' })
    await expect.poll(async () => (await deliveriesOf(w, id))[0]?.status, patient).toBe('delivered')
    expect(receiver.received(path).at(-1)?.headers['webhook-id']).toBe(dead?.id)
  })

  test('is asked no sooner than it wishes', async () => {
    const w = await stage.workspace()
    const { id, path } = await endpoint(w, { eventTypes: ['project.created'] })
    receiver.answer(path, (nth) => (nth === 1 ? { status: 429, headers: { 'retry-after': '2' } } : { status: 200 }))
    await w.project()
    await settled(w, id, 1)
    const [first, second] = receiver.received(path)
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_990)
  })

  test('that is gone (410) is switched off, and the log says so', async () => {
    const w = await stage.workspace()
    const { id, path } = await endpoint(w, { eventTypes: ['project.created'] })
    receiver.answer(path, () => ({ status: 410 }))
    await w.project()
    const [delivery] = await settled(w, id, 1)
    expect(delivery).toMatchObject({ status: 'dead', attempts: 1, lastStatus: 410 })
    await expect.poll(async () => (await w.events()).at(-1)?.type, patient).toBe('webhook_endpoint.disabled')
    expect((await w.events()).at(-1)).toMatchObject({
      actor: { type: 'connection', id, memberId: w.owner.actor.memberId },
      webhookEndpoint: { enabled: false, disabledReason: expect.stringContaining('410') },
    })
    await w.project()
    await endpoint(w)
    expect(receiver.received(path)).toHaveLength(1)
  })

  test('whose owner has left, or may not manage integrations any more, is paused; who switches it on again is its owner', async () => {
    const w = await stage.workspace()
    const { masterKey } = stage.database
    const [leaves, demoted, admin] = [await w.member('MANAGER'), await w.member('MANAGER'), await w.member('ADMIN')]
    const of = async (owner: typeof leaves) => {
      const path = `/${++paths}`
      const made = await createEndpoint(w.store, masterKey, owner, {
        ...{ url: `${receiver.url}${path}`, eventTypes: ['project.created'] },
      })
      return { ...made, path }
    }
    const [first, second] = [await of(leaves), await of(demoted)]
    await w.project()
    for (const { id } of [first, second]) await settled(w, id, 1)
    await w.run('member.remove', { id: leaves.actor.memberId })
    await w.run('member.update', { id: demoted.actor.memberId, role: 'VIEWER' })
    await w.project()
    const paused = async () => (await w.events()).filter(({ type }) => type === 'webhook_endpoint.disabled')
    await expect.poll(async () => (await paused()).length, patient).toBe(2)
    const reasons = (await paused()).map((event) => (event as { webhookEndpoint?: object }).webhookEndpoint)
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: first.id, enabled: false, disabledReason: 'its owner has left the workspace' }),
        expect.objectContaining({ id: second.id, disabledReason: expect.stringContaining('integration.manage') }),
      ]),
    )
    const told = async () =>
      w.store.read(
        w.id,
        (tx) => tx<{ memberId: string }[]>`
          select distinct member_id from notifications where workspace_id = ${w.id} and kind = 'endpoint_failing' and about->>'id' = ${first.id}`,
      )
    const admins = [w.owner, admin].map(({ actor }) => actor.memberId).sort()
    await expect.poll(async () => (await told()).map(({ memberId }) => memberId).sort(), patient).toEqual(admins)
    await updateEndpoint(w.store, masterKey, admin, { id: first.id, enabled: true })
    await w.project()
    await settled(w, first.id, 2)
    expect([first, second].map(({ path }) => receiver.received(path).length)).toEqual([2, 1])
    expect(await deliveriesOf(w, second.id)).toHaveLength(1)
  })

  test('while its secret changes over can be verified by the old and the new one', async () => {
    const w = await stage.workspace()
    const { id, secret, path } = await endpoint(w, { eventTypes: ['project.created'] })
    const { masterKey } = stage.database
    const rotated = await rotateEndpoint(w.store, masterKey, w.owner, { id, overlapHours: 1 })
    await w.project()
    await settled(w, id, 1)
    const [both] = receiver.received(path)
    for (const one of [secret, rotated.secret]) expect(verified(one, both as Received).type).toBe('project.created')
    const last = await rotateEndpoint(w.store, masterKey, w.owner, { id, overlapHours: 0 })
    await w.project()
    await settled(w, id, 2)
    const newest = receiver.received(path).at(-1) as Received
    expect(verified(last.secret, newest).type).toBe('project.created')
    for (const one of [secret, rotated.secret]) expect(() => verified(one, newest)).toThrow()
  })

  test('at an address within is not called, and says who can allow it', async () => {
    const w = await stage.workspace()
    const { id } = await endpoint(w, { eventTypes: ['project.created'], url: 'http://10.0.0.1/hook' })
    await w.project()
    const [delivery] = await settled(w, id, 1)
    expect(delivery).toMatchObject({ status: 'dead', attempts: 1 })
    expect(delivery?.lastError).toContain('ORCHESTRATOR_HTTP_ALLOW_HOSTS')
  })

  test('takes a test message', async () => {
    const w = await stage.workspace()
    const { id, secret, path } = await endpoint(w, { eventTypes: ['project.created'] })
    await w.run('webhook_endpoint.ping', { id })
    await settled(w, id, 1)
    expect(verified(secret, receiver.received(path)[0] as Received)).toMatchObject({
      type: 'ping',
      data: { webhookEndpointId: id },
    })
  })
})

describe('a receiver that hangs', () => {
  test('keeps neither another endpoint nor another workspace waiting, and is given up by its time', async () => {
    const [w, other] = [await stage.workspace(), await stage.workspace()]
    const hanging = await endpoint(w, { eventTypes: ['project.created'] })
    const [beside, elsewhere] = [
      await endpoint(w, { eventTypes: ['project.created'] }),
      await endpoint(other, { eventTypes: ['project.created'] }),
    ]
    receiver.answer(hanging.path, () => null)
    for (let n = 0; n < 25; n++) await w.project()
    await expect.poll(() => receiver.received(hanging.path).length, patient).toBe(10)
    expect(receiver.received(beside.path).length).toBeGreaterThan(0)
    const began = Date.now()
    await other.project()
    await expect.poll(() => receiver.received(elsewhere.path).length, patient).toBe(1)
    // Less than the time that the hanging one takes up.
    expect(Date.now() - began).toBeLessThan(1_500)
    await expect.poll(() => receiver.received(beside.path).length, patient).toBe(25)
    await settled(w, beside.id, 25)
    const [first] = await deliveriesOf(w, hanging.id)
    await expect
      .poll(async () => (await attemptsOf(w, first?.id ?? '')).at(-1)?.error, patient)
      .toContain('gave no full answer within 2000 ms')
  })
})

describe('a receiver that is fast', () => {
  const sendMany = async (w: TestWorkspace, path: string, count: number) => {
    const url = `${receiver.url}${path}`
    const one = () => ({ id: newId(), type: 'delivery.create', data: { url, body: '{}' } }) as Command
    const ids: string[] = []
    while (ids.length < count) {
      const applied = await w.store.execute(w.owner, Array.from({ length: 100 }, one))
      ids.push(...applied.map(({ result }) => result.id))
    }
    return ids
  }
  const idsAt = (path: string) => receiver.received(path).map(({ headers }) => String(headers['webhook-id']))

  test('gets each of many once, though more are taken than can be on their way at once', async () => {
    const w = await stage.workspace()
    const ids = await sendMany(w, '/many', 600)
    await expect.poll(() => idsAt('/many').length, patient).toBe(600)
    expect(new Set(idsAt('/many'))).toEqual(new Set(ids))
    const attempts = await w.store.read(
      w.id,
      (tx) => tx<{ n: number }[]>`select attempts as n from deliveries where workspace_id = ${w.id} and attempts > 1`,
    )
    expect(attempts).toEqual([])
  })

  test('and begins to hang gets what was taken for it later, and each once that was not on its way', async () => {
    const w = await stage.workspace()
    receiver.answer('/hangs', (nth) => (nth > 60 && nth <= 70 ? null : { status: 204 }))
    const ids = await sendMany(w, '/hangs', 200)
    await expect.poll(() => new Set(idsAt('/hangs')).size, patient).toBe(200)
    // Those that hung are sent a second time, no others.
    await expect.poll(() => idsAt('/hangs').length, patient).toBe(210)
    expect(new Set(idsAt('/hangs'))).toEqual(new Set(ids))
  })
})

describe('a message of one’s own', () => {
  const message = (url: string, more: Partial<CommandInput<'delivery.create'>> = {}) => ({
    url,
    headers: { 'X-Own': 'yes' },
    body: JSON.stringify({ hello: 1 }),
    ...more,
  })

  test('is sent as it is, once, however often its command comes', async () => {
    const w = await stage.workspace()
    const id = newId()
    const path = `/call-${id}`
    const first = await w.run('delivery.create', message(`${receiver.url}${path}`), w.owner, id)
    await w.run('delivery.create', message(`${receiver.url}${path}`), w.owner, id)
    w.store.announce('orchestrator_deliveries')
    await expect.poll(() => receiver.received(path).length, patient).toBe(1)
    expect(receiver.received(path)[0]).toMatchObject({
      method: 'POST',
      body: '{"hello":1}',
      headers: { 'x-own': 'yes', 'content-type': 'application/json', 'webhook-id': first.result.id },
    })
    expect(first).toMatchObject({ firstSeq: null, lastSeq: null })
  })

  test('needs the permission, an address, and no header that is ours', async () => {
    const w = await stage.workspace()
    const url = `${receiver.url}/never`
    expect(await refusal(w.run('delivery.create', message(url), await w.member('CONTRIBUTOR')))).toBe('forbidden')
    expect(await refusal(w.run('delivery.create', message('ftp://example.com')))).toBe('invalid_input')
    expect(await refusal(w.run('delivery.create', message(url, { endpointId: newId() })))).toBe('invalid_input')
    expect(await refusal(w.run('delivery.create', message(url, { headers: { 'Webhook-Id': 'x' } })))).toBe(
      'invalid_input',
    )
  })
})

test('what was under way when the process ended is sent by the next, under the same id', async () => {
  const w = await stage.workspace()
  const { id, path } = await endpoint(w, { eventTypes: ['project.created'] })
  await host?.stop()
  host = undefined
  await w.project()
  await w.project()
  // As a process leaves it that was killed: taken, and not reported within its lease.
  host = await start()
  const all = await settled(w, id, 2)
  const [first] = all
  await w.store.write(
    w.id,
    (tx) =>
      tx`update deliveries set status = 'delivering', next_at = now() - interval '1 s' where workspace_id = ${w.id} and id = ${first?.id ?? ''}`,
  )
  await expect.poll(async () => (await deliveriesOf(w, id))[0]?.attempts, patient).toBe(2)
  await settled(w, id, 2)
  expect(receiver.received(path).filter(({ headers }) => headers['webhook-id'] === first?.id)).toHaveLength(2)
})
