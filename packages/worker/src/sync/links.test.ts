import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())

type RelationType = 'blocks' | 'duplicates' | 'relates' | 'precedes'

/** Tasks that are issues, by the numbers of those. */
async function withIssues(count: number) {
  const s = await openSyncStage(store)
  for (let n = 1; n <= count; n++) s.service.add('issue', { title: `issue ${n}` })
  await s.sync()
  const tasks = await taskIds(s)
  const task = (id: string) => tasks.get(id) ?? 'none'
  return { s, service: s.service, task }
}

const taskIds = async ({ w }: SyncStage) =>
  new Map(
    (
      await w.store.read(
        w.id,
        (tx) => tx<{ externalId: string; entityId: string }[]>`select external_id, entity_id from external_items`,
      )
    ).map(({ externalId, entityId }) => [externalId, entityId]),
  )

const relate = async ({ w }: SyncStage, type: RelationType, fromTaskId: string, toTaskId: string) =>
  (await w.run('task_relation.create', { type, fromTaskId, toTaskId })).result.id

/** As the service would say them. */
async function relations(s: SyncStage): Promise<string[]> {
  const ids = new Map([...(await taskIds(s))].map(([externalId, entityId]) => [entityId, externalId]))
  const rows = await s.w.store.read(
    s.w.id,
    (tx) =>
      tx<{ type: string; fromTaskId: string; toTaskId: string }[]>`
        select type, from_task_id, to_task_id from task_relations order by created_at, id`,
  )
  return rows.map(({ type, fromTaskId, toTaskId }) => `${ids.get(fromTaskId)} ${type} ${ids.get(toTaskId)}`).sort()
}
const links = ({ service }: SyncStage) => service.links.map(({ type, from, to }) => `${from} ${type} ${to}`).sort()

describe('a relation here and a link there', () => {
  test.each(['blocks', 'duplicates', 'relates'] as const)('%s: made and removed on either side', async (type) => {
    const { s, service, task } = await withIssues(3)
    const made = await relate(s, type, task('2'), task('1'))
    service.link(type, '2', '3')
    await s.sync()
    const both = [`2 ${type} 1`, `2 ${type} 3`]
    // What reads the same from both ends is made from the one that holds it.
    const there = type === 'relates' ? [`1 ${type} 2`, `2 ${type} 3`] : both
    expect([await relations(s), links(s)]).toEqual([both, there])
    await s.w.run('task_relation.delete', { id: made })
    service.link(type, '2', '3', false)
    await s.sync()
    expect([await relations(s), links(s)]).toEqual([[], []])
    expect(await s.waiting()).toEqual([])
  })

  test('what was done is not done again, and what comes back is no change', async () => {
    const { s, service, task } = await withIssues(3)
    await relate(s, 'blocks', task('1'), task('2'))
    service.link('blocks', '2', '3')
    await s.sync()
    const [calls, events] = [service.calls['link'], (await s.w.events()).length]
    await s.sync()
    await s.sync()
    expect([calls, service.calls['link'], (await s.w.events()).length]).toEqual([1, 1, events])
  })

  test('made on both sides at once it is there once on each, whichever end each side made it from', async () => {
    const { s, service, task } = await withIssues(3)
    await relate(s, 'relates', task('1'), task('2'))
    service.link('relates', '2', '1')
    await relate(s, 'blocks', task('1'), task('3'))
    service.link('blocks', '1', '3')
    await s.sync()
    await s.sync()
    expect(await relations(s)).toEqual(['1 blocks 3', '1 relates 2'])
    expect(links(s)).toEqual(['1 blocks 3', '2 relates 1'])
    service.link('relates', '2', '1', false)
    await s.sync()
    expect([await relations(s), links(s)]).toEqual([['1 blocks 3'], ['1 blocks 3']])
  })

  test('an answer that was lost, and a process that ended in between: there once', async () => {
    const { s, service, task } = await withIssues(2)
    await relate(s, 'blocks', task('1'), task('2'))
    let lost = 2
    service.fault = (method) => (method === 'link' && lost-- > 0 ? { kind: 'ambiguous', when: 'after' } : null)
    for (let n = 0; n < 3; n++) {
      await s.hurry()
      await s.sync()
    }
    expect(links(s)).toEqual(['1 blocks 2'])
    expect(await s.waiting()).toEqual([])
    // Neither side has it any more: the base that was never written is no reason to make it again.
    service.link('blocks', '1', '2', false)
    await s.sync()
    expect([await relations(s), links(s)]).toEqual([[], []])
  })

  test('links of other types, and to what is not mapped, are left alone', async () => {
    const { s, service, task } = await withIssues(2)
    service.link('clones', '1', '2')
    service.link('blocks', '1', 'elsewhere')
    await relate(s, 'precedes', task('1'), task('2'))
    const unmapped = await s.w.task(await s.w.project(), { title: 'elsewhere' })
    await relate(s, 'blocks', task('2'), unmapped)
    await s.sync()
    expect(links(s)).toEqual(['1 blocks elsewhere', '1 clones 2'])
    expect(await relations(s)).toEqual(['1 precedes 2', '2 blocks undefined'])
    expect([service.calls['link'], await s.waiting()]).toEqual([undefined, []])
  })
})

