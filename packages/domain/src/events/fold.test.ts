import { expect, test } from 'vitest'
import type { AnyEvent } from './catalogue.ts'
import { foldEvents } from './fold.ts'

const event = (type: string, data: object) => ({ type, ...data }) as unknown as AnyEvent

const created = event('task.created', { task: { id: 't', title: 'a', version: 1 } })
const renamed = event('task.updated', {
  task: { id: 't', title: 'b', version: 2 },
  changes: { title: { before: 'a', after: 'b' }, version: { before: 1, after: 2 } },
})
const deleted = event('task.deleted', { task: { id: 't', title: 'b', version: 2 } })

test('nothing before the first event, the snapshot after it, then change upon change', () => {
  expect(foldEvents([], 'task')).toBeNull()
  expect(foldEvents([created], 'task')).toEqual({ id: 't', title: 'a', version: 1 })
  expect(foldEvents([created, renamed], 'task')).toEqual({ id: 't', title: 'b', version: 2 })
})

test('begins with any snapshot, so a log whose beginning was cut off can be folded', () => {
  expect(foldEvents([renamed], 'task')).toEqual({ id: 't', title: 'b', version: 2 })
})

test('nothing after the end, and a new beginning after that', () => {
  expect(foldEvents([created, renamed, deleted], 'task')).toBeNull()
  expect(foldEvents([created, deleted, created], 'task')).toEqual({ id: 't', title: 'a', version: 1 })
})

test('an end that is a change keeps the row: a member who left is still there', () => {
  const added = event('member.added', { member: { id: 'm', removedAt: null } })
  const removed = event('member.removed', {
    member: { id: 'm', removedAt: 'now' },
    changes: { removedAt: { before: null, after: 'now' } },
  })
  expect(foldEvents([added, removed], 'member')).toEqual({ id: 'm', removedAt: 'now' })
})

test('leaves the events as they are', () => {
  const before = structuredClone([created, renamed])
  foldEvents([created, renamed], 'task')
  expect([created, renamed]).toEqual(before)
})
