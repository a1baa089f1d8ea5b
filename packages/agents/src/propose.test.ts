import { newId, type PatchCommand, type Principal } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { patchOf } from '../../../test/support/patches.ts'
import { errorOf, openTestStore, type TestStore, type TestWorkspace } from '../../../test/support/workspace.ts'
import { callTool } from './call-tool.ts'
import { toolNames, toolSpecs } from './tool-specs.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

const propose = (
  input: object,
  { as = w.owner, commandId = newId(), proposes = ['task.update', 'task.create'] as PatchCommand[] } = {},
) =>
  callTool({ store: w.store }, as, {
    ...{ name: 'propose_patch', input, commandId, allowed: { tools: [], proposes } },
    author: { agent: 'planner', model: 'some-model' },
  }) as Promise<{ id: string }>

const rename = (id: string, title: unknown = 'New') => ({ key: 'a', command: 'task.update', data: { id, title } })

test('a proposal changes nothing, and is the same patch however often it is called', async () => {
  const task = await w.task(await w.project(), { title: 'Old' })
  const input = { title: 'Rename', rationale: 'It is clearer.', operations: [rename(task)] }
  const commandId = newId()
  const answer = await propose(input, { commandId })
  expect(answer).toMatchObject({ title: 'Rename', status: 'proposed', operations: [{ key: 'a', status: 'pending' }] })
  expect(await propose(input, { commandId })).toEqual(answer)
  const patch = await patchOf(w, answer.id)
  expect(patch).toMatchObject({ author: { agent: 'planner', model: 'some-model' }, rationale: 'It is clearer.' })
  expect(await w.store.read(w.id, (tx) => getEntity(tx, w.id, 'task', task))).toMatchObject({ title: 'Old' })
})

test('a proposal that is made again is the same, whatever its author cost meanwhile; another one is refused', async () => {
  const task = await w.task(await w.project(), { title: 'Old' })
  const input = { title: 'Rename', operations: [rename(task)] }
  const commandId = newId()
  const again = (costUsd: string, asked = input) =>
    callTool({ store: w.store }, w.owner, {
      ...{ name: 'propose_patch', input: asked, commandId, allowed: { tools: [], proposes: ['task.update'] } },
      author: { agent: 'planner', costUsd },
    }) as Promise<{ id: string }>
  const { id } = await again('0.01')
  expect((await again('0.02')).id).toBe(id)
  expect((await patchOf(w, id)).author?.costUsd).toBe('0.01')
  const other = { title: 'Another', operations: [rename(task, 'Other')] }
  expect((await errorOf(again('0.02', other))).code).toBe('command_conflict')
})

test('a plan that is proposed again is the same, whatever was done meanwhile', async () => {
  const project = await w.project()
  const tasks = [{ key: 'a', title: 'Draw the stand', estimate: 60 }]
  const input = { projectId: project, draft: { title: 'The fair', tasks } }
  const commandId = newId()
  const plan = (as: object) =>
    callTool({ store: w.store }, w.owner, {
      ...{ name: 'plan_project', input, commandId, author: { agent: 'planner', ...as } },
      allowed: { tools: ['plan_project'], proposes: ['task.create', 'task.update'] },
    }) as Promise<{ patchId: string; operations: readonly object[] }>
  const first = await plan({ costUsd: '0.01' })
  expect(first).toMatchObject({ patchId: expect.any(String), title: 'The fair', note: 'proposed: people decide' })
  // Other numbers come out of it now.
  for (const title of ['Draw a sketch', 'Draw the walls'])
    await w.task(project, { title, assigneeId: w.owner.actor.memberId, estimatedMinutes: 9_000 })
  const { patchId, operations } = await plan({ costUsd: '0.02' })
  expect([patchId, operations]).toEqual([first.patchId, first.operations])
})

test('only what is allowed can be proposed, and what is wrong is named with its place', async () => {
  const task = await w.task(await w.project())
  const archive = { key: 'b', command: 'task.archive', data: { id: task } }
  const fieldsOf = async (operations: readonly object[], title = 'x') =>
    (await errorOf(propose({ title, operations }))).fields.map(({ path }) => path)
  expect(await fieldsOf([rename(task), archive])).toEqual(['operations.1.command'])
  expect(await fieldsOf([rename(task, 5)])).toEqual(['operations.0.data.title'])
  expect(await fieldsOf([rename(newId())])).toEqual(['operations.0.data.id'])
  expect(await fieldsOf([rename(task), rename(task)])).toEqual(['operations.1.key'])
  expect(
    (await errorOf(propose({ title: 'x', operations: [rename(task)], author: { agent: 'root' } }))).fields,
  ).toMatchObject([{ path: 'author', code: 'unknown_field' }])
  expect((await w.events()).filter(({ type, subject }) => type === 'patch.proposed' && subject.id === task)).toEqual([])
})

test('it takes the right to propose, and somebody else’s workspace is none of it', async () => {
  const task = await w.task(await w.project())
  const operations = { title: 'x', operations: [rename(task)] }
  const reader: Principal = { ...w.owner, scopes: ['workspace.read'] }
  expect((await errorOf(propose(operations, { as: reader }))).code).toBe('forbidden')
  const other = await stage.workspace()
  expect((await errorOf(propose(operations, { as: other.owner }))).fields).toMatchObject([
    { path: 'operations.0.data.id' },
  ])
})

test('models are told of the commands that are allowed alone', () => {
  const [spec] = toolSpecs([], ['task.archive', 'comment.delete'])
  expect(spec).toMatchObject({ name: 'propose_patch', kind: 'propose' })
  const text = JSON.stringify(spec?.parameters)
  expect(text).toContain('"const":"task.archive"')
  expect(text).not.toContain('comment.delete')
  expect(spec?.parameters['properties']).not.toHaveProperty('author')
  expect(toolSpecs(['propose_patch', 'github.createIssue'], ['comment.delete'])).toEqual([])
})

test('every tool tells models of each of its fields', () => {
  const specs = toolSpecs([...toolNames, 'list_tasks'], [])
  expect(specs.map(({ name }) => name)).toEqual([...toolNames])
  for (const { name, description, parameters } of specs) {
    expect(description.length, name).toBeGreaterThan(40)
    expect(parameters).toMatchObject({ type: 'object', additionalProperties: false })
    const fields = Object.entries(parameters['properties'] as Record<string, { description?: string; enum?: unknown }>)
    for (const [field, schema] of fields) expect(schema.description ?? schema.enum, `${name}.${field}`).toBeDefined()
  }
})
