import { expect, test } from 'vitest'
import type { Patch, PatchCommand, PatchOperation } from '../entities/patch.ts'
import { diffPatch } from './diff.ts'
import type { Values } from './values.ts'

const [task, made, project] = ['1', '2', '3'].map((n) => `019a0000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
]

const operation = (
  command: PatchCommand,
  data: Values,
  before: Values = {},
  more: Partial<PatchOperation> = {},
): PatchOperation => ({
  ...{ key: command.replace('.', '_'), command, data, edited: null, summary: 's', target: null, before, after: null },
  ...{ confidence: null, rationale: null, dependsOn: [], status: 'pending', decidedBy: null, decidedAt: null },
  ...{ reason: null, conflicts: [], ...more },
})

function diff(rows: Readonly<Record<string, Values>>, ...operations: PatchOperation[]) {
  const patch = { id: 'p', title: 't', status: 'proposed', operations } as unknown as Patch
  const shown = diffPatch({ find: (kind, id) => rows[`${kind} ${id}`] as never }, patch).operations
  return shown.map(({ key, fields, stale }) => ({ key, fields, stale }))
}

test('tags and custom fields are told one by one, what is said and what is not', () => {
  const data = { id: task, title: 'New', addTags: ['in'], removeTags: ['out'], customFields: { size: 3 } }
  const before = { title: 'Old', 'tags.in': false, 'tags.out': true, 'customFields.size': null }
  const row = { id: task, title: 'Old', tags: ['out', 'other'], customFields: {} }
  expect(diff({ [`task ${task}`]: row }, operation('task.update', data, before))).toEqual([
    {
      key: 'task_update',
      fields: [
        { field: 'title', before: 'Old', now: 'Old', after: 'New' },
        { field: 'tags.in', before: false, now: false, after: true },
        { field: 'tags.out', before: true, now: true, after: false },
        { field: 'customFields.size', before: null, now: null, after: 3 },
      ],
      stale: null,
    },
  ])
})

test('what the patch itself makes first is no want, and what is stale takes along what depends on it', () => {
  const create = operation('task.create', { id: made, projectId: project, title: 'Made' })
  const comment = operation('comment.create', { id: task, taskId: made, body: 'b' }, {}, { dependsOn: ['task_create'] })
  const fine = diff({ [`project ${project}`]: { id: project } }, comment, create)
  expect(fine.map(({ key, stale }) => [key, stale])).toEqual([
    ['task_create', null],
    ['comment_create', null],
  ])
  const gone = operation('task.update', { id: task, title: 'x' }, { title: 'y' })
  const behind = { ...create, dependsOn: ['task_update'] }
  expect(diff({}, behind, comment, gone).map(({ stale }) => stale)).toEqual([
    'the task is not there any more',
    'it depends on task_update, which is stale',
    'it depends on task_create, which is stale',
  ])
})

test('what only applying tells is left out, unless somebody was there first', () => {
  const archive = operation('task.archive', { id: task }, { archivedAt: null })
  expect(diff({ [`task ${task}`]: { archivedAt: null } }, archive)).toMatchObject([{ fields: [], stale: null }])
  const at = '2026-01-01T00:00:00.000Z'
  expect(diff({ [`task ${task}`]: { archivedAt: at } }, archive)).toMatchObject([
    { fields: [{ field: 'archivedAt', before: null, now: at }], stale: 'changed since: archivedAt' },
  ])
})

test('what is done says what it has done, whatever became of it', () => {
  const done = { status: 'applied', after: { title: 'New' } } as const
  const update = operation('task.update', { id: task, title: 'New' }, { title: 'Old' }, done)
  expect(diff({ [`task ${task}`]: { title: 'Newest' } }, update)).toEqual([
    { key: 'task_update', fields: [{ field: 'title', before: 'Old', now: 'Newest', after: 'New' }], stale: null },
  ])
})
