// What project leads do without code, as they do it: over HTTP, on the whole product.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPlaybookFolder, type PlaybookFolder } from '../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { callWith } from './api/start-api.ts'
import { startProduct } from './support/start-product.ts'

let folder: PlaybookFolder
let product: Awaited<ReturnType<typeof startProduct>>
let call: ReturnType<typeof callWith>
let projectId: string
beforeAll(async () => {
  folder = await createPlaybookFolder({})
  product = await startProduct({ playbooks: folder.path })
  call = callWith(product.stack.apiUrl, product.apiKey)
  projectId = (await made('/v1/projects', { key: 'SEED', name: 'Seed' })).id
})
afterAll(async () => {
  await product?.stop()
  await folder?.remove()
})

async function made(path: string, body: object) {
  const answer = await call('POST', path, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const list = async (path: string) => (await call('GET', path)).body.items
const patient = { timeout: 60_000, interval: 100 }
const titles = async (beginning: string) =>
  (await list('/v1/tasks?limit=200'))
    .map(({ title }: { title: string }) => title)
    .filter((title: string) => title.startsWith(beginning))

test('when a task with the tag review is completed, a follow-up is made: one POST', async () => {
  const rule = await made('/v1/rules', {
    name: 'Follow up on reviews',
    when: 'task.status_changed',
    if: 'event.to == "completed" && "review" in event.task.tags',
    then: [{ action: 'task.create', title: 'Follow up: {{event.task.title}}' }],
  })
  const make = (title: string, tags: string[]) => made('/v1/tasks', { projectId, title, tags })
  const [reviewed, other, begun] = [
    await make('reviewed', ['docs', 'review']),
    await make('other', ['docs']),
    await make('begun', ['review']),
  ]
  for (const [id, status] of [
    [begun.id, 'started'],
    [other.id, 'completed'],
    [reviewed.id, 'completed'],
  ])
    expect((await call('PATCH', `/v1/tasks/${id}`, { status })).status).toBe(200)
  await vi.waitFor(async () => expect(await titles('Follow up')).toEqual(['Follow up: reviewed']), patient)

  const runs = await list(`/v1/runs?rule=${rule.id}`)
  expect(runs).toMatchObject([{ status: 'completed', rule: 'Follow up on reviews', subject: { id: reviewed.id } }])
  const run = (await call('GET', `/v1/runs/${runs[0].id}`)).body
  expect(run.steps[0].changes[0].after).toMatchObject({ title: 'Follow up: reviewed', projectId })
  // And why the others did not start it.
  const events = await list('/v1/events?type=task.status_changed&limit=200')
  const why = async (taskId: string) => {
    const { seq } = events.find(({ subject }: { subject: { id: string } }) => subject.id === taskId)
    return (await list(`/v1/events/${seq}/automations`))[0]
  }
  expect(await why(reviewed.id)).toMatchObject({ reason: 'started' })
  expect(await why(other.id)).toMatchObject({
    reason: 'condition',
    message: '"review" in event.task.tags is false: event.task.tags is ["docs"]',
  })
  expect(await why(begun.id)).toMatchObject({ reason: 'condition' })
  // Its own follow-up is no review, and nothing comes of it.
  expect(await titles('Follow up')).toHaveLength(1)
})

test('a schedule runs at its times, for a span that is past, and at once when it is asked to', async () => {
  const rule = await made('/v1/rules', {
    name: 'At times',
    when: { schedule: { cron: '0 9 * * *', timeZone: 'Europe/Berlin' } },
    then: [{ action: 'task.create', projectId, title: 'At {{event.reason}} {{event.scheduledFor}}' }],
  })
  const [schedule] = await list(`/v1/schedules?ownerId=${rule.id}`)
  const span = { from: '2026-03-28T00:00:00Z', to: '2026-03-30T00:00:00Z' }
  expect((await call('POST', `/v1/schedules/${schedule.id}/backfill`, span)).status).toBe(200)
  // The clocks change in between.
  const past = ['At backfill 2026-03-28T08:00:00.000Z', 'At backfill 2026-03-29T07:00:00.000Z']
  await vi.waitFor(async () => expect((await titles('At ')).sort()).toEqual(past), patient)
  expect((await call('POST', `/v1/schedules/${schedule.id}/trigger`)).status).toBe(200)
  await vi.waitFor(async () => expect(await titles('At trigger')).toHaveLength(1), patient)

  expect((await call('PATCH', `/v1/rules/${rule.id}`, { when: { schedule: { every: '10 seconds' } } })).status).toBe(
    200,
  )
  await vi.waitFor(async () => expect(await titles('At due')).not.toEqual([]), patient)
  expect((await call('POST', `/v1/schedules/${schedule.id}/pause`)).body.nextAt).toBeNull()
  expect((await call('DELETE', `/v1/rules/${rule.id}`)).status).toBe(204)
  const due = await titles('At due')
  expect(new Set(due).size).toBe(due.length)
})

test('a rule that is started by hand runs with what was given, once for each request', async () => {
  const input = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
  const then = [{ action: 'task.create', projectId, title: 'Welcome {{event.input.name}}' }]
  const { id } = await made('/v1/rules', { name: 'By hand', when: { manual: { input } }, then })
  const ask = () => call('POST', `/v1/rules/${id}/run`, { input: { name: 'Ada' } }, { 'idempotency-key': 'ada' })
  const [first, second] = [await ask(), await ask()]
  expect([first.status, second.body]).toEqual([202, first.body])
  const run = async () => (await call('GET', `/v1/runs/${first.body.runId}`)).body
  await vi.waitFor(async () => expect((await run()).status).toBe('completed'), patient)
  expect(await titles('Welcome')).toEqual(['Welcome Ada'])
})
