import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
let w: TestWorkspace
let project: string
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
  project = await w.project()
})
afterAll(() => stage?.close())

const create = (id: string, title = 'Once'): Command => ({
  id,
  type: 'task.create',
  data: { projectId: project, title, tags: ['x'] },
})
const tasksOf = (id: string) => w.store.read(w.id, (tx) => tx<{ id: string }[]>`select id from tasks where id = ${id}`)

test('fifty at once in one process: one effect, one answer', async () => {
  const id = newId()
  const before = (await w.events()).length
  const answers = (await Promise.all(Array.from({ length: 50 }, () => w.store.execute(w.owner, [create(id)])))).flat()
  expect(answers.filter((answer) => answer.applied)).toHaveLength(1)
  const [first] = answers.filter((answer) => answer.applied)
  for (const answer of answers) expect({ ...answer, applied: true }).toEqual(first)
  expect(first).toMatchObject({ firstSeq: before + 1, lastSeq: before + 2, entity: { title: 'Once' } })
  expect(await w.events(before)).toHaveLength(2)
})

test('fifty at once in two processes: one effect, one answer', async () => {
  const [id, other] = [newId(), stage.open()]
  const before = (await w.events()).length
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => (n % 2 ? other : w.store).execute(w.owner, [create(id)])),
  )
  expect(answers.flat().filter((answer) => answer.applied)).toHaveLength(1)
  const [first] = answers.flat().filter((answer) => answer.applied)
  for (const answer of answers.flat()) expect({ ...answer, applied: true }).toEqual(first)
  expect((await w.events(before)).map((event) => event.type)).toEqual(['task.created'])
})

test('the first result stays, whatever became of the entity since', async () => {
  const id = newId()
  const [first] = await w.store.execute(w.owner, [create(id)])
  const task = first?.result.id ?? ''
  await w.run('task.update', { id: task, title: 'Changed' })
  expect((await w.store.execute(w.owner, [create(id)]))[0]).toEqual({ ...first, applied: false })
  await w.run('task.delete', { id: task })
  expect((await w.store.execute(w.owner, [create(id)]))[0]).toEqual({ ...first, applied: false })
})

test('a command that changed nothing is known too', async () => {
  const [id, task] = [newId(), await w.task(project, { title: 'Same' })]
  const command: Command = { id, type: 'task.update', data: { id: task, title: 'Same' } }
  const [first] = await w.store.execute(w.owner, [command])
  expect(first).toMatchObject({ applied: true, firstSeq: null, lastSeq: null })
  await w.run('task.update', { id: task, title: 'Other' })
  expect((await w.store.execute(w.owner, [command]))[0]).toMatchObject({ applied: false, firstSeq: null })
  const [row] = await w.store.read(w.id, (tx) => tx<{ title: string }[]>`select title from tasks where id = ${task}`)
  expect(row?.title).toBe('Other')
})

test('another body or another type under a known id is a conflict, also at the same moment', async () => {
  const id = newId()
  await w.store.execute(w.owner, [create(id)])
  expect(await refusal(w.store.execute(w.owner, [create(id, 'Twice')]))).toBe('command_conflict')
  expect(await refusal(w.store.execute(w.owner, [{ id, type: 'tag.create', data: { name: 'y' } }]))).toBe(
    'command_conflict',
  )
  const fresh = newId()
  const codes = await Promise.all(
    Array.from({ length: 20 }, (_, n) => refusal(w.store.execute(w.owner, [create(fresh, `Title ${n % 2}`)]))),
  )
  expect(codes.sort()).toEqual([...Array(10).fill('command_conflict'), ...Array(10).fill('nothing')])
})

test('equal data is the same body: the order of keys, defaults that are written out, blanks around a title', async () => {
  const id = newId()
  await w.store.execute(w.owner, [{ id, type: 'tag.create', data: { name: 'z', color: '#868e96' } }])
  const again: Command = { id, type: 'tag.create', data: { color: '#868e96', description: '', name: ' z ' } }
  expect((await w.store.execute(w.owner, [again]))[0]).toMatchObject({ applied: false })
})

test('a refused command is not known: its id can be used again', async () => {
  const id = newId()
  expect(
    await refusal(w.store.execute(w.owner, [{ id, type: 'task.create', data: { projectId: newId(), title: 'x' } }])),
  ).toBe('not_found')
  expect((await w.store.execute(w.owner, [create(id)]))[0]).toMatchObject({ applied: true })
})

test('an id counts in its workspace alone', async () => {
  const [id, other] = [newId(), await stage.workspace()]
  await w.store.execute(w.owner, [create(id)])
  const elsewhere: Command = { id, type: 'project.create', data: { key: 'ZZ', name: 'Elsewhere' } }
  expect((await other.store.execute(other.owner, [elsewhere]))[0]).toMatchObject({ applied: true })
})

test('a repetition asks for the right to act again: who left gets no answer', async () => {
  const [member, id] = [await w.member('CONTRIBUTOR'), newId()]
  const [first] = await w.store.execute(member, [create(id)])
  expect(first?.applied).toBe(true)
  await w.run('member.remove', { id: member.actor.memberId })
  expect(await refusal(w.store.execute(member, [create(id)]))).toBe('forbidden')
  expect(await tasksOf(first?.result.id ?? '')).toHaveLength(1)
})

test('a repetition within a batch of new commands', async () => {
  const [id, next] = [newId(), newId()]
  const [first] = await w.store.execute(w.owner, [create(id)])
  const before = (await w.events()).length
  const answers = await w.store.execute(w.owner, [create(next, 'New'), create(id)])
  expect(answers.map((answer) => answer.applied)).toEqual([true, false])
  expect(answers[1]).toEqual({ ...first, applied: false })
  expect(answers[0]).toMatchObject({ firstSeq: before + 1, lastSeq: before + 1 })
  expect(await refusal(w.store.execute(w.owner, [create(next, 'New'), create(next, 'New')]))).toBe('invalid_input')
})
