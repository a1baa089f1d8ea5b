import { changeBackfill, connectionHealth, readLogForSync, replaceCredentials } from '@orchestrator/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultFields } from '../../../../test/support/sync/memory-service.ts'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { syncRound } from './round.ts'
import { Troubles } from './trouble.ts'

let store: TestStore
let s: SyncStage
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSyncStage(store)
})

/** A round as a process does it that has just started: it knows nothing but what is in the database. */
async function round(): Promise<void> {
  while (await readLogForSync(s.w.store, s.w.id));
  const deps = { ...s.deps, troubles: new Troubles(s.w.store) }
  const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
  await syncRound(deps, ref, new AbortController().signal)
}

const write = (text: string) => s.w.store.write(s.w.id, (tx) => tx.unsafe(text))
const read = <T extends object>(text: string) => s.w.store.read(s.w.id, (tx) => tx.unsafe<T[]>(text))
const pullNow = () => write('update mapping_syncs set pull_at = now()')

async function seen() {
  const health = await s.w.store.read(s.w.id, (tx) => connectionHealth(tx, s.w.id, s.connectionId))
  const [row] = await read<{ status: string; trouble: { code: string; message: string } | null }>(
    `select status, trouble from connections where id = '${s.connectionId}'`,
  )
  return {
    connection: [row?.status, row?.trouble?.code ?? null],
    words: row?.trouble?.message,
    mappings: health.mappings.map(({ containerKey, trouble }) => [containerKey, trouble?.code ?? null]),
    health,
  }
}

async function mapTo(containerId: string): Promise<string> {
  const { result } = await s.w.run('mapping.create', {
    ...{ connectionId: s.connectionId, projectId: await s.w.project(), fields: defaultFields as never },
    ...{ containerId, containerKey: containerId.toUpperCase(), containerName: containerId },
  })
  return result.id
}

/** What only a backfill brings. */
function addOld(count: number): void {
  for (let n = 0; n < count; n++) {
    const issue = s.service.add('issue', { title: `old ${n}` })
    s.service.items.set(`issue ${issue.id}`, { ...issue, updatedAt: '2020-01-01T00:00:00.000Z' })
  }
}

const titles = async () => (await s.tasks()).map(({ title }) => title)

test('of several mappings each says what is wrong with it, whichever process sees it, until just that works', async () => {
  await mapTo('gone')
  await mapTo('other')
  s.service.goneContainer = 'gone'
  await round()
  const one = { connection: ['active', 'mapping_trouble'], words: 'A mapping has trouble: GONE' }
  expect(await seen()).toMatchObject(one)
  expect((await seen()).mappings).toEqual([
    ['BOX', null],
    ['GONE', 'not_found'],
    ['OTHER', null],
  ])
  const since = (await seen()).health.mappings[1]?.trouble?.since
  // Others that work change nothing about it, nor does a process that has not seen it.
  await write(`update mapping_syncs set pull_at = now() where not troubles ? 'pull'`)
  await round()
  expect(await seen()).toMatchObject(one)
  await pullNow()
  await round()
  expect(await seen()).toMatchObject(one)
  expect((await seen()).health.mappings[1]?.trouble).toMatchObject({
    ...{ since, message: 'there is no such container', action: expect.stringContaining('only if it is gone for good') },
  })
  s.service.goneContainer = null
  await pullNow()
  await round()
  expect(await seen()).toMatchObject({ connection: ['active', null] })
  expect((await seen()).mappings).toEqual([
    ['BOX', null],
    ['GONE', null],
    ['OTHER', null],
  ])
})

test('two mappings in trouble are told together, and the one that is left by itself', async () => {
  await mapTo('gone')
  s.service.fault = (method) => (method === 'pull' ? { kind: 'forbidden', when: 'before' } : null)
  await round()
  expect((await seen()).words).toBe('2 mappings have trouble: BOX, GONE')
  s.service.fault = () => null
  s.service.goneContainer = 'gone'
  await s.w.run('connection.resume', { id: s.connectionId })
  await round()
  expect((await seen()).words).toBe('A mapping has trouble: GONE')
  expect((await s.w.events()).filter(({ type }) => type === 'connection.trouble')).toHaveLength(2)
})

