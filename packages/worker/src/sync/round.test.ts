import type { Limits } from '@orchestrator/integrations'
import { addWork, connectionHealth, readLogForSync } from '@orchestrator/store'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultFields } from '../../../../test/support/sync/memory-service.ts'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { Budget } from './limit-session.ts'
import { syncRound } from './round.ts'
import type { SyncDeps } from './sync-deps.ts'
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

const titles = async () => (await s.tasks()).map(({ title }) => title)
const issueOf = (title: string) => {
  const found = s.service.present('issue').find(({ fields }) => fields['title'] === title)
  if (!found) throw new Error(`no issue ${title}`)
  return found
}
const taskOf = async (title: string) => {
  const found = (await s.tasks()).find((task) => task['title'] === title)
  if (!found) throw new Error(`no task ${title}`)
  return found as { id: string; status: string; tags: string[]; description: string }
}

describe('what is made', () => {
  test('here is made there, with its comments, once', async () => {
    const id = await s.w.task(s.projectId, { title: 'ours', description: 'words', tags: ['a'] })
    await s.w.run('comment.create', { taskId: id, body: 'first' })
    await s.sync()
    await s.sync()
    expect(s.service.present('issue').map(({ fields }) => fields)).toEqual([
      { title: 'ours', body: 'words', state: 'open', labels: ['a'], assignees: [], parent: null },
    ])
    expect(s.service.present('note').map(({ fields, on }) => [fields['text'], on?.id])).toEqual([
      ['**Ada** wrote:\n\nfirst', issueOf('ours').id],
    ])
    expect(await s.waiting()).toEqual([])
  })

  test('there is made here, with its comments, once', async () => {
    await s.sync()
    const issue = s.service.add('issue', { title: 'theirs', body: 'words', state: 'done', labels: ['a'] })
    s.service.add('note', { text: 'first' }, { on: issue })
    await s.sync()
    await s.sync()
    expect(await s.tasks()).toMatchObject([{ title: 'theirs', description: 'words', status: 'completed', tags: ['a'] }])
    expect(await s.comments()).toMatchObject([{ body: 'first' }])
    expect(s.service.calls).not.toHaveProperty('update')
  })

  test('there before it was connected comes with the backfill, parents as well; what is here goes there', async () => {
    for (let n = 0; n < 25; n++) s.service.add('issue', { title: `old ${n}`, parent: n > 20 ? '1' : null })
    await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set backfill = 'running'`)
    await s.w.task(s.projectId, { title: 'ours' })
    await s.sync()
    const tasks = await s.tasks()
    expect(tasks).toHaveLength(26)
    expect(
      tasks.filter(({ parentId }) => parentId === tasks.find(({ title }) => title === 'old 0')?.['id']),
    ).toHaveLength(4)
    expect(s.service.present('issue')).toHaveLength(26)
    const [mapping] = await s.w.store.read(
      s.w.id,
      (tx) => tx`select backfill, backfill_done, backfill_total from mapping_syncs where mapping_id = ${s.mappingId}`,
    )
    expect(mapping).toEqual({ backfill: 'done', backfillDone: 26, backfillTotal: 26 })
  })
})

describe('what is changed', () => {
  beforeEach(async () => {
    await s.w.task(s.projectId, { title: 'one', description: 'words', tags: ['a'] })
    await s.sync()
  })

  test('goes to the other side, and does not come back', async () => {
    await s.w.run('task.update', { id: (await taskOf('one')).id, description: 'ours' })
    s.service.edit(issueOf('one'), { labels: ['a', 'b'] })
    await s.sync()
    await s.sync()
    expect(await taskOf('one')).toMatchObject({ description: 'ours', tags: ['a', 'b'] })
    expect(issueOf('one').fields).toMatchObject({ body: 'ours', labels: ['a', 'b'] })
    expect(s.service.calls['update']).toBe(1)
  })

  test('a status that the service cannot say stays, also when other fields change', async () => {
    await s.w.run('task.update', { id: (await taskOf('one')).id, status: 'started' })
    await s.sync()
    s.service.edit(issueOf('one'), { title: 'renamed' })
    await s.sync()
    expect(await taskOf('renamed')).toMatchObject({ status: 'started' })
    expect(s.service.calls).not.toHaveProperty('update')
  })

  test('a comment is changed where it was written', async () => {
    const taskId = (await taskOf('one')).id
    const { id } = (await s.w.run('comment.create', { taskId, body: 'here' })).result
    const note = s.service.add('note', { text: 'there' }, { on: issueOf('one') })
    await s.sync()
    await s.w.run('comment.update', { id, body: 'here again' })
    s.service.edit(note, { text: 'there again' })
    await s.sync()
    expect((await s.comments()).map(({ body }) => body).sort()).toEqual(['here again', 'there again'])
    expect(
      s.service
        .present('note')
        .map(({ fields }) => fields['text'])
        .sort(),
    ).toEqual(['**Ada** wrote:\n\nhere again', 'there again'])
  })
})

describe('what is changed there between our look and our writing', () => {
  const once = (method: string, edit: () => void) => {
    let left = 1
    s.service.meanwhile = (called) => {
      if (called === method && left-- > 0) edit()
    }
  }
  const round = (limits: Partial<Limits['writes']> = {}) => {
    const writes = { perSecond: 10_000, burst: 10_000, ...limits }
    const budget = new Budget({ requests: { perSecond: 10_000, burst: 10_000 }, writes, atOnce: 8 })
    const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
    return syncRound({ ...s.deps, budgetOf: () => budget }, ref, new AbortController().signal)
  }

  beforeEach(async () => {
    await s.w.task(s.projectId, { title: 'one', tags: ['a', 'b'] })
    await s.w.task(s.projectId, { title: 'two' })
    await s.sync()
  })

  test('a list keeps it, and it comes here', async () => {
    const issue = issueOf('one')
    await s.w.run('task.update', { id: (await taskOf('one')).id, tags: ['b', 'ours'] })
    once('update', () => s.service.edit(issue, { labels: ['a', 'theirs'] }))
    await s.sync()
    expect(issueOf('one').fields['labels']).toEqual(['theirs', 'ours'])
    expect((await taskOf('one')).tags.sort()).toEqual(['ours', 'theirs'])
  })

  test('another field comes here', async () => {
    const issue = issueOf('one')
    await s.w.run('task.update', { id: (await taskOf('one')).id, title: 'ours' })
    once('update', () => s.service.edit(issue, { body: 'theirs' }))
    await s.sync()
    expect([issueOf('ours').fields['body'], (await taskOf('ours')).description]).toEqual(['theirs', 'theirs'])
  })

  test('what was read a while ago is read again before it is written over', async () => {
    await s.w.run('task.update', { id: (await taskOf('one')).id, title: 'ours' })
    await s.w.run('task.update', { id: (await taskOf('two')).id, title: 'second' })
    await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set pull_at = now() + interval '1 hour'`)
    while (await readLogForSync(s.w.store, s.w.id));
    const issue = issueOf('one')
    // The second waits for its turn to write before it is read; that is when the first is edited.
    let gets = 0
    s.service.meanwhile = (method) => {
      if (method === 'get' && ++gets === 2) s.service.edit(issue, { title: 'theirs' })
    }
    await round({ perSecond: 1, burst: 1 })
    expect(await titles()).toEqual(['theirs', 'second'])
    expect(issueOf('theirs').id).toBe(issue.id)
  })

  test('also what was edited while a page of it was on its way is read again', async () => {
    const issue = issueOf('one')
    const { id } = await taskOf('one')
    s.service.edit(issue, { body: 'told by the page' })
    await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set pull_at = now()`)
    const slowly: SyncDeps['openSession'] = async (...given) => {
      const session = await s.deps.openSession(...given)
      return {
        ...session,
        pull: async (asked) => {
          const page = await session.pull(asked)
          if (!page.items.some((item) => item.id === issue.id && item.type === 'issue')) return page
          await s.w.run('task.update', { id, title: 'ours' })
          await new Promise((resolve) => setTimeout(resolve, 2_000))
          s.service.edit(issue, { title: 'theirs, later' })
          return page
        },
      }
    }
    const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
    await syncRound({ ...s.deps, openSession: slowly }, ref, new AbortController().signal)
    await s.sync()
    expect(issueOf('theirs, later').id).toBe(issue.id)
    expect(await titles()).toEqual(['theirs, later', 'two'])
  })

  test('what changed on both sides is written once', async () => {
    const issue = issueOf('one')
    await s.w.run('task.update', { id: (await taskOf('one')).id, title: 'ours' })
    s.service.edit(issue, { body: 'theirs' })
    const { store, id } = s.w
    while (await readLogForSync(store, id));
    await store.write(id, (tx) =>
      addWork(tx, id, s.connectionId, [
        { mappingId: s.mappingId, type: 'issue', externalId: issue.id, onExternalId: null },
      ]),
    )
    await round()
    expect(issueOf('ours').fields['body']).toBe('theirs')
    expect(await taskOf('ours')).toMatchObject({ description: 'theirs' })
    expect(s.service.calls['update']).toBe(1)
    expect(await s.waiting()).toEqual([])
  })

  test('while the service takes no writes, nothing is read for them', async () => {
    for (let n = 0; n < 20; n++) await s.w.task(s.projectId, { title: `task ${n}` })
    await s.sync()
    for (const { id } of (await s.tasks()) as { id: string }[])
      await s.w.run('task.update', { id, description: 'ours' })
    await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set pull_at = now() + interval '1 hour'`)
    while (await readLogForSync(s.w.store, s.w.id));
    const { get = 0 } = s.service.calls
    await round({ perSecond: 0.01, burst: 3 })
    expect(s.service.calls['update']).toBe(3)
    expect((s.service.calls['get'] ?? 0) - get).toBeLessThanOrEqual(6)
    expect(await s.waiting()).toHaveLength(19)
  })
})

