import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { Budget } from './limit-session.ts'
import { syncRound } from './round.ts'
import type { SyncDeps } from './sync-deps.ts'

let store: TestStore
let s: SyncStage
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSyncStage(store)
})

const again = async (times = 1) => {
  for (let n = 0; n < times; n++) {
    await s.hurry()
    await s.sync()
  }
}
const round = (more: Partial<SyncDeps>) =>
  syncRound({ ...s.deps, ...more }, { workspaceId: s.w.id, connectionId: s.connectionId }, new AbortController().signal)
const counts = async () => [(await s.tasks()).length, (await s.comments()).length]
const entries = () => s.w.store.read(s.w.id, (tx) => tx`select id from time_entries`)
const hour = { from: '2026-01-05T09:00:00.000Z', to: '2026-01-05T10:00:00.000Z', what: '' }
const backfill = () =>
  s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set backfill = 'running', since = now() + interval '1 hour'`)

describe('what is on an item that is not here yet', () => {
  beforeEach(() => s.sync())

  test('comes with it, where many are on the same one that no page has brought', async () => {
    for (let n = 0; n < 70; n++) s.service.add('issue', { title: `i${n}` })
    for (const issue of s.service.present('issue').slice(55, 60))
      for (let n = 0; n < 3; n++) {
        s.service.add('note', { text: `c${n}` }, { on: issue })
        s.service.add('log', hour, { on: issue })
      }
    await s.sync()
    expect([await counts(), (await entries()).length]).toEqual([[70, 15], 15])
    expect(await s.waiting()).toEqual([])
  })

  test('waits for it while it cannot be read, and asks nothing meanwhile', async () => {
    const issue = s.service.add('issue', { title: 'x' })
    s.service.add('note', { text: 'c' }, { on: issue })
    s.service.odd.add(issue.id)
    await s.sync()
    expect((await s.waiting()).map(({ key, error }) => [key, error?.code])).toEqual([
      [`issue ${issue.id}`, 'malformed'],
      ['note 2', undefined],
    ])
    const { get = 0 } = s.service.calls
    await s.w.store.write(s.w.id, (tx) => tx`update sync_work set due_at = now() where key = 'note 2'`)
    await s.sync()
    expect([s.service.calls['get'] ?? 0, (await s.waiting()).length]).toEqual([get, 2])
    s.service.odd.clear()
    await again()
    expect([await counts(), await s.waiting()]).toEqual([[1, 1], []])
  })

  test('comes once the owner may make it here', async () => {
    const admin = await s.w.member('ADMIN')
    const setRole = (role: 'VIEWER' | 'ADMIN') =>
      s.w.run('member.update', { id: s.w.owner.actor.memberId, role }, admin)
    await setRole('VIEWER')
    const issue = s.service.add('issue', { title: 'x' })
    s.service.add('note', { text: 'c' }, { on: issue })
    await s.sync()
    expect(await counts()).toEqual([0, 0])
    await setRole('ADMIN')
    await again(2)
    expect([await counts(), await s.waiting()]).toEqual([[1, 1], []])
  })

  test('comes when our own limits had put its issue off', async () => {
    for (let n = 0; n < 60; n++) s.service.add('issue', { title: `i${n}` })
    for (const issue of s.service.present('issue').slice(52)) s.service.add('note', { text: 'c' }, { on: issue })
    const some = { perSecond: 0.3, burst: 7 }
    const budget = new Budget({ requests: some, writes: some, atOnce: 1 })
    await s.hurry()
    await round({ budgetOf: () => budget })
    expect((await counts())[1]).toBeLessThan(8)
    await again(2)
    expect([await counts(), await s.waiting()]).toEqual([[60, 8], []])
  })

  test('is not looked for ever where that was left out on purpose, or is gone', async () => {
    const [kept, gone] = ['deleted here', 'deleted there'].map((title) => s.service.add('issue', { title }))
    await s.w.run('mapping.update', { id: s.mappingId, deletedHere: 'keep' })
    await again()
    for (const { id } of (await s.tasks()) as { id: string; title: string }[]) await s.w.run('task.delete', { id })
    await again()
    for (const issue of [kept, gone]) if (issue) s.service.add('note', { text: 'late' }, { on: issue })
    const never = s.service.add('issue', { title: 'never here' })
    s.service.add('note', { text: 'late' }, { on: never })
    if (gone) s.service.setGone(gone, true)
    s.service.setGone(never, true)
    await again()
    expect([await counts(), await s.waiting()]).toEqual([[0, 0], []])
  })
})

describe('a backfill', () => {
  const below = async () => (await s.tasks()).filter(({ parentId }) => parentId !== null).length

  test('has children below their parent, though it comes after them', async () => {
    const epic = s.service.add('issue', { title: 'epic' })
    for (let n = 0; n < 8; n++) s.service.add('issue', { title: `c${n}`, parent: epic.id })
    s.service.edit(epic, { body: 'edited later' })
    await backfill()
    await s.sync()
    expect(await below()).toBe(8)
  })

  test('puts children below a parent that could not be read, once it can', async () => {
    const epic = s.service.add('issue', { title: 'epic' })
    for (let n = 0; n < 3; n++) s.service.add('issue', { title: `c${n}`, parent: epic.id })
    s.service.odd.add(epic.id)
    await backfill()
    await s.sync()
    expect([(await s.tasks()).length, await below()]).toEqual([3, 0])
    s.service.odd.clear()
    await again(2)
    expect([await below(), await s.waiting()]).toEqual([3, []])
  })

  test('ends also where issues are below each other in circles', async () => {
    const issues = Array.from({ length: 9 }, (_, n) => s.service.add('issue', { title: `c${n}` }))
    for (const [n, issue] of issues.entries())
      s.service.edit(issue, { parent: issues[((n + 1) % 3) + 3 * Math.floor(n / 3)]?.id ?? null })
    s.service.edit(issues[0] ?? { type: '', id: '' }, { parent: issues[0]?.id ?? null })
    await backfill()
    await s.sync(20)
    expect(await s.tasks()).toHaveLength(9)
  })
})