test('resuming tries at once what was held: changes, and a backfill that nobody has paused', async () => {
  addOld(25)
  await round()
  await changeBackfill(s.w.store, s.w.id, s.mappingId, 'start')
  s.service.fault = (method) => (method === 'pull' ? { kind: 'forbidden', when: 'before' } : null)
  await pullNow()
  await round()
  const [held] = (await seen()).health.mappings
  expect(held).toMatchObject({ trouble: { code: 'forbidden' }, backfill: { state: 'running', done: 0 } })
  expect(held?.backfill.heldUntil).toBe(held?.nextPullAt)
  expect(Date.parse(held?.nextPullAt ?? '')).toBeGreaterThan(Date.now() + 60_000)
  s.service.fault = () => null
  s.service.add('issue', { title: 'new' })
  // Nothing is due by itself.
  await round()
  expect(await titles()).toEqual([])
  await s.w.run('connection.resume', { id: s.connectionId })
  await round()
  expect(await titles()).toHaveLength(26)
  expect(await seen()).toMatchObject({
    ...{
      connection: ['active', null],
      health: { mappings: [{ trouble: null, backfill: { state: 'done', heldUntil: null } }] },
    },
  })
})

test('resuming tries at once the daily look that was refused, and to be told by the service', async () => {
  await round()
  await write(`update mapping_syncs set sweep_at = now(), pull_at = now(),
    subscription = '{"refused":"no","at":"${new Date().toISOString()}"}'`)
  let pulls = 0
  // Three are of what changed, one for each type of item.
  s.service.fault = (method) => (method === 'pull' && ++pulls > 3 ? { kind: 'forbidden', when: 'before' } : null)
  await round()
  expect(await seen()).toMatchObject({
    ...{ mappings: [['BOX', 'forbidden']], health: { mappings: [{ subscribed: false }] } },
  })
  pulls = 0
  s.service.fault = () => null
  await s.w.run('connection.resume', { id: s.connectionId })
  expect(await read('select subscription from mapping_syncs')).toEqual([{ subscription: null }])
  await round()
  expect(await seen()).toMatchObject({ connection: ['active', null], mappings: [['BOX', null]] })
  expect(await read(`select sweep_at > now() + interval '23 hours' as done from mapping_syncs`)).toEqual([
    { done: true },
  ])
})

test('a backfill in trouble keeps no changes waiting, says so while they come, and goes on; paused it says nothing', async () => {
  addOld(25)
  await round()
  await changeBackfill(s.w.store, s.w.id, s.mappingId, 'start')
  let pulls = 0
  // The first page of each round is of what changed, the next of the backfill.
  s.service.fault = (method) => (method === 'pull' && ++pulls > 3 ? { kind: 'invalid', when: 'before' } : null)
  await pullNow()
  await round()
  expect((await seen()).mappings).toEqual([['BOX', 'invalid']])
  s.service.add('issue', { title: 'new' })
  pulls = 0
  await pullNow()
  await round()
  expect(await titles()).toEqual(['new'])
  expect((await seen()).mappings).toEqual([['BOX', 'invalid']])
  expect((await seen()).health.mappings[0]?.backfill.heldUntil).not.toBeNull()
  await changeBackfill(s.w.store, s.w.id, s.mappingId, 'pause')
  pulls = 0
  await round()
  expect(await seen()).toMatchObject({ connection: ['active', null], mappings: [['BOX', null]] })
  const again = changeBackfill(s.w.store, s.w.id, s.mappingId, 'start')
  await expect(again).rejects.toThrow(`mapping backfill ${s.mappingId} resume`)
  s.service.fault = () => null
  await changeBackfill(s.w.store, s.w.id, s.mappingId, 'resume')
  await round()
  expect(await titles()).toHaveLength(26)
})

test('the trouble of a mapping that is deleted, or switched off, is over', async () => {
  const gone = await mapTo('gone')
  s.service.goneContainer = 'gone'
  await round()
  expect((await seen()).connection).toEqual(['active', 'mapping_trouble'])
  await s.w.run('mapping.update', { id: gone, enabled: false })
  await round()
  expect(await seen()).toMatchObject({ connection: ['active', null] })
  await s.w.run('mapping.update', { id: gone, enabled: true })
  await round()
  expect((await seen()).connection).toEqual(['active', 'mapping_trouble'])
  await s.w.run('mapping.delete', { id: gone })
  const [sync] = await read<{ due: boolean }>('select due_at <= now() as due from connection_syncs')
  expect(sync).toEqual({ due: true })
  await round()
  expect(await seen()).toMatchObject({ connection: ['active', null], mappings: [['BOX', null]] })
})