describe('the other end', () => {
  test('is not on both sides yet: its link follows, whichever of them comes later', async () => {
    const s = await openSyncStage(store)
    s.service.pageSize = 1
    for (let n = 1; n <= 4; n++) s.service.add('issue', { title: `issue ${n}` })
    s.service.link('blocks', '1', '4')
    s.service.link('blocks', '4', '2')
    s.service.link('relates', '3', '2')
    await s.sync()
    expect(await relations(s)).toEqual(['1 blocks 4', '2 relates 3', '4 blocks 2'])
    const [here, other] = [newId(), newId()]
    await s.w.task(s.projectId, { id: here, title: 'here' })
    await s.w.task(s.projectId, { id: other, title: 'other' })
    await relate(s, 'blocks', here, other)
    const [first = ''] = [...(await taskIds(s)).values()]
    await relate(s, 'blocks', first, here)
    await s.sync()
    expect(links(s)).toHaveLength(5)
    expect((await relations(s)).sort()).toEqual(
      links(s)
        .map((one) => one.replace('3 relates 2', '2 relates 3'))
        .sort(),
    )
  })

  test('is in another project that is mapped over the same connection', async () => {
    const { s, service, task } = await withIssues(1)
    const projectId = await s.w.project()
    const box = { containerId: 'box 2', containerKey: 'BOX2', containerName: 'Box 2' }
    const fields = [
      { theirs: 'title', ours: 'title' },
      { theirs: 'links', ours: 'relations' },
    ] as never
    await s.w.run('mapping.create', { connectionId: s.connectionId, projectId, ...box, fields })
    service.boxes.add('box 2')
    service.add('issue', { title: 'over there' }, { containerId: 'box 2' })
    service.link('blocks', '2', '1')
    await s.sync()
    expect(await relations(s)).toEqual(['2 blocks 1'])
    await relate(s, 'relates', (await taskIds(s)).get('2') ?? '', task('1'))
    await s.sync()
    expect(links(s)).toEqual(['1 relates 2', '2 blocks 1'])
  })

  test('is gone there: the relation goes only as its mapping says', async () => {
    const { s, service, task } = await withIssues(3)
    await s.change({ deleted_there: 'keep' })
    await relate(s, 'blocks', task('1'), task('2'))
    await relate(s, 'blocks', task('1'), task('3'))
    await s.sync()
    service.setGone({ type: 'issue', id: '2' }, true)
    // Of this end a list tells first.
    service.edit({ type: 'issue', id: '1' }, { body: 'edited' })
    service.link('blocks', '1', '3', false)
    await s.sync()
    await s.sync()
    expect(await relations(s)).toEqual(['1 blocks 2'])
    expect(await s.waiting()).toEqual([])
  })

  test('may not be seen any more: that its link is not told is no reason to remove the relation', async () => {
    const { s, service, task } = await withIssues(2)
    await relate(s, 'blocks', task('1'), task('2'))
    await s.sync()
    service.link('blocks', '1', '2', false)
    service.hidden.add('2')
    await s.w.run('task.update', { id: task('1'), title: 'renamed' })
    await s.sync()
    expect([await relations(s), service.items.get('issue 1')?.fields['title']]).toEqual([['1 blocks 2'], 'renamed'])
  })

  test('is deleted here and stays there: so does the link', async () => {
    const { s, task } = await withIssues(2)
    await s.change({ deleted_here: 'keep' })
    await relate(s, 'blocks', task('1'), task('2'))
    await s.sync()
    await s.w.run('task.delete', { id: task('2') })
    await s.sync()
    expect([await relations(s), links(s)]).toEqual([[], ['1 blocks 2']])
  })
})