describe('time that is logged', () => {
  const entries = () =>
    s.w.store.read(
      s.w.id,
      (tx) =>
        tx<
          { id: string; memberId: string; minutes: number; note: string; startedAt: string }[]
        >`select id, member_id, minutes, note, started_at from time_entries order by started_at, id`,
    )
  const logs = () => s.service.present('log').map(({ fields, on }) => [fields, on?.id])
  const hour = (at: number, minutes = 60) => ({
    from: `2026-01-05T${String(at).padStart(2, '0')}:00:00.000Z`,
    to: new Date(Date.parse('2026-01-05T00:00:00Z') + at * 3_600_000 + minutes * 60_000).toISOString(),
  })

  beforeEach(async () => {
    await s.w.task(s.projectId, { title: 'one' })
  })

  test('here goes there, is changed and deleted with it; a timer that runs is no time yet', async () => {
    const taskId = (await taskOf('one')).id
    const logged = { taskId, startedAt: '2026-01-05T09:00:00Z', note: 'before it was there' }
    const { id } = (await s.w.run('time_entry.create', { ...logged, minutes: 60 })).result
    const timer = (await s.w.run('time_entry.start', { taskId })).result
    await s.sync()
    expect(logs()).toEqual([[{ ...hour(9), what: 'before it was there' }, issueOf('one').id]])
    await s.w.run('time_entry.update', { id, minutes: 90, note: 'longer' })
    await s.w.run('time_entry.stop', { id: timer.id })
    await s.sync()
    expect(logs()).toMatchObject([
      [{ ...hour(9, 90), what: 'longer' }, issueOf('one').id],
      [{ what: '' }, {}],
    ])
    await s.w.run('time_entry.delete', { id })
    await s.sync()
    expect(logs()).toHaveLength(1)
    expect(await s.waiting()).toEqual([])
  })

  test('there comes here, as that of who it is, and else with their name; it is changed and deleted with it', async () => {
    const bob = (await s.w.member('CONTRIBUTOR')).actor.memberId
    await s.w.run('user_link.set', {
      ...{ connectionId: s.connectionId, externalUserId: 'u1', externalName: 'bob', memberId: bob },
    })
    await s.sync()
    const issue = issueOf('one')
    const [known, stranger] = ['u1', 'u2'].map((id) => ({ id, name: id === 'u1' ? 'Bob' : 'Eve', email: null }))
    const his = s.service.add('log', { ...hour(9), what: 'his' }, { on: issue, author: known ?? null })
    const hers = s.service.add('log', { ...hour(10, 30), what: 'hers' }, { on: issue, author: stranger ?? null })
    await s.sync()
    const owner = s.w.owner.actor.memberId
    expect(await entries()).toMatchObject([
      { memberId: bob, minutes: 60, note: 'his' },
      { memberId: owner, minutes: 30, note: 'Eve: hers' },
    ])
    s.service.edit(his, { ...hour(9, 15), what: 'less' })
    s.service.edit(hers, { what: 'hers still' })
    await s.sync()
    expect(await entries()).toMatchObject([
      { memberId: bob, minutes: 15, note: 'less' },
      { memberId: owner, minutes: 30, note: 'Eve: hers still' },
    ])
    expect(s.service.calls['update']).toBeUndefined()
    s.service.setGone(his, true)
    await s.sync()
    expect(await entries()).toMatchObject([{ note: 'Eve: hers still' }])
    s.service.setGone(his, false)
    await s.sync()
    expect((await entries()).map(({ note }) => note).sort()).toEqual(['Eve: hers still', 'less'])
    expect(await s.waiting()).toEqual([])
  })

  test('of others is told with their name where the owner may log only their own, and stays out where the mapping says so', async () => {
    const bob = (await s.w.member('CONTRIBUTOR')).actor.memberId
    await s.w.run('user_link.set', {
      ...{ connectionId: s.connectionId, externalUserId: 'u1', externalName: 'bob', memberId: bob },
    })
    const admin = await s.w.member('ADMIN')
    await s.w.run('member.update', { id: s.w.owner.actor.memberId, role: 'CONTRIBUTOR' }, admin)
    await s.sync()
    const author = { id: 'u1', name: 'Bob', email: null }
    s.service.add('log', { ...hour(9), what: 'his' }, { on: issueOf('one'), author })
    await s.sync()
    expect(await entries()).toMatchObject([{ memberId: s.w.owner.actor.memberId, note: 'Bob: his' }])
    expect(await s.waiting()).toEqual([])
    await s.w.run('mapping.update', { id: s.mappingId, timeEntries: false }, admin)
    s.service.add('log', { ...hour(10), what: 'not ours' }, { on: issueOf('one'), author })
    await s.w.run('time_entry.create', { taskId: (await taskOf('one')).id, startedAt: hour(11).from, minutes: 5 })
    await s.sync()
    expect(await entries()).toHaveLength(2)
    expect(logs()).toHaveLength(2)
  })
})

