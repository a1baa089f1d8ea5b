import { AppError, type CommandInput, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom, type Random } from '../../../../test/durability/arena/random.ts'
import type { MemoryService } from '../../../../test/support/sync/memory-service.ts'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())

const states = ['open', 'done', 'dropped']
const statuses = ['unstarted', 'started', 'completed', 'canceled'] as const
/** Of those that order tasks both sides together may make a circle, which is refused here for good. */
const linkTypes = ['duplicates', 'relates'] as const
const labels = ['red', 'green', 'blue', 'odd name']

/** What people do on both sides. @returns the thing here that was touched */
async function editSomething(s: SyncStage, random: Random, n: number): Promise<string | null> {
  const { w, service, projectId } = s
  const tasks = (await s.tasks()) as { id: string }[]
  const issues = service.present('issue')
  const [task, issue] = [random.pick(tasks), random.pick(issues)]
  const text = () => random.pick([`text ${n}`, `text ${n}\n\n- list\n`, '', `  spaces ${n} `]) ?? ''
  const some = () => labels.filter(() => random.between(0, 1) === 1)
  const what = random.between(0, 17)
  if (what === 0 || !task) {
    const id = newId()
    await w.task(projectId, {
      id,
      title: `here ${n}`,
      description: text(),
      tags: some(),
      ...(task && what % 2 === 0 && { parentId: task.id }),
    })
    return id
  }
  if (what === 1 || !issue) service.add('issue', { title: `there ${n}`, body: text(), labels: some() })
  else if (what <= 5) {
    const patch: Partial<CommandInput<'task.update'>>[] = [
      { title: `renamed here ${n}` },
      { description: text() },
      { status: random.pick([...statuses]) ?? 'started' },
      { tags: some() },
    ]
    await w.run('task.update', { id: task.id, ...patch[what - 2] })
    return task.id
  } else if (what <= 9) {
    const values = [
      { title: `renamed there ${n}` },
      { body: text() },
      { state: random.pick(states) ?? 'open' },
      { labels: some() },
    ]
    service.edit(issue, values[what - 6] ?? {})
  } else if (what === 10) {
    const id = newId()
    await w.run('comment.create', { id, taskId: task.id, body: `said here ${n}` })
    return id
  } else if (what === 11) service.add('note', { text: `said there ${n}` }, { on: { type: 'issue', id: issue.id } })
  else if (what >= 14) return linkSomething(s, random, what < 16)
  else if (random.between(0, 3) === 0) {
    if (what === 12) {
      await w.run('task.delete', { id: task.id })
      return task.id
    }
    service.setGone(issue, true)
  }
  return null
}

/** A relation here, or a link there: three in four are made, one in four is removed. @returns the task here whose link it is */
async function linkSomething({ w, service }: SyncStage, random: Random, here: boolean): Promise<string | null> {
  const type = random.pick([...linkTypes]) ?? 'relates'
  const removes = random.between(0, 3) === 0
  if (here) {
    const rows = await w.store.read(
      w.id,
      (tx) => tx<{ id: string; fromTaskId: string }[]>`select id, from_task_id from task_relations order by id`,
    )
    const relation = random.pick(rows)
    const tasks = await w.store.read(
      w.id,
      (tx) => tx<{ id: string }[]>`select id from tasks where deleted_at is null order by number`,
    )
    const [from, to] = [random.pick(tasks)?.id, random.pick(tasks)?.id]
    if (removes && relation) await w.run('task_relation.delete', { id: relation.id })
    else if (!removes && from && to)
      // With itself, and what is there already, is refused to people, too.
      await w.run('task_relation.create', { type, fromTaskId: from, toTaskId: to }).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error
      })
    return removes ? (relation?.fromTaskId ?? null) : (from ?? null)
  }
  const issues = service.present('issue')
  const [link, from, to] = [random.pick(service.links), random.pick(issues)?.id, random.pick(issues)?.id]
  if (removes && link) service.link(link.type, link.from, link.to, false)
  else if (!removes && from && to && from !== to) service.link(type, from, to)
  return null
}

/** One call in eight fails, before or after it has done its work. */
function breakSometimes(service: MemoryService, random: Random): void {
  service.fault = (method) => {
    if (random.between(0, 7) > 0) return null
    const writes = method === 'create' || method === 'update' || method === 'remove' || method === 'link'
    const kind = random.pick(['unavailable', 'ambiguous', 'rate_limited', 'malformed'] as const) ?? 'unavailable'
    if (kind === 'rate_limited') return { kind, when: 'before', retryAfterMs: 1 }
    if (kind === 'ambiguous' && writes) return { kind, when: 'after' }
    return {
      kind: kind === 'ambiguous' ? 'unavailable' : kind,
      when: writes || kind !== 'malformed' ? 'before' : 'after',
    }
  }
}

