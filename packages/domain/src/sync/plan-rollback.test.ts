import { expect, test } from 'vitest'
import type { AnyEvent } from '../events/catalogue.ts'
import { namedBefore, planRollback } from './plan-rollback.ts'

const event = (type: string, id: string, version: number, changes?: Record<string, [unknown, unknown]>): AnyEvent => {
  const kind = type.slice(0, type.indexOf('.'))
  const told = Object.entries(changes ?? {}).map(([field, [before, after]]) => [field, { before, after }])
  return {
    ...{ id: `v${id}`, type, subject: { type: kind, id }, [kind]: { id, version, identifier: `T-${id}` } },
    ...(changes && { changes: Object.fromEntries(told) }),
  } as unknown as AnyEvent
}
const now = (...entities: { id: string; version: number }[]) => new Map(entities.map((one) => [one.id, one]))

test('what it made is deleted, unless somebody has worked on it since', () => {
  const events = [event('task.created', '1', 1), event('task.created', '2', 1), event('comment.created', '3', 1)]
  const plan = planRollback(events, now({ id: '1', version: 1 }, { id: '2', version: 2 }, { id: '3', version: 1 }))
  expect(plan.operations.map(({ type, entityId }) => [type, entityId])).toEqual([
    ['comment.delete', '3'],
    ['task.delete', '1'],
  ])
  expect(plan.skipped).toEqual([{ entityId: '2', name: 'T-2', field: null, reason: 'changed_since' }])
})

test('what it changed is as before the first change; what somebody changed since stays', () => {
  const events = [
    event('task.updated', '1', 2, { title: ['a', 'b'], tags: [['x'], []], version: [1, 2] }),
    event('task.updated', '1', 3, { title: ['b', 'c'], version: [2, 3] }),
    event('task.status_changed', '1', 4, { stateId: ['s1', 's2'], status: ['started', 'completed'] }),
  ]
  const task = { id: '1', version: 5, title: 'c', tags: ['theirs'], stateId: 's2', projectId: 'p' }
  expect(planRollback(events, now(task))).toEqual({
    operations: [
      {
        type: 'task.update',
        entityId: '1',
        name: 'T-1',
        data: { id: '1', baseVersion: 5, title: 'a', stateId: 's1' },
        projectId: 'p',
        eventId: 'v1',
      },
    ],
    skipped: [{ entityId: '1', name: 'T-1', field: 'tags', reason: 'changed_since' }],
  })
})

test('what it deleted cannot come back, and says so; what it made and deleted is nothing', () => {
  const events = [event('task.deleted', '1', 3), event('task.created', '2', 1), event('task.deleted', '2', 1)]
  expect(planRollback(events, now())).toEqual({
    operations: [],
    skipped: [{ entityId: '1', name: 'T-1', field: null, reason: 'deleted_by_sync' }],
  })
})

test('relations that it made are removed, before their tasks; those that it removed are told', () => {
  const relation = (type: string, id: string) => {
    const taskRelation = { id, type: 'blocks', fromTaskId: 'a', toTaskId: 'b' }
    return {
      type: `task_relation.${type}`,
      subject: { type: 'task_relation', id },
      taskRelation,
    } as unknown as AnyEvent
  }
  const events = [
    event('task.created', '1', 1),
    ...['2', '3'].map((id) => relation('created', id)),
    relation('deleted', '4'),
  ]
  expect(planRollback(events, now({ id: '1', version: 1 }, { id: '2' } as never))).toMatchObject({
    operations: [
      { type: 'task_relation.delete', entityId: '2', name: 'a blocks b', data: { id: '2' } },
      { type: 'task.delete', entityId: '1', name: 'T-1', data: { id: '1' } },
    ],
    skipped: [
      { entityId: '3', name: 'a blocks b', field: null, reason: 'deleted' },
      { entityId: '4', name: 'a blocks b', field: null, reason: 'deleted_by_sync' },
    ],
  })
})

test('a value of a custom field that was not there before is taken out', () => {
  const events = [event('task.updated', '1', 2, { customFields: [{ a: 1 }, { a: 1, b: 2 }] })]
  const plan = planRollback(events, now({ id: '1', version: 2, ...{ customFields: { a: 1, b: 2 } } }))
  expect(plan.operations[0]?.data).toMatchObject({ customFields: { a: 1, b: null } })
})

test('what its value before names may be gone, and what is archived takes no change', () => {
  const events = [
    event('task.updated', '1', 2, { milestoneId: ['m1', null], title: ['a', 'b'] }),
    event('task.updated', '2', 2, { title: ['a', 'b'] }),
  ]
  const [one, two] = [
    { id: '1', version: 2, ...{ milestoneId: null, title: 'b' } },
    { id: '2', version: 3, ...{ title: 'b', archivedAt: '2026-03-02T09:00:00Z' } },
  ]
  const plan = planRollback(events, now(one, two), (id) => id !== 'm1')
  expect(plan.operations.map(({ data }) => data)).toEqual([{ id: '1', baseVersion: 2, title: 'a' }])
  expect(plan.skipped).toEqual([
    { entityId: '1', name: 'T-1', field: 'milestoneId', reason: 'not_there' },
    { entityId: '2', name: 'T-2', field: null, reason: 'archived' },
  ])
  expect(namedBefore(events)).toEqual(['m1'])
})
