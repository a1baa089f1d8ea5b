import { expect, test } from 'vitest'
import { FieldMap } from '../entities/mapping.ts'
import { type Names, toSide, toFields as translate } from './translate.ts'

const map = (theirs: string, ours: string, values?: [string, string][]) =>
  FieldMap.parse({ theirs, ours, ...(values && { values: values.map(([t, o]) => ({ theirs: t, ours: o })) }) })
const names: Names = {
  memberOf: (user) => ({ u1: 'm1', u2: 'm2' })[user] ?? null,
  userOf: (member) => ({ m1: 'u1', m2: 'u2' })[member] ?? null,
  entityOf: (id) => (id === '7' ? 'task-7' : null),
  externalOf: (id) => (id === 'task-7' ? '7' : null),
}
const state = map('state', 'status', [
  ['open', 'unstarted'],
  ['open', 'started'],
  ['open', 'backlog'],
  ['closed', 'completed'],
])
const rules = [
  ...[map('title', 'title'), map('body', 'description'), state, map('labels', 'tags'), map('assignees', 'assigneeId')],
  ...[map('parent', 'parentId'), map('cf_1', 'customFields.severity')],
]
const toFields = (...input: Parameters<typeof translate>) => translate(...input).fields
const shapes = { labels: 'list', assignees: 'list' } as const
const task = {
  ...{
    title: ' a ',
    description: 'one\r\ntwo\n',
    status: 'started',
    tags: ['x'],
    assigneeId: 'm2',
    parentId: 'task-7',
  },
  customFields: { severity: 'high' },
}

test('a task in the terms of a service', () => {
  expect(toSide(task, rules, shapes, names)).toEqual({
    ...{ title: 'a', body: 'one\ntwo', state: 'open', labels: ['x'], assignees: ['u2'], parent: '7', cf_1: 'high' },
  })
})

test('what has no word there is not told; somebody who is nobody there is nobody', () => {
  const other = { ...task, status: 'triage', assigneeId: 'm9', parentId: 'task-8', customFields: {} }
  expect(toSide(other, rules, shapes, names)).toEqual({
    ...{ title: 'a', body: 'one\ntwo', labels: ['x'], assignees: [], cf_1: null },
  })
})

test('of several values here that are one there, the one that it has stays', () => {
  expect(toFields({ state: 'open' }, rules, shapes, names, task)).toEqual({})
  expect(toFields({ state: 'open' }, rules, shapes, names, { ...task, status: 'completed' })).toEqual({
    status: 'unstarted',
  })
  expect(toFields({ state: 'closed' }, rules, shapes, names, task)).toEqual({ status: 'completed' })
  expect(toFields({ state: 'unheard of' }, rules, shapes, names, task)).toEqual({})
})

test('people: known ones are taken, an unknown one is not nobody, and who is among several stays', () => {
  const fields = (assignees: string[]) => toFields({ assignees }, rules, shapes, names, task)
  expect(fields(['u1'])).toEqual({ assigneeId: 'm1' })
  expect(fields(['u9'])).toEqual({})
  expect(translate({ assignees: ['u9'], state: 'odd', parent: '8' }, rules, shapes, names, task).unknown).toEqual([
    ...['state', 'assignees', 'parent'],
  ])
  expect(fields(['u9', 'u1'])).toEqual({ assigneeId: 'm1' })
  expect(fields(['u1', 'u2'])).toEqual({})
  expect(fields([])).toEqual({ assigneeId: null })
})

test('what ours cannot hold is made to fit', () => {
  const { title, tags } = toFields(
    { title: '𝒳'.repeat(600), labels: ['ok', 'a,b', 'y'.repeat(61)] },
    ...[rules, shapes, names, null],
  ) as { title: string; tags: string[] }
  expect([title.length <= 500, title.endsWith('…'), title.isWellFormed(), tags]).toEqual([true, true, true, ['ok']])
  expect(toFields({ title: ' \n' }, rules, shapes, names, null)).toEqual({ title: '(no title)' })
  expect(toFields({ cf_1: 'low', parent: null, body: null }, rules, shapes, names, null)).toEqual({
    ...{ customFields: { severity: 'low' }, parentId: null, description: '' },
  })
})