test('labels that can be no tag here stay there, and are told', async () => {
  const [comma, long] = ['a, b', 'x'.repeat(61)]
  s.service.add('issue', { title: 'one', labels: [comma, long, 'fine'] })
  await s.sync()
  const { id } = await taskOf('one')
  await s.w.run('task.update', { id, tags: ['fine', 'more'] })
  await s.sync()
  expect([...(issueOf('one').fields['labels'] as string[])].sort()).toEqual([comma, 'fine', 'more', long])
  const { notTakenOver } = await s.w.store.read(s.w.id, (tx) => connectionHealth(tx, s.w.id, s.connectionId))
  expect(notTakenOver).toEqual(
    [comma, long].map((value) => ({ mappingId: s.mappingId, field: 'labels', value, items: 1 })),
  )
})

test('a comment on what is gone there ends with it, and nothing is left that fails', async () => {
  const taskId = await s.w.task(s.projectId, { title: 'one' })
  await s.change({ deleted_there: 'keep' })
  await s.sync()
  s.service.tellsGone = false
  s.service.setGone(issueOf('one'), true)
  await s.w.run('comment.create', { taskId, body: 'too late' })
  await s.sync()
  await s.hurry()
  await s.sync()
  expect(await s.waiting()).toEqual([])
  expect((await s.comments()).map(({ body }) => body)).toEqual(['too late'])
  const health = await s.w.store.read(s.w.id, (tx) => connectionHealth(tx, s.w.id, s.connectionId))
  expect([health.failing, health.mappings[0]?.items]).toEqual([0, 0])
})

