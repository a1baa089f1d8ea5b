import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let store: TestStore
let s: SyncStage
let taskId: string
let ann: Awaited<ReturnType<TestWorkspace['member']>>
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSyncStage(store)
  ann = await s.w.member('CONTRIBUTOR')
  await named('Ann *Lee*')
  taskId = await s.w.task(s.projectId, { title: 'one' })
})

const named = (name: string) => s.w.run('member.update', { id: ann.actor.memberId, name })
const say = async (body: string) => (await s.w.run('comment.create', { taskId, body }, ann)).result.id
const notes = () => s.service.present('note').map(({ fields }) => fields['text'])
const [line, note] = ['**Ann \\*Lee\\*** wrote:', () => s.service.present('note')[0] ?? { type: 'note', id: '' }]
const bodies = async () => (await s.comments()).map(({ body }) => body)
const synced = async () => {
  await s.hurry()
  await s.sync()
}

test('what is said here says there who said it, and nobody here ever reads that line', async () => {
  const id = await say('first')
  await s.sync()
  expect(notes()).toEqual([`${line}\n\nfirst`])
  await s.w.run('comment.update', { id, body: 'again' }, ann)
  await s.sync()
  expect(notes()).toEqual([`${line}\n\nagain`])
  expect(await bodies()).toEqual(['again'])
  const { create, update } = s.service.calls
  for (let n = 0; n < 3; n++) await synced()
  expect(s.service.calls).toMatchObject({ create, update })
})

test('whoever takes the line away there, or writes another, is left alone; so is what was written before, and under another name', async () => {
  const id = await say('first')
  await s.sync()
  for (const text of ['first', '**Eve** wrote:\n\nfirst', 'Ann: first', `${line}\n\nfirst, as it was`]) {
    s.service.edit(note(), { text })
    await synced()
    expect(notes()).toEqual([text])
  }
  await named('Ann Ray')
  await synced()
  expect(s.service.calls['update']).toBeUndefined()
  expect(await bodies()).toEqual(['first'])
  await s.w.run('comment.update', { id, body: 'again' }, ann)
  await synced()
  expect(notes()).toEqual(['**Ann Ray** wrote:\n\nagain'])
  expect(s.service.calls['update']).toBe(1)
})

test('whose account it is there needs no line', async () => {
  await s.w.run('user_link.set', {
    ...{ connectionId: s.connectionId, externalUserId: 'me', externalName: 'Me', memberId: ann.actor.memberId },
  })
  await say('mine')
  await s.w.run('comment.create', { taskId, body: 'hers' })
  await s.sync()
  expect(notes().sort()).toEqual(['**Ada** wrote:\n\nhers', 'mine'])
})

test('what came from there is not written there; what came from another service names who wrote it in that one', async () => {
  await s.sync()
  const [issue] = s.service.present('issue')
  const author = { id: 'eve', name: 'Eve', email: null }
  s.service.add('note', { text: 'from there' }, { on: issue ?? null, author })
  await s.w.run('comment.import', { id: newId(), taskId, body: 'from elsewhere', externalAuthor: 'Bob' })
  await synced()
  expect(notes().sort()).toEqual(['**Bob** wrote:\n\nfrom elsewhere', 'from there'])
  expect(await bodies()).toEqual(expect.arrayContaining(['from elsewhere', 'from there']))
})

test('after an answer that was lost, and after its mapping was made anew, it is the same comment and is not written again', async () => {
  await s.sync()
  let lost = 0
  s.service.fault = (method) => (method === 'create' && lost++ === 0 ? { kind: 'ambiguous', when: 'after' } : null)
  await say('first')
  await synced()
  await synced()
  expect([notes(), await bodies()]).toEqual([[`${line}\n\nfirst`], ['first']])
  await s.w.run('mapping.delete', { id: s.mappingId })
  const { result } = await s.w.run('mapping.create', {
    ...{ connectionId: s.connectionId, projectId: s.projectId, containerId: 'box', containerKey: 'BOX' },
    ...{ containerName: 'Box', fields: [{ theirs: 'title', ours: 'title' }] },
  })
  await s.w.store.write(
    s.w.id,
    (tx) => tx`update mapping_syncs set backfill = 'running' where mapping_id = ${result.id}`,
  )
  for (let n = 0; n < 3; n++) await synced()
  expect([notes(), await bodies()]).toEqual([[`${line}\n\nfirst`], ['first']])
  expect([s.service.calls['create'], s.service.calls['update']]).toEqual([2, undefined])
})