describe('what is refused', () => {
  test('here, a circle: told in words, tried again only after a while, and all else goes on', async () => {
    const { s, service, task } = await withIssues(3)
    await relate(s, 'blocks', task('1'), task('2'))
    await s.sync()
    service.link('blocks', '2', '1')
    service.link('blocks', '2', '3')
    service.edit({ type: 'issue', id: '2' }, { title: 'renamed' })
    await s.sync()
    expect(await relations(s)).toEqual(['1 blocks 2', '2 blocks 3'])
    expect((await s.tasks()).map(({ title }) => title)).toContain('renamed')
    const [failed] = await s.waiting()
    expect(failed?.error).toMatchObject({ code: 'cycle', message: expect.stringContaining('the link blocks BOX-1') })
    const looks = service.calls['get']
    await s.sync()
    await s.sync()
    expect(service.calls['get']).toBe(looks)
    service.link('blocks', '2', '1', false)
    await s.sync()
    expect([await s.waiting(), await relations(s)]).toEqual([[], ['1 blocks 2', '2 blocks 3']])
  })

  test('there: the others are made, and it is told', async () => {
    const { s, service, task } = await withIssues(3)
    service.unlinkable.add('2')
    await relate(s, 'blocks', task('1'), task('2'))
    await relate(s, 'blocks', task('1'), task('3'))
    await s.w.run('task.update', { id: task('1'), title: 'renamed' })
    await s.sync()
    expect(links(s)).toEqual(['1 blocks 3'])
    expect(service.items.get('issue 1')?.fields['title']).toBe('renamed')
    const waiting = await s.waiting()
    expect(waiting.length).toBeGreaterThan(0)
    for (const { error } of waiting) expect(error).toMatchObject({ code: 'forbidden', message: '2 may not be linked' })
    service.unlinkable.clear()
    await s.hurry()
    await s.sync()
    expect([links(s), await s.waiting()]).toEqual([['1 blocks 2', '1 blocks 3'], []])
  })

  test('as if an item were gone that is there: it is put off, and not tried again and again', async () => {
    const { s, service, task } = await withIssues(2)
    service.fault = (method) => (method === 'link' ? { kind: 'not_found', when: 'before' } : null)
    await relate(s, 'blocks', task('1'), task('2'))
    await s.sync(5)
    expect(service.calls['link']).toBeLessThan(5)
    expect(await s.waiting()).toMatchObject([{ error: { code: 'not_found' } }])
  })

  test('for want of rights: nothing here changes, and the owner is told', async () => {
    const { s, service } = await withIssues(2)
    const admin = await s.w.member('ADMIN')
    await s.w.run('member.update', { id: s.w.owner.actor.memberId, role: 'VIEWER' }, admin)
    service.link('blocks', '1', '2')
    await s.sync()
    expect(await relations(s)).toEqual([])
    expect(await s.waiting()).toMatchObject([{ error: { code: 'lost_rights' } }])
  })
})

test('a direction holds for links, too', async () => {
  const { s, service, task } = await withIssues(3)
  const direct = (direction: 'in' | 'out') =>
    s.w.run('mapping.update', {
      id: s.mappingId,
      fields: [
        { theirs: 'title', ours: 'title' },
        { theirs: 'links', ours: 'relations', direction },
      ] as never,
    })
  await direct('in')
  await relate(s, 'blocks', task('1'), task('2'))
  service.link('blocks', '2', '3')
  await s.sync()
  expect([await relations(s), links(s)]).toEqual([['1 blocks 2', '2 blocks 3'], ['2 blocks 3']])
  await direct('out')
  await relate(s, 'relates', task('1'), task('3'))
  service.link('duplicates', '1', '3')
  await s.sync()
  expect(await relations(s)).toEqual(['1 blocks 2', '1 relates 3', '2 blocks 3'])
  expect(links(s)).toContain('1 relates 3')
})

test('a list that is older than what was done here undoes none of it', async () => {
  const { s, service, task } = await withIssues(2)
  const pull = service.connector
  await relate(s, 'blocks', task('1'), task('2'))
  await s.sync()
  expect(links(s)).toEqual(['1 blocks 2'])
  // As an index that is behind: it tells of the issue as it was, with the time of its last change.
  const open = pull.open.bind(pull)
  Object.assign(pull, {
    open: (options: never) => {
      const session = open(options)
      return {
        ...session,
        pull: async (query: Parameters<typeof session.pull>[0]) => {
          const page = await session.pull({ ...query, cursor: null })
          return { ...page, items: page.items.map((item) => ({ ...item, fields: { ...item.fields, links: [] } })) }
        },
      }
    },
  })
  await s.sync()
  expect([await relations(s), links(s)]).toEqual([['1 blocks 2'], ['1 blocks 2']])
})