test('who resumes while a round still meets the trouble does not wait for what that round has put off', async () => {
  let resumed = false
  s.service.fault = (method) => (method === 'pull' ? { kind: 'forbidden', when: 'before' } : null)
  const { openSession } = s.deps
  const deps = {
    ...{ ...s.deps, troubles: new Troubles(s.w.store) },
    openSession: async (...given: Parameters<typeof openSession>) => {
      const session = await openSession(...given)
      const pull = session.pull.bind(session)
      return Object.assign(session, {
        pull: async (query: Parameters<typeof session.pull>[0]) => {
          if (!resumed) await s.w.run('connection.resume', { id: s.connectionId })
          resumed = true
          return pull(query)
        },
      })
    },
  }
  await syncRound(deps, { workspaceId: s.w.id, connectionId: s.connectionId }, new AbortController().signal)
  expect(resumed).toBe(true)
  s.service.fault = () => null
  s.service.add('issue', { title: 'at once' })
  await expect.poll(() => round().then(titles)).toEqual(['at once'])
  expect(await seen()).toMatchObject({ connection: ['active', null], mappings: [['BOX', null]] })
})

test('what the owner may not do here lasts as long as it waits, and is tried again once somebody gives the right', async () => {
  const admin = await s.w.member('ADMIN')
  const owner = s.w.owner.actor.memberId
  await round()
  s.service.add('issue', { title: 'theirs' })
  await s.w.run('member.update', { id: owner, role: 'VIEWER' }, admin)
  await pullNow()
  await round()
  expect((await seen()).connection).toEqual(['active', 'lost_rights'])
  expect((await seen()).health.failures).toMatchObject([{ code: 'lost_rights', title: 'theirs' }])
  // Not tried, so nobody knows that it would work: it is still told.
  await pullNow()
  await round()
  expect((await seen()).connection).toEqual(['active', 'lost_rights'])
  await s.w.run('member.update', { id: owner, role: 'ADMIN' }, admin)
  await round()
  expect(await titles()).toEqual(['theirs'])
  expect(await seen()).toMatchObject({ connection: ['active', null], health: { failing: 0, failures: [] } })
})

test('since when a service is away is known after a restart, and is forgotten once it answers', async () => {
  await round()
  s.service.fault = (method) => (method === 'pull' ? { kind: 'unavailable', when: 'before' } : null)
  const away = async () => {
    await write('update connection_syncs set throttled_until = null')
    await pullNow()
    await round()
  }
  await away()
  expect((await seen()).connection).toEqual(['active', null])
  await write(`update connection_syncs set failing_since = now() - interval '6 minutes'`)
  await away()
  expect((await seen()).connection).toEqual(['active', 'unavailable'])
  s.service.fault = () => null
  await s.w.run('connection.resume', { id: s.connectionId })
  await round()
  expect((await seen()).connection).toEqual(['active', null])
  expect(await read('select failing_since, throttled_until from connection_syncs')).toEqual([
    { failingSince: null, throttledUntil: null },
  ])
})

test('what was refused of old credentials keeps no connection waiting that has new ones by then', async () => {
  let given = false
  s.service.fault = () => {
    if (given) return null
    given = true
    return { kind: 'unauthorized', when: 'before' }
  }
  const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
  const troubles = new Troubles(s.w.store)
  const deps: typeof s.deps = {
    ...s.deps,
    troubles: {
      unexpected: (...told) => troubles.unexpected(...told),
      settle: (...told) => troubles.settle(...told),
      async tell(...told) {
        await replaceCredentials(s.w.store, store.database.masterKey, s.w.owner, {
          ...{
            id: s.connectionId,
            auth: 'token',
            account: { id: 'me', name: 'Me', url: null },
            scopes: [],
            settings: {},
          },
          credentials: { token: 'new' },
        })
        return troubles.tell(...told)
      },
    },
  }
  await pullNow()
  const { restMs } = await syncRound(deps, ref, new AbortController().signal)
  expect([(await seen()).connection, restMs !== null]).toEqual([['active', null], true])
  s.service.fault = () => ({ kind: 'unauthorized', when: 'before' })
  await s.hurry()
  await round()
  expect((await seen()).connection).toEqual(['attention', 'unauthorized'])
})