/** Before one write in three somebody there is quicker: it was read, and is not as it was read any more. */
function editMeanwhile(service: MemoryService, random: Random): void {
  let n = 0
  service.meanwhile = (method, ref) => {
    if (method !== 'update' || ref?.type !== 'issue' || random.between(0, 2) > 0) return
    const values = [
      { title: `quicker ${n++}` },
      { body: `quicker ${n++}` },
      { labels: labels.filter(() => random.between(0, 1) === 1) },
    ]
    service.edit(ref, random.pick(values) ?? {})
  }
}

test('500 random edits on both sides, some between our look and our writing, with one call in eight failing: both sides come to the same, nothing is doubled', async () => {
  const random = createRandom()
  const s = await openSyncStage(store)
  const { service } = s
  breakSometimes(service, random)
  editMeanwhile(service, random)
  let touched = new Set<string>()
  let needed = 0
  const sync = async () => {
    needed += touched.size
    touched = new Set()
    await s.hurry()
    await s.sync(5)
  }
  for (let n = 0; n < 500; n++) {
    const id = await editSomething(s, random, n)
    if (id !== null) touched.add(id)
    if (random.between(0, 5) === 0) await sync()
  }
  service.fault = () => null
  service.meanwhile = () => {}
  for (let quiet = 0; quiet < 4; quiet++) {
    await sync()
    await s.sync()
  }
  expect(await s.waiting()).toEqual([])

  const links = await s.w.store.read(
    s.w.id,
    (tx) =>
      tx<
        { entityId: string; externalId: string; state: string; entityKind: string }[]
      >`select entity_id, external_id, state, entity_kind from external_items`,
  )
  const linkOf = new Map(links.map((link) => [link.entityId, link]))
  const tasks = (await s.tasks()) as {
    id: string
    title: string
    description: string
    status: string
    tags: string[]
  }[]
  const issues = new Map(service.present('issue').map((issue) => [issue.id, issue]))
  const here = tasks.map(({ id, title, description, status, tags }) => {
    const state = { completed: 'done', canceled: 'dropped' }[status] ?? 'open'
    return { id: linkOf.get(id)?.externalId, title, body: description.trim(), state, labels: [...tags].sort() }
  })
  const there = here.map(({ id }) => {
    const { title, body, state, labels: names } = issues.get(id ?? '')?.fields ?? {}
    return { id, title, body, state, labels: [...((names as string[] | undefined) ?? [])].sort() }
  })
  expect(there).toEqual(here)
  expect(issues.size).toBe(tasks.length)
  const related = await s.w.store.read(
    s.w.id,
    (tx) =>
      tx<
        { type: string; fromTaskId: string; toTaskId: string }[]
      >`select type, from_task_id, to_task_id from task_relations`,
  )
  // What reads the same from both ends is the same whichever it was made from.
  const named = (type: string, from = '', to = '') =>
    `${(type === 'relates' ? [from, to].sort() : [from, to]).join(` ${type} `)}`
  const linkedHere = related.map(({ type, fromTaskId, toTaskId }) =>
    named(type, linkOf.get(fromTaskId)?.externalId, linkOf.get(toTaskId)?.externalId),
  )
  const linkedThere = service.links.map(({ type, from, to }) => named(type, from, to))
  expect([...new Set(linkedThere)].sort()).toEqual([...new Set(linkedHere)].sort())
  const said = (await s.comments())
    .filter(({ taskId }) => tasks.some(({ id }) => id === taskId))
    .map(({ body }) => (body.startsWith('said here') ? `**Ada** wrote:\n\n${body}` : body))
  const notes = service.present('note').filter(({ on }) => issues.has(on?.id ?? ''))
  expect(notes.map(({ fields }) => fields['text']).sort()).toEqual(said.sort())
  expect(new Set(said).size).toBe(said.length)

  const { create = 0, update = 0, remove = 0, link = 0 } = service.calls
  console.log(
    `  seed ${random.seed}: ${tasks.length} tasks, ${said.length} comments, ${related.length} relations; ${create + update + remove + link} writes for ${needed} things that were changed here`,
  )
  expect(create + update + remove + link).toBeLessThan(1.5 * needed + 5)
}, 300_000)
