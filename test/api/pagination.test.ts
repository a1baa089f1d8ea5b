import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let projectId: string
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  ;({ projectId } = await projectWithTask(acme))
})
afterAll(() => api.stop())

const createTasks = async (count: number, more: object = {}) => {
  const commands = Array.from({ length: count }, (_, n) => ({
    type: 'task.create',
    data: {
      projectId,
      title: `T${n}`,
      dueDate: n % 3 === 0 ? null : `2027-01-${String((n % 28) + 1).padStart(2, '0')}`,
      ...more,
    },
  }))
  const { body } = await acme.call('POST', '/v1/commands', { commands })
  return body.results.map((result: Json) => result.result.id) as string[]
}

async function readAll(query: string, between: () => Promise<unknown> = async () => {}): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await acme.call('GET', `/v1/tasks?${query}${cursor && `&cursor=${cursor}`}`)
    expect(page.status).toBe(200)
    ids.push(...page.body.items.map((task: Json) => task.id))
    cursor = page.body.nextCursor
    await between()
  }
  return ids
}

const sorts = ['rank', '-rank', 'createdAt', '-createdAt', 'dueDate', '-dueDate']

it.each(sorts)('reads every task once in the order %s while others write', async (sort) => {
  const before = await createTasks(60)
  let pages = 0
  const ids = await readAll(`sort=${sort}&limit=7`, async () => void (pages++ < 8 && (await createTasks(3))))
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of before) expect(ids).toContain(id)
  // Equal keys (one batch has one time) are told apart by the id.
  const backwards = await readAll(`sort=${sort.startsWith('-') ? sort.slice(1) : `-${sort}`}&limit=200`)
  expect((await readAll(`sort=${sort}&limit=50`)).toReversed()).toEqual(backwards)
})

it('tasks that change while the list is read by change are seen again, and none is missed', async () => {
  const before = await createTasks(40)
  const touch = () => acme.call('PATCH', `/v1/tasks/${before[0]}`, { description: crypto.randomUUID() })
  const ids: string[] = []
  for (let cursor: string | null = '', rounds = 0; cursor !== null && rounds < 60; rounds++) {
    const page = await acme.call('GET', `/v1/tasks?sort=updatedAt&limit=50${cursor && `&cursor=${cursor}`}`)
    ids.push(...page.body.items.map((task: Json) => task.id))
    cursor = page.body.nextCursor
    if (rounds < 3) await touch()
  }
  for (const id of before) expect(ids).toContain(id)
})

it('a task that is deleted between two pages takes no other with it', async () => {
  const before = await createTasks(20)
  const first = await acme.call('GET', '/v1/tasks?sort=-createdAt&limit=10')
  const last = first.body.items.at(-1).id
  expect((await acme.call('DELETE', `/v1/tasks/${last}`)).status).toBe(204)
  const second = await acme.call('GET', `/v1/tasks?sort=-createdAt&limit=10&cursor=${first.body.nextCursor}`)
  const seen = [...first.body.items, ...second.body.items].map((task: Json) => task.id)
  expect(new Set(seen).size).toBe(20)
  expect(seen.filter((id) => before.includes(id))).toHaveLength(20)
})

it('refuses a cursor of another order, of another list, and one that is made up', async () => {
  const { body } = await acme.call('GET', '/v1/tasks?sort=rank&limit=1')
  for (const path of [
    `/v1/tasks?sort=createdAt&cursor=${body.nextCursor}`,
    `/v1/comments?cursor=${body.nextCursor}`,
    '/v1/tasks?cursor=abc',
    `/v1/runs?cursor=${body.nextCursor}`,
  ]) {
    const refused = await acme.call('GET', path)
    expect([path, refused.status, refused.body.errors?.[0]?.path]).toEqual([path, 400, 'cursor'])
  }
})
