import type { ItemRef } from '@orchestrator/integrations'
import { readLogForSync } from '@orchestrator/store'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultFields } from '../../../../test/support/sync/memory-service.ts'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'

let store: TestStore
let s: SyncStage
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSyncStage(store)
})

type More = { readonly filter?: string; readonly enabled?: boolean; readonly projectId?: string }

/** The stage's project, or another, is mapped to one more container of the same connection. */
async function mapSecond(more: More = {}): Promise<string> {
  const made = await s.w.run('mapping.create', {
    ...{ connectionId: s.connectionId, projectId: s.projectId, containerId: 'box2', containerKey: 'BOX2' },
    ...{
      containerName: 'Box 2',
      fields: defaultFields as never,
      deletedThere: 'delete',
      deletedHere: 'delete',
      ...more,
    },
  })
  return made.result.id
}
const update = (id: string, change: object) => s.w.run('mapping.update', { id, ...change })
const there = (type = 'issue') =>
  s.service
    .present(type)
    .map(({ containerId, fields: { title, text } }) => `${containerId}: ${title ?? unsigned(text)}`)
/** Without the line that says who wrote it here. */
const unsigned = (text: unknown) => String(text).replace('**Ada** wrote:\n\n', '')
const taskOf = async (title: string) => {
  const found = (await s.tasks()).find((task) => task['title'] === title)
  if (!found) throw new Error(`no task ${title}`)
  return found as { id: string; parentId: string | null }
}
const again = async (times = 1) => {
  for (let n = 0; n < times; n++) {
    await s.hurry()
    await s.sync()
  }
}

describe('a project that is mapped to two containers', () => {
  let second: string
  let issue: ItemRef
  beforeEach(async () => {
    second = await mapSecond()
    await s.sync()
    issue = s.service.add('issue', { title: 'of the second' }, { containerId: 'box2' })
    await again()
  })

  test('has the comments and times of a task go where the task is', async () => {
    const taskId = (await taskOf('of the second')).id
    await s.w.run('comment.create', { taskId, body: 'for the second alone' })
    await s.w.run('time_entry.create', { taskId, startedAt: '2026-01-05T09:00:00Z', minutes: 60 })
    await s.sync()
    const made = [...s.service.present('note'), ...s.service.present('log')]
    expect(made.map(({ containerId, on }) => [containerId, on?.id])).toEqual([
      ['box2', issue.id],
      ['box2', issue.id],
    ])
    expect(await s.waiting()).toEqual([])
  })

  test('has tasks of the one go on while the other is switched off, or deleted', async () => {
    await update(s.mappingId, { enabled: false })
    const { id } = await taskOf('of the second')
    await s.w.run('task.update', { id, title: 'renamed' })
    await s.sync()
    expect(there()).toEqual(['box2: renamed'])
    await s.w.run('task.update', { id, title: 'renamed again' })
    await s.w.run('comment.create', { taskId: id, body: 'words' })
    while (await readLogForSync(s.w.store, s.w.id));
    await s.w.run('mapping.delete', { id: s.mappingId })
    await s.sync()
    expect([there(), there('note')]).toEqual([['box2: renamed again'], ['box2: words']])
  })

  test('has new tasks go by the other while the older is switched off', async () => {
    await update(s.mappingId, { enabled: false })
    await s.w.task(s.projectId, { title: 'new' })
    await s.sync()
    expect(there()).toContain('box2: new')
    expect(await s.waiting()).toEqual([])
  })

  test('keeps what waits for a mapping that is switched off until it is on', async () => {
    await update(second, { enabled: false })
    await s.w.run('task.update', { id: (await taskOf('of the second')).id, title: 'renamed' })
    await s.sync()
    expect([there(), (await s.waiting()).length]).toEqual([['box2: of the second'], 1])
    await update(second, { enabled: true })
    await s.sync()
    expect([there(), await s.waiting()]).toEqual([['box2: renamed'], []])
  })
})

