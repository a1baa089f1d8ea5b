import { createClient } from '@orchestrator/sdk/client'
import { getProjectHealth } from '@orchestrator/store'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
})
afterAll(() => api.stop())

it('whoever may read sees the report as JSON, as Markdown, and through the client', async () => {
  const { projectId, taskId } = await projectWithTask(acme)
  await acme.call('PATCH', `/v1/tasks/${taskId}`, { status: 'started', dueDate: '2020-01-01', title: '*Old* | <b>' })
  const viewer = await api.caller(acme, { role: 'VIEWER' })
  const path = `/v1/projects/${projectId}/health`
  const report = (await viewer.call('GET', path)).body
  expect(report).toMatchObject({
    project: { id: projectId },
    status: 'at_risk',
    overdue: [{ id: taskId }],
    risks: [{ code: 'overdue', severity: 'high', tasks: [{ id: taskId }] }, { code: 'unassigned' }],
    forecast: { p50: null, note: expect.stringContaining('not enough history') },
  })
  const scope = report.figures.find(({ name }: { name: string }) => name === 'scope')
  expect(scope).toMatchObject({ value: 1, unit: 'tasks', formula: expect.any(String), source: expect.any(String) })
  const asMarkdown = await viewer.call('GET', `${path}?format=markdown`)
  expect(asMarkdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
  // What people wrote is text in it.
  expect(asMarkdown.body).toContain(String.raw`\*Old\* \| \<b\>`)
  const plain = await viewer.call('GET', path, undefined, { accept: 'text/plain' })
  expect(plain.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const client = createClient({ url: api.url, apiKey: acme.key })
  expect(await client.projects.health(projectId, { window: 4, asOf: report.asOf })).toMatchObject({
    asOf: report.asOf,
    status: 'at_risk',
  })
})

it('says what is wrong with a question, and keeps other workspaces out', async () => {
  const { projectId } = await projectWithTask(acme)
  const path = `/v1/projects/${projectId}/health`
  const problems = async (query: string) => {
    const { status, body } = await acme.call('GET', `${path}?${query}`)
    return [status, body.code, body.errors?.[0]?.path]
  }
  expect(await problems('window=0')).toEqual([400, 'invalid_input', 'window'])
  expect(await problems('window=53')).toEqual([400, 'invalid_input', 'window'])
  expect(await problems('asOf=yesterday')).toEqual([400, 'invalid_input', 'asOf'])
  expect(await problems('asOf=2020-01-01T00:00:00Z')).toEqual([400, 'invalid_input', 'asOf'])
  expect(await problems('format=pdf')).toEqual([400, 'invalid_input', 'format'])
  const other = await api.workspace()
  expect((await other.call('GET', path)).status).toBe(404)
  const writer = await api.caller(acme, { scopes: ['task.create'] })
  expect((await writer.call('GET', path)).body).toMatchObject({ status: 403, code: 'forbidden' })
})

it('of a large project the report is made beside the requests, and is the same', async () => {
  const w = await api.workspace()
  const { projectId, taskId } = await projectWithTask(w)
  await w.call('PATCH', `/v1/tasks/${taskId}`, { dueDate: '2020-01-01' })
  const owner = postgres(api.databaseUrl, { max: 1, onnotice: () => {} })
  await owner`
    insert into tasks (workspace_id, id, project_id, number, identifier, title, description, type, status, state_id, priority, creator_id, tags,
      rank, custom_fields, version, completed_at, created_at, updated_at)
    select t.workspace_id, gen_random_uuid(), t.project_id, 100 + n, 'OLD-' || n, 'Old', '', t.type, 'completed', t.state_id, t.priority, t.creator_id,
      '{}', t.rank, '{}', 1, '2020-02-01', '2020-01-01', '2020-02-01'
    from tasks t, generate_series(1, 2001) n where t.id = ${taskId}`
  await owner.end()
  const path = `/v1/projects/${projectId}/health`
  const { status, body } = await w.call('GET', path)
  expect(status, JSON.stringify(body)).toBe(200)
  const request = { projectId, weeks: 12, asOf: body.asOf }
  const here = await api.store.read(w.workspaceId, (tx) => getProjectHealth(tx, w.workspaceId, request))
  expect(body).toEqual(JSON.parse(JSON.stringify(here)))
  expect(body).toMatchObject({
    overdue: [{ id: taskId }],
    figures: expect.arrayContaining([expect.objectContaining({ name: 'scope', value: 2002 })]),
  })
  const wrong = await w.call('GET', `${path}?asOf=2019-01-01T00:00:00Z`)
  expect([wrong.status, wrong.body.code, wrong.body.errors[0].path]).toEqual([400, 'invalid_input', 'asOf'])
  expect((await w.call('GET', `${path}/actions`)).body.asOf > body.asOf).toBe(true)
})