test('a comment from there says who wrote it, and whoever connects it now may go on changing it', async () => {
  await s.w.task(s.projectId, { title: 'one' })
  await s.sync()
  const author = { id: 'u9', name: 'Eve', email: null }
  const note = s.service.add('note', { text: 'hers' }, { on: issueOf('one'), author })
  await s.sync()
  const said = () =>
    s.w.store.read(s.w.id, (tx) => tx<{ body: string }[]>`select body, external_author, author_id from comments`)
  expect(await said()).toEqual([{ body: 'hers', externalAuthor: 'Eve', authorId: s.w.owner.actor.memberId }])
  const admin = await s.w.member('ADMIN')
  await s.w.store.write(s.w.id, (tx) => tx`update connections set owner_id = ${admin.actor.memberId}`)
  s.service.edit(note, { text: 'hers again' })
  await s.sync()
  expect(await said()).toMatchObject([{ body: 'hers again', externalAuthor: 'Eve' }])
})

describe('what is deleted', () => {
  beforeEach(async () => {
    await s.w.task(s.projectId, { title: 'one' })
    await s.sync()
  })

  test('is deleted on the other side, when the mapping says so', async () => {
    s.service.setGone(issueOf('one'), true)
    await s.w.task(s.projectId, { title: 'two' })
    await s.sync()
    expect(await titles()).toEqual(['two'])
    await s.w.run('task.delete', { id: (await taskOf('two')).id })
    await s.sync()
    expect(s.service.present('issue')).toEqual([])
  })

  test('stays on the other side, when the mapping says so, and is not made again', async () => {
    await s.change({ deleted_there: 'keep', deleted_here: 'keep' })
    s.service.setGone(issueOf('one'), true)
    await s.w.task(s.projectId, { title: 'two' })
    await s.sync()
    expect(await titles()).toEqual(['one', 'two'])
    await s.w.run('task.update', { id: (await taskOf('one')).id, title: 'still here' })
    await s.w.run('task.delete', { id: (await taskOf('two')).id })
    await s.sync()
    s.service.edit(issueOf('two'), { title: 'still there' })
    await s.sync()
    expect([await titles(), s.service.present('issue').map(({ fields }) => fields['title'])]).toEqual([
      ['still here'],
      ['still there'],
    ])
  })

  test('and comes back there, comes back here', async () => {
    const issue = issueOf('one')
    s.service.setGone(issue, true)
    await s.sync()
    expect(await titles()).toEqual([])
    s.service.setGone(issue, false)
    await s.sync()
    expect(await titles()).toEqual(['one'])
    s.service.edit(issue, { title: 'again' })
    await s.sync()
    expect(await titles()).toEqual(['again'])
  })
})

