import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
})
afterAll(() => api.stop())

const span = (first: number, last: number) => ({
  startsAt: new Date(Date.UTC(2027, 0, first)).toISOString(),
  endsAt: new Date(Date.UTC(2027, 0, last)).toISOString(),
})
const ids = (answer: { body: Json }) => answer.body.items.map((item: Json) => item.id)

it('a cycle is planned, started, filled, completed, and its tasks are found', async () => {
  const { call } = acme
  const { projectId, taskId } = await projectWithTask(acme)
  const cycle = (await call('POST', '/v1/cycles', { projectId, ...span(1, 15) })).body
  expect(cycle).toMatchObject({ number: 1, name: 'Cycle 1', goal: '', state: 'upcoming', version: 1 })
  const next = (await call('POST', '/v1/cycles', { projectId, ...span(15, 29), name: 'Next' })).body
  expect((await call('POST', '/v1/cycles', { projectId, ...span(14, 16) })).body).toMatchObject({
    code: 'invalid_input',
    errors: [{ path: 'startsAt' }],
  })
  const task = (await call('PATCH', `/v1/tasks/${taskId}`, { cycleId: cycle.id })).body
  expect(task.cycleId).toBe(cycle.id)
  expect(ids(await call('GET', `/v1/tasks?cycleId=${cycle.id}`))).toEqual([taskId])
  expect(ids(await call('GET', `/v1/tasks?cycleId=none&projectId=${projectId}`))).toEqual([])
  expect((await call('POST', `/v1/cycles/${cycle.id}/start`)).body).toMatchObject({ state: 'active', version: 2 })
  expect((await call('POST', `/v1/cycles/${next.id}/start`)).body).toMatchObject({
    code: 'invalid_state',
    details: { cycleId: cycle.id },
  })
  expect(ids(await call('GET', `/v1/cycles?projectId=${projectId}&state=upcoming,active`))).toEqual([cycle.id, next.id])
  expect(ids(await call('GET', `/v1/cycles?projectId=${projectId}&sort=-startsAt&limit=1`))).toEqual([next.id])
  const headers = { 'idempotency-key': `complete-${cycle.id}` }
  const complete = () => call('POST', `/v1/cycles/${cycle.id}/complete`, { unfinished: 'next' }, headers)
  const [first, second] = [await complete(), await complete()]
  expect(first.body).toMatchObject({ state: 'completed', version: 3 })
  expect([second.body, second.headers.get('idempotency-replayed')]).toEqual([first.body, 'true'])
  expect((await call('GET', `/v1/tasks/${taskId}`)).body.cycleId).toBe(next.id)
  const progress = (await call('GET', `/v1/cycles/${cycle.id}/progress`)).body
  expect(progress).toMatchObject({ cycleId: cycle.id, timeZone: 'UTC', scope: { tasks: 1 }, completed: { tasks: 0 } })
  expect((await call('GET', `/v1/cycles/${crypto.randomUUID()}/progress`)).status).toBe(404)
  expect((await call('DELETE', `/v1/cycles/${next.id}`)).status).toBe(204)
  expect((await call('GET', `/v1/tasks/${taskId}`)).body.cycleId).toBeNull()
})

it('milestones sort by rank, are reached and reopened, and count their tasks', async () => {
  const { call } = acme
  const { projectId, taskId } = await projectWithTask(acme)
  const make = async (name: string) => (await call('POST', '/v1/milestones', { projectId, name })).body
  const [beta, gold] = [await make('Beta'), await make('Gold')]
  await call('PATCH', `/v1/milestones/${beta.id}`, { rank: `${gold.rank}V`, targetDate: '2027-03-01' })
  expect(ids(await call('GET', `/v1/milestones?projectId=${projectId}`))).toEqual([gold.id, beta.id])
  await call('PATCH', `/v1/tasks/${taskId}`, { milestoneId: beta.id, status: 'completed' })
  expect((await call('GET', `/v1/milestones/${beta.id}/progress`)).body).toMatchObject({
    scope: { tasks: 1 },
    completed: { tasks: 1 },
  })
  expect((await call('POST', `/v1/milestones/${beta.id}/complete`)).body.completedAt).toEqual(expect.any(String))
  expect(ids(await call('GET', `/v1/milestones?projectId=${projectId}&reached=true`))).toEqual([beta.id])
  expect((await call('POST', `/v1/milestones/${beta.id}/reopen`)).body.completedAt).toBeNull()
  expect(ids(await call('GET', `/v1/milestones?projectId=${projectId}&reached=true`))).toEqual([])
})

it('a contributor puts tasks into a cycle, but does not plan it', async () => {
  const { projectId, taskId } = await projectWithTask(acme)
  const cycle = (await acme.call('POST', '/v1/cycles', { projectId, ...span(1, 15) })).body
  const contributor = await api.caller(acme, { role: 'CONTRIBUTOR' })
  expect((await contributor.call('PATCH', `/v1/tasks/${taskId}`, { cycleId: cycle.id })).status).toBe(200)
  const refused = await contributor.call('POST', `/v1/cycles/${cycle.id}/start`)
  expect([refused.status, refused.body.details]).toEqual([403, { permission: 'cycle.manage' }])
})

it('time is logged, a timer runs and stops, and both are listed and summed up', async () => {
  const { call } = acme
  const { projectId, taskId } = await projectWithTask(acme)
  const logged = await call('POST', '/v1/time-entries', { taskId, startedAt: '2027-01-04T09:00:00+01:00', minutes: 90 })
  expect(logged.body).toMatchObject({ code: 'invalid_input', errors: [{ path: 'minutes' }] })
  const entry = (
    await call('POST', '/v1/time-entries', { taskId, startedAt: '2026-01-04T09:00:00+01:00', minutes: 90 })
  ).body
  expect(entry).toMatchObject({
    endedAt: '2026-01-04T09:30:00.000Z',
    minutes: 90,
    memberId: acme.memberId,
    billable: false,
  })
  const timer = await call('POST', '/v1/time-entries/start', { taskId, note: 'review' })
  expect([timer.status, timer.headers.get('location')]).toEqual([201, `/v1/time-entries/${timer.body.id}`])
  expect((await call('POST', '/v1/time-entries/start', { taskId })).body).toMatchObject({
    code: 'invalid_state',
    details: { timeEntryId: timer.body.id },
  })
  const at = `/v1/time-entries?projectId=${projectId}`
  expect(ids(await call('GET', `${at}&running=true`))).toEqual([timer.body.id])
  expect(ids(await call('GET', `${at}&running=false`))).toEqual([entry.id])
  const stopped = (await call('POST', `/v1/time-entries/${timer.body.id}/stop`)).body
  expect(stopped).toMatchObject({ minutes: 0, endedAt: expect.any(String), version: 2 })
  await call('PATCH', `/v1/time-entries/${entry.id}`, { minutes: 60, billable: true })
  expect((await call('GET', `/v1/tasks/${taskId}`)).body.actualMinutes).toBe(60)
  const summary = (
    await call('GET', `/v1/time-entries/summary?projectId=${projectId}&groupBy=day&to=2026-02-01T00:00:00Z`)
  ).body
  expect(summary).toMatchObject({
    total: { entries: 1, minutes: 60, billableMinutes: 60 },
    items: [{ key: '2026-01-04', minutes: 60 }],
  })
  expect((await call('DELETE', `/v1/time-entries/${entry.id}`)).status).toBe(204)
})