describe('what is moved there from one mapped container to another', () => {
  const move = (issue: ItemRef, containerId: string) => {
    s.service.edit(issue, {})
    for (const [key, item] of s.service.items)
      if ((item.type === issue.type && item.id === issue.id) || item.on?.id === issue.id)
        s.service.items.set(key, { ...item, containerId })
  }
  const tasksOf = (projectId: string) =>
    s.w.store.read(
      s.w.id,
      (tx) => tx<{ id: string; title: string; status: string }[]>`
        select id, title, status from tasks where project_id = ${projectId} and deleted_at is null`,
    )
  const start = async () => {
    await s.sync()
    const issue = s.service.add('issue', { title: 'one', labels: ['x'] })
    s.service.add('note', { text: 'there' }, { on: issue })
    await again()
    await s.w.run('comment.create', { taskId: (await taskOf('one')).id, body: 'here' })
    await again()
    return issue
  }

  test('stays the same task where both are of its project', async () => {
    await mapSecond()
    const issue = await start()
    const { id } = await taskOf('one')
    move(issue, 'box2')
    s.service.edit(issue, { title: 'moved' })
    await again()
    await update(s.mappingId, { enabled: false })
    await s.w.run('task.update', { id, description: 'ours' })
    await s.w.run('comment.create', { taskId: id, body: 'later' })
    await again()
    expect(await s.tasks()).toMatchObject([{ id, title: 'moved', tags: ['x'], description: 'ours' }])
    expect(there('note').sort()).toEqual(['box2: here', 'box2: later', 'box2: there'])
    expect((await s.comments()).map(({ body }) => body).sort()).toEqual(['here', 'later', 'there'])
    expect([s.service.present('issue').length, await s.waiting()]).toEqual([1, []])
  })

  test.each([
    ['delete', []],
    ['keep', [{ title: 'one', status: 'backlog' }]],
  ] as const)(
    'is made anew in the other project, with its comments, and the old task ends as its mapping says: %s',
    async (deletedThere, left) => {
      await update(s.mappingId, { deletedThere })
      const projectId = await s.w.project()
      await mapSecond({ projectId })
      const issue = await start()
      move(issue, 'box2')
      await again()
      s.service.edit(issue, { title: 'renamed there' })
      await again()
      const [task] = await tasksOf(projectId)
      expect(task).toMatchObject({ title: 'renamed there' })
      expect((await tasksOf(s.projectId)).map(({ title }) => title)).toEqual(left.map(({ title }) => title))
      // Of what was said on the old task, its line says by whom.
      const bodies = (await s.comments()).flatMap(({ taskId, body }) => (taskId === task?.id ? unsigned(body) : []))
      expect(bodies.sort()).toEqual(['here', 'there'])
      await s.w.run('task.update', { id: task?.id ?? '', title: 'renamed here' })
      await s.w.run('comment.create', { taskId: task?.id ?? '', body: 'later' })
      await again()
      expect([there(), there('note').sort()]).toEqual([
        ['box2: renamed here'],
        ['box2: here', 'box2: later', 'box2: there'],
      ])
      expect(await s.waiting()).toEqual([])
    },
  )

  test('comes once where it went before that was mapped', async () => {
    const issue = await start()
    move(issue, 'box2')
    await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set sweep_at = now()`)
    await again()
    expect(await s.tasks()).toEqual([])
    const projectId = await s.w.project()
    const second = await mapSecond({ projectId })
    await s.w.store.write(
      s.w.id,
      (tx) => tx`update mapping_syncs set backfill = 'running', since = now() where mapping_id = ${second}`,
    )
    await again(2)
    expect(await tasksOf(projectId)).toMatchObject([{ title: 'one' }])
    expect(await s.waiting()).toEqual([])
  })
})

test('a parent in another container is nothing that this one is told of', async () => {
  await update(s.mappingId, { filter: '!("b" in task.tags)' })
  await mapSecond()
  const parentId = await s.w.task(s.projectId, { title: 'epic', tags: ['b'] })
  const id = await s.w.task(s.projectId, { title: 'made below it', parentId })
  const other = await s.w.task(s.projectId, { title: 'put below it' })
  await again()
  await s.w.run('task.update', { id: other, parentId, description: 'words' })
  await s.w.run('task.update', { id, title: 'renamed' })
  await again()
  expect(there().sort()).toEqual(['box2: epic', 'box: put below it', 'box: renamed'])
  const { fields } = s.service.present('issue').find((one) => one.fields['title'] === 'put below it') ?? {}
  expect(fields).toMatchObject({ body: 'words', parent: null })
  expect([await s.waiting(), (await taskOf('put below it')).parentId]).toEqual([[], parentId])
  await again()
  expect((await taskOf('put below it')).parentId).toBe(parentId)
})

describe('a project whose tasks go here or there by their filters', () => {
  let second: string
  beforeEach(async () => {
    await update(s.mappingId, { filter: '"a" in task.tags' })
    second = await mapSecond({ filter: '"b" in task.tags' })
  })
  const make = async () => {
    for (const tags of [['b'], ['a'], ['a', 'b'], []])
      await s.w.task(s.projectId, { title: `for ${tags.join(' and ') || 'none'}`, tags })
  }

  test('has each go by the first that it meets', async () => {
    await make()
    await s.sync()
    expect(there().sort()).toEqual(['box2: for b', 'box: for a', 'box: for a and b'])
    expect(await s.waiting()).toEqual([])
  })

  test('keeps those of one that is switched off waiting for it', async () => {
    await update(second, { enabled: false })
    await make()
    await s.sync()
    expect([there().sort(), (await s.waiting()).length]).toEqual([['box: for a', 'box: for a and b'], 1])
    await update(second, { enabled: true })
    await s.sync()
    expect(there()).toContain('box2: for b')
    expect(await s.waiting()).toEqual([])
  })

  test('has a backfill of one send what goes its way alone', async () => {
    await make()
    await s.w.store.write(s.w.id, async (tx) => {
      await tx`update sync_cursors c set seq = h.seq from workspace_heads h where h.workspace_id = c.workspace_id and c.workspace_id = ${s.w.id}`
      await tx`update mapping_syncs set backfill = 'running' where mapping_id = ${second}`
    })
    await s.sync()
    expect(there()).toEqual(['box2: for b'])
  })
})