describe('when the service fails', () => {
  test('an answer that was lost makes no second one', async () => {
    let faults = 1
    s.service.fault = (method) => (method === 'create' && faults-- > 0 ? { kind: 'ambiguous', when: 'after' } : null)
    await s.w.task(s.projectId, { title: 'one' })
    await s.sync()
    expect(await s.waiting()).toMatchObject([{ attempts: 1, error: { code: 'ambiguous' } }])
    await s.hurry()
    await s.sync()
    expect(s.service.present('issue')).toHaveLength(1)
    expect(await titles()).toEqual(['one'])
    expect(await s.waiting()).toEqual([])
  })

  test('an edit there before we know that it was made is not lost', async () => {
    let faults = 1
    s.service.fault = (method) => (method === 'create' && faults-- > 0 ? { kind: 'ambiguous', when: 'after' } : null)
    await s.w.task(s.projectId, { title: 'one' })
    await s.sync()
    s.service.edit(issueOf('one'), { title: 'theirs', body: 'words' })
    await s.hurry()
    await s.sync()
    expect(await s.tasks()).toMatchObject([{ title: 'theirs', description: 'words' }])
    expect(s.service.present('issue')).toHaveLength(1)
  })

  test('what was changed here between two tries is where both sides begin', async () => {
    let faults = 1
    s.service.fault = (method) => (method === 'create' && faults-- > 0 ? { kind: 'unavailable', when: 'before' } : null)
    const fields = [{ theirs: 'title', ours: 'title', policy: 'ours' as const }]
    await s.w.run('mapping.update', { id: s.mappingId, fields })
    const id = await s.w.task(s.projectId, { title: 'A' })
    await s.sync()
    await s.w.run('task.update', { id, title: 'B' })
    await s.hurry()
    await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set pull_at = now() + interval '1 hour'`)
    await syncRound(s.deps, { workspaceId: s.w.id, connectionId: s.connectionId }, new AbortController().signal)
    s.service.edit(issueOf('B'), { title: 'C' })
    await s.sync()
    expect(await titles()).toEqual(['C'])
    expect(issueOf('C')).toBeDefined()
  })

  test('a limit ends the round until the service says', async () => {
    s.service.fault = () => ({ kind: 'rate_limited', when: 'before', retryAfterMs: 90_000 })
    await s.w.task(s.projectId, { title: 'one' })
    expect(await s.sync()).toBe(1)
    const calls = JSON.stringify(s.service.calls)
    await s.sync()
    expect(JSON.stringify(s.service.calls)).toBe(calls)
    s.service.fault = () => null
    await s.hurry()
    await s.sync()
    expect(s.service.present('issue')).toHaveLength(1)
  })

  test('a revoked token is told and nothing more is asked', async () => {
    s.service.fault = () => ({ kind: 'unauthorized', when: 'before' })
    await s.w.task(s.projectId, { title: 'one' })
    await s.sync()
    expect(s.troubles).toEqual(['unauthorized'])
    expect(await s.waiting()).toHaveLength(1)
  })

  test('an item that cannot be read keeps none of its page, is shown by its name, and comes once it can be', async () => {
    const odd = s.service.add('issue', { title: 'odd' })
    s.service.odd.add(odd.id)
    s.service.add('issue', { title: 'after' })
    await s.sync()
    expect(await titles()).toEqual(['after'])
    const health = () => s.w.store.read(s.w.id, (tx) => connectionHealth(tx, s.w.id, s.connectionId))
    expect(await health()).toMatchObject({
      failing: 1,
      failures: [{ key: odd.key, title: 'odd', url: odd.url, code: 'malformed', message: 'it is odd', entityId: null }],
    })
    s.service.odd.clear()
    s.service.edit(odd, { body: 'as documented' })
    await s.sync()
    expect(await titles()).toEqual(['after', 'odd'])
    expect(await health()).toMatchObject({ failing: 0, failures: [] })
  })

  test('an error of our own is put off longer each time, told when it stays, and over once a round goes through', async () => {
    const troubles = new Troubles(s.w.store)
    const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
    const told = async () => {
      const [row] = await s.w.store.read(
        s.w.id,
        (tx) => tx<{ trouble: { code: string } | null }[]>`select trouble from connections`,
      )
      return row?.trouble?.code ?? null
    }
    const round = async (openSession: SyncDeps['openSession']) => {
      await s.hurry()
      const { restMs } = await syncRound({ ...s.deps, troubles, openSession }, ref, new AbortController().signal)
      return [restMs !== null && restMs > 3_000, await told()]
    }
    const broken = () => round(() => Promise.reject(new TypeError('a fault of ours')))
    expect([await broken(), await broken(), await broken()]).toEqual([
      [true, null],
      [true, null],
      [true, 'internal'],
    ])
    await round(s.deps.openSession)
    expect(await told()).toBeNull()
  })

  test('one that is refused keeps none of the others', async () => {
    s.service.fault = (method) => (method === 'update' ? { kind: 'invalid', when: 'before' } : null)
    await s.w.task(s.projectId, { title: 'one' })
    await s.sync()
    await s.w.run('task.update', { id: (await taskOf('one')).id, title: 'refused' })
    await s.w.task(s.projectId, { title: 'two' })
    await s.sync()
    expect(s.service.present('issue').map(({ fields }) => fields['title'])).toEqual(['one', 'two'])
    expect(await s.waiting()).toMatchObject([{ error: { code: 'invalid' } }])
    const { failures } = await s.w.store.read(s.w.id, (tx) => connectionHealth(tx, s.w.id, s.connectionId))
    expect(failures).toMatchObject([{ title: 'refused', url: issueOf('one').url, entityKind: 'task', code: 'invalid' }])
  })
})

describe('what both sides changed', () => {
  beforeEach(async () => {
    await s.w.task(s.projectId, { title: 'one' })
    await s.sync()
  })

  const bothChange = async (policy: 'ours' | 'theirs' | 'newest' | 'ask') => {
    const fields = [{ theirs: 'title', ours: 'title', policy }]
    await s.w.run('mapping.update', { id: s.mappingId, fields })
    await s.w.run('task.update', { id: (await taskOf('one')).id, title: 'o' })
    s.service.edit(issueOf('one'), { title: 't' })
    await s.sync()
  }
  const both = async () => [await titles(), s.service.present('issue').map(({ fields }) => fields['title'])]
  const conflicts = () =>
    s.w.store.read(
      s.w.id,
      (tx) =>
        tx<{ id: string }[]>`select id, field, base, ours, theirs, status from sync_conflicts order by created_at`,
    )

  test.each([
    ['ours', 'o'],
    ['theirs', 't'],
    ['newest', 't'],
  ] as const)('%s wins', async (policy, winner) => {
    await bothChange(policy)
    expect(await both()).toEqual([[winner], [winner]])
    expect(await conflicts()).toEqual([])
  })

  test('of a text what was changed in different places holds, and stays so', async () => {
    const { id } = await taskOf('one')
    await s.w.run('task.update', { id, description: 'first\n\nsecond' })
    await s.sync()
    await s.w.run('task.update', { id, description: 'first of ours\n\nsecond' })
    const issue = s.service.edit(issueOf('one'), { body: 'first\n\nsecond\n\nthird' })
    await s.sync()
    const merged = 'first of ours\n\nsecond\n\nthird'
    expect([(await taskOf('one')).description, issueOf('one').fields['body']]).toEqual([merged, merged])
    const { update } = s.service.calls
    s.service.edit(issue, { body: 'theirs\n\nalone' })
    await s.sync()
    expect((await taskOf('one')).description).toBe('theirs\n\nalone')
    expect(s.service.calls['update']).toBe(update)
  })

  test('a person is asked, once, and what they say holds on both sides', async () => {
    await bothChange('ask')
    expect(await both()).toEqual([['o'], ['t']])
    await s.sync()
    const asked = await conflicts()
    expect(asked).toMatchObject([{ field: 'title', base: 'one', ours: 'o', theirs: 't', status: 'open' }])
    await s.w.run('sync_conflict.resolve', { id: asked[0]?.id ?? '', choice: 'theirs' })
    await s.sync()
    expect(await both()).toEqual([['t'], ['t']])
    await s.w.run('task.update', { id: (await taskOf('t')).id, title: 'on it goes' })
    await s.sync()
    expect(await both()).toEqual([['on it goes'], ['on it goes']])
    expect(await conflicts()).toHaveLength(1)
  })

  test('a question is about the values as they are, and goes away when both come to the same', async () => {
    await bothChange('ask')
    s.service.edit(issueOf('t'), { title: 't2' })
    await s.sync()
    expect(await conflicts()).toMatchObject([{ ours: 'o', theirs: 't2', status: 'open' }])
    s.service.edit(issueOf('t2'), { title: 'o' })
    await s.sync()
    expect(await conflicts()).toMatchObject([{ status: 'gone' }])
    expect(await both()).toEqual([['o'], ['o']])
  })
})

test('people are matched by a verified address, and by hand; an unknown one is nobody until he is known', async () => {
  const ada = s.w.owner.actor.memberId
  const bob = (await s.w.member('CONTRIBUTOR')).actor.memberId
  s.service.users = [
    { id: 'u1', name: 'ada', email: 'ADA@example.com' },
    { id: 'u2', name: 'bob', email: null },
  ]
  s.service.add('issue', { title: 'adas', assignees: ['u1'] })
  s.service.add('issue', { title: 'bobs', assignees: ['u2'] })
  await s.sync()
  const assignees = async () =>
    Object.fromEntries((await s.tasks()).map(({ title, assigneeId }) => [title, assigneeId]))
  expect(await assignees()).toEqual({ adas: ada, bobs: null })
  await s.w.run('user_link.set', {
    connectionId: s.connectionId,
    externalUserId: 'u2',
    externalName: 'bob',
    memberId: bob,
  })
  s.service.edit(issueOf('bobs'), { body: 'touched' })
  await s.w.run('task.update', { id: (await taskOf('adas')).id, assigneeId: bob })
  await s.sync()
  expect(await assignees()).toEqual({ adas: bob, bobs: bob })
  expect(issueOf('adas').fields['assignees']).toEqual(['u2'])
})

test('what a filter leaves out is not made there; what is there already goes on', async () => {
  await s.w.run('mapping.update', { id: s.mappingId, filter: '"out" in task.tags' })
  await s.w.task(s.projectId, { title: 'in' })
  await s.w.task(s.projectId, { title: 'out', tags: ['out'] })
  await s.sync()
  expect(s.service.present('issue').map(({ fields }) => fields['title'])).toEqual(['out'])
  await s.w.run('task.update', { id: (await taskOf('out')).id, tags: [], title: 'still out' })
  await s.sync()
  expect(s.service.present('issue').map(({ fields }) => fields['title'])).toEqual(['still out'])
})

test('what was deleted there and never told of is found by the daily look, and nothing else is taken for deleted or imported', async () => {
  s.service.tellsGone = false
  for (let n = 0; n < 25; n++) await s.w.task(s.projectId, { title: `task ${n}` })
  const old = s.service.add('issue', { title: 'from before' })
  s.service.items.set(`issue ${old.id}`, { ...old, updatedAt: '2020-01-01T00:00:00.000Z' })
  await s.sync()
  s.service.setGone(issueOf('task 7'), true)
  s.service.add('note', { text: 'stays' }, { on: issueOf('task 8') })
  await s.sync()
  expect(await titles()).toHaveLength(25)
  await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set sweep_at = now()`)
  await s.sync()
  expect(await titles()).toHaveLength(24)
  expect(await titles()).not.toContain('task 7')
  expect(await s.comments()).toHaveLength(1)
  expect(await s.waiting()).toEqual([])
})

test('a comment that is longer than ours can be is shortened, and one that is empty is none', async () => {
  await s.sync()
  const issue = s.service.add('issue', { title: 'one' })
  const long = s.service.add('note', { text: 'c'.repeat(60_000) }, { on: issue })
  const empty = s.service.add('note', { text: '' }, { on: issue })
  await s.sync()
  expect([(await s.comments()).map(({ body }) => body.length), await s.waiting()]).toEqual([[50_000], []])
  s.service.edit(long, { text: 'd'.repeat(70_000) })
  s.service.edit(empty, { text: 'words' })
  await s.sync()
  expect((await s.comments()).map(({ body }) => [body[0], body.length])).toEqual([
    ['d', 50_000],
    ['w', 5],
  ])
  expect([await s.waiting(), s.service.calls['update']]).toEqual([[], undefined])
})

test('what was asked for holds where its making broke off, whatever others did to it since', async () => {
  await s.sync()
  await s.w.task(s.projectId, { title: 'done', status: 'completed' })
  // Within the second in which it was made nobody sees that it was touched.
  const twoSeconds = Array.from({ length: 7 }, () => ['bot'])
  let [isLost, isTouched] = [false, false]
  s.service.fault = (method) => {
    if (method === 'create' && !isLost) {
      isLost = true
      return { kind: 'ambiguous', when: 'after' }
    }
    const [issue] = s.service.present('issue')
    // It was made open, and before it was closed a bot was there.
    if (issue && !isTouched) for (const labels of twoSeconds) s.service.edit(issue, { state: 'open', labels })
    isTouched = issue !== undefined
    return null
  }
  for (let n = 0; n < 3; n++) {
    await s.sync()
    await s.hurry()
  }
  expect(await s.tasks()).toMatchObject([{ status: 'completed', tags: ['bot'] }])
  expect(s.service.present('issue').map(({ fields }) => fields)).toMatchObject([{ state: 'done', labels: ['bot'] }])
})

test('what the owner may not do here is told, and the rest goes on', async () => {
  const admin = await s.w.member('ADMIN')
  await s.w.run('member.update', { id: s.w.owner.actor.memberId, role: 'CONTRIBUTOR' }, admin)
  await s.w.run('task.create', { projectId: s.projectId, title: 'mine' }, admin)
  await s.sync()
  s.service.setGone(issueOf('mine'), true)
  s.service.add('issue', { title: 'theirs' })
  await s.sync()
  expect(await titles()).toEqual(['mine', 'theirs'])
  expect(await s.waiting()).toMatchObject([{ error: { code: 'lost_rights' } }])
})

test('a mapping that is deleted and made anew links what is on both sides again, and doubles nothing', async () => {
  await s.w.task(s.projectId, { title: 'ours' })
  s.service.add('issue', { title: 'theirs' })
  s.service.add('issue', { title: 'deleted here' })
  await s.sync()
  await s.w.run('mapping.delete', { id: s.mappingId })
  await s.w.run('task.delete', { id: (await taskOf('deleted here')).id })
  await s.w.run('task.update', { id: (await taskOf('ours')).id, description: 'words' })
  s.service.edit(issueOf('theirs'), { title: 'renamed' })
  const again = await s.w.run('mapping.create', {
    ...{
      connectionId: s.connectionId,
      projectId: s.projectId,
      containerId: 'box',
      containerKey: 'BOX',
      containerName: 'Box',
    },
    fields: defaultFields as never,
  })
  await s.w.store.write(
    s.w.id,
    (tx) => tx`update mapping_syncs set backfill = 'running' where mapping_id = ${again.result.id}`,
  )
  await s.sync()
  expect((await titles()).sort()).toEqual(['deleted here', 'ours', 'renamed'])
  const there = s.service.present('issue').map(({ fields: { title, body } }) => [title, body])
  expect(there.sort()).toEqual([
    ['deleted here', ''],
    ['ours', 'words'],
    ['renamed', ''],
  ])
  expect(await s.waiting()).toEqual([])
})

test('a container that cannot be read is told, is tried again, and keeps no other waiting', async () => {
  const other = await s.w.project()
  await s.w.run('mapping.create', {
    ...{
      connectionId: s.connectionId,
      projectId: other,
      containerId: 'gone',
      containerKey: 'GONE',
      containerName: 'Gone',
    },
    fields: defaultFields as never,
  })
  await s.w.store.write(
    s.w.id,
    (tx) => tx`update mapping_syncs set backfill = 'running' where mapping_id <> ${s.mappingId}`,
  )
  s.service.goneContainer = 'gone'
  s.service.add('issue', { title: 'theirs' })
  await s.w.task(s.projectId, { title: 'ours' })
  await s.sync()
  expect((await titles()).sort()).toEqual(['ours', 'theirs'])
  expect(s.service.present('issue')).toHaveLength(2)
  const [held] = await s.w.store.read(
    s.w.id,
    (tx) => tx`select backfill, pull_at > now() as later from mapping_syncs where mapping_id <> ${s.mappingId}`,
  )
  expect(held).toEqual({ backfill: 'running', later: true })
})

test('what is only sent asks nothing of the service, until it is to bring something', async () => {
  await s.w.run('mapping.update', { id: s.mappingId, direction: 'out' })
  s.service.add('issue', { title: 'theirs' })
  await s.sync()
  const due = async () => {
    const [row] = await s.w.store.read(
      s.w.id,
      (tx) => tx<{ hours: number }[]>`select extract(epoch from pull_at - now()) / 3600 as hours from mapping_syncs`,
    )
    return Number(row?.hours)
  }
  expect([s.service.calls['pull'], await titles()]).toEqual([undefined, []])
  expect(await due()).toBeGreaterThan(1)
  await s.w.run('mapping.update', { id: s.mappingId, direction: 'both' })
  expect(await due()).toBeLessThanOrEqual(0)
})

test('what was read of a mapping is not read again when the next page fails', async () => {
  await s.sync()
  for (let n = 0; n < 25; n++) s.service.add('issue', { title: `task ${n}` })
  let pulls = 0
  s.service.fault = (method) =>
    method === 'pull' && ++pulls === 2 ? { kind: 'rate_limited', when: 'before', retryAfterMs: 1 } : null
  await s.sync(1)
  expect(await titles()).toHaveLength(10)
  const seen = s.service.calls['pull'] ?? 0
  await s.hurry()
  await s.sync(1)
  expect(await titles()).toHaveLength(25)
  // Two pages of issues that are left, and one of each other type.
  expect((s.service.calls['pull'] ?? 0) - seen).toBe(4)
})

test('what is moved to another place there is gone from here', async () => {
  await s.w.task(s.projectId, { title: 'one' })
  await s.sync()
  const issue = issueOf('one')
  s.service.items.set(`issue ${issue.id}`, { ...s.service.edit(issue, { title: 'one' }), containerId: 'elsewhere' })
  // Its old place no longer tells of it: it is missed by the daily look.
  await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set sweep_at = now()`)
  await s.sync()
  expect(await titles()).toEqual([])
})

test('a connection that is only spoken with rests until it is woken, whatever is done to its mappings', async () => {
  const connector = { ...s.service.connector, itemTypes: [] }
  const round = () =>
    syncRound(
      { ...s.deps, connectors: { memory: connector } },
      { workspaceId: s.w.id, connectionId: s.connectionId },
      new AbortController().signal,
    )
  expect(await round()).toEqual({ restMs: null, done: 0 })
  await s.w.run('mapping.update', { id: s.mappingId, enabled: false })
  await s.w.run('mapping.update', { id: s.mappingId, enabled: true })
  expect(await round()).toEqual({ restMs: null, done: 0 })
})

test('a connection that is paused, or waits for a person, rests until it is woken', async () => {
  const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
  const round = () => syncRound(s.deps, ref, new AbortController().signal)
  await s.w.run('connection.pause', { id: s.connectionId })
  expect(await round()).toEqual({ restMs: null, done: 0 })
  await s.w.run('connection.resume', { id: s.connectionId })
  s.service.fault = () => ({ kind: 'unauthorized', when: 'before' })
  expect(await round()).toEqual({ restMs: null, done: 0 })
  s.service.fault = () => null
  await s.sync()
  const { restMs } = await round()
  expect(restMs).toBeGreaterThan(10_000)
})

test('a connection that is paused while a round is under way sends nothing more', async () => {
  await s.w.task(s.projectId, { title: 'later' })
  while (await readLogForSync(s.w.store, s.w.id));
  const openSession: SyncDeps['openSession'] = async (...about) => {
    await s.w.run('connection.pause', { id: s.connectionId })
    return s.deps.openSession(...about)
  }
  const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
  await syncRound({ ...s.deps, openSession }, ref, new AbortController().signal)
  expect([s.service.present('issue'), (await s.waiting()).length]).toEqual([[], 1])
  await s.w.run('connection.resume', { id: s.connectionId })
  await s.sync()
  expect(s.service.present('issue').map(({ fields }) => fields['title'])).toEqual(['later'])
})

test('everything that was done here is in the log with the connection as actor', async () => {
  await s.sync()
  const before = (await s.w.events()).length
  s.service.add('issue', { title: 'theirs' })
  await s.sync()
  const events = (await s.w.events()).slice(before)
  expect(events.map(({ type, actor }) => [type, actor])).toEqual([
    ['task.created', { type: 'connection', id: s.connectionId, memberId: s.w.owner.actor.memberId }],
  ])
})
