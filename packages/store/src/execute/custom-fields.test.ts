import type { CommandInput } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
let w: TestWorkspace
let project: string
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())
beforeEach(async () => {
  w = await stage.workspace()
  project = await w.project()
})

const field = (key: string, more: Partial<CommandInput<'custom_field.create'>> = {}) =>
  w.run('custom_field.create', { key, name: key, type: 'text', ...more })
const create = (customFields?: CommandInput<'task.create'>['customFields']) =>
  w.run('task.create', { projectId: project, title: 'x', ...(customFields && { customFields }) })
const set = (id: string, customFields: NonNullable<CommandInput<'task.update'>['customFields']>) =>
  w.run('task.update', { id, customFields })

test('a task is not created without its required fields; all that are missing are named', async () => {
  await field('severity', { required: true, type: 'select', options: ['low', 'high'] })
  await field('note', { required: true })
  await field('optional')
  await field('elsewhere', { required: true, projectIds: [await w.project()] })
  const missing = (key: string) => ({ path: `customFields.${key}`, code: 'required', expected: expect.any(String) })
  await expect(create()).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [missing('note'), missing('severity')],
  })
  await expect(create({ severity: 'low', note: '  ' })).rejects.toMatchObject({ fields: [missing('note')] })
  await expect(create({ severity: 'low', note: null })).rejects.toMatchObject({ fields: [missing('note')] })
  expect((await create({ severity: 'low', note: 'n' })).entity).toMatchObject({
    customFields: { severity: 'low', note: 'n' },
  })
})

test('a field that becomes required later asks nothing of the tasks that are there, but does not let go of a value', async () => {
  const id = await w.task(project)
  const { result } = await field('note')
  await w.run('custom_field.update', { id: result.id, required: true })
  expect(await refusal(w.run('task.update', { id, title: 'y', status: 'completed' }))).toBe('nothing')
  expect(await refusal(set(id, { note: 'n' }))).toBe('nothing')
  for (const empty of [null, '', ' ']) expect(await refusal(set(id, { note: empty }))).toBe('invalid_input')
})

test('a person is a member of the workspace who has not left', async () => {
  await field('reviewer', { type: 'user' })
  const stranger = await (await stage.workspace()).member('ADMIN')
  const [member, left] = [await w.member('VIEWER'), await w.member('VIEWER')]
  const { result } = await create({ reviewer: left.actor.memberId })
  await w.run('member.remove', { id: left.actor.memberId })
  await expect(create({ reviewer: stranger.actor.memberId })).rejects.toMatchObject({
    code: 'not_found',
    fields: [{ path: 'customFields.reviewer' }],
  })
  await expect(create({ reviewer: left.actor.memberId })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'customFields.reviewer' }],
  })
  expect(await refusal(create({ reviewer: 'Ada' }))).toBe('invalid_input')
  // Ids are one and the same in capitals.
  const written = await create({ reviewer: member.actor.memberId.toUpperCase() })
  expect(written.entity).toMatchObject({ customFields: { reviewer: member.actor.memberId } })
  // Whoever sends the whole task back changes nothing.
  expect(await refusal(set(result.id, { reviewer: left.actor.memberId }))).toBe('nothing')
})

const types: [CommandInput<'custom_field.create'>['type'], unknown[], unknown[]][] = [
  ['text', ['', 'a'], [1, 'x'.repeat(10_001)]],
  ['number', [0, -1.5], ['1', true]],
  ['date', ['2026-02-28'], ['2026-02-30', '28.02.2026', '2026-02-28T00:00:00Z']],
  ['select', ['a'], ['c', ['a']]],
  ['multi_select', [[], ['a', 'b']], [['a', 'a'], ['c'], 'a']],
  [
    'url',
    ['https://example.com/a?b#c', 'http://10.0.0.1'],
    ['javascript:alert(1)', 'ftp://a.example', 'example.com', 'https://'],
  ],
  ['checkbox', [true, false], ['true', 0]],
  [
    'money',
    // Node knows the kuna still, and Chile's unit of account not.
    [
      { amount: '12.50', currency: 'EUR' },
      { amount: '12.50', currency: 'CLF' },
    ],
    [
      { amount: '12.50', currency: 'ABC' },
      { amount: '12.50', currency: 'HRK' },
      { amount: 12.5, currency: 'EUR' },
      { amount: '1e3', currency: 'EUR' },
      '12.50 EUR',
    ],
  ],
]

test.each(types)('a value of type %s', async (type, right, wrong) => {
  await field('f', { type, ...(type.includes('select') && { options: ['a', 'b'] }) })
  for (const value of right) expect([value, await refusal(create({ f: value as never }))]).toEqual([value, 'nothing'])
  for (const value of wrong)
    expect([value, await refusal(create({ f: value as never }))]).toEqual([value, 'invalid_input'])
})

test('options that repeat are refused', async () => {
  expect(await refusal(field('f', { type: 'select', options: ['a', ' a '] }))).toBe('invalid_input')
})

test('what a rule or a playbook makes is asked the same, and told in its run', async () => {
  await field('note', { required: true })
  const run = { ...w.owner, actor: { ...w.owner.actor, type: 'rule_run' as const } }
  await expect(w.run('task.create', { projectId: project, title: 'x' }, run)).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'customFields.note', code: 'required' }],
  })
})
