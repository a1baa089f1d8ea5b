import { expect, test } from 'vitest'
import type { AppError } from '../../errors.ts'
import type { Rights } from '../../permissions.ts'
import { ancestorsOf, askRights, askRows, changeRow } from './index.ts'

const errorOf = (work: () => unknown): AppError => {
  try {
    work()
  } catch (error) {
    return error as AppError
  }
  throw new Error('nothing was refused')
}

test('rows are asked for by id, by fields, or all; what is not there is named with its field', () => {
  const tags = [
    { id: 'a', name: 'one' },
    { id: 'b', name: 'two' },
  ] as never[]
  const rows = askRows({
    byId: (kind, id) => (kind === 'tag' ? tags.find((tag) => (tag as { id: string }).id === id) : undefined),
    all: (kind) => (kind === 'tag' ? tags : []),
  })
  expect(rows.find('tag', null)).toBeUndefined()
  expect(rows.find('tag', 'b')).toBe(tags[1])
  expect(rows.findBy('tag', { name: 'two' })).toBe(tags[1])
  expect(rows.findBy('tag', { name: 'two', id: 'a' })).toBeUndefined()
  expect(rows.get('tag', 'a')).toBe(tags[0])
  expect(errorOf(() => rows.get('tag', 'c', 'tagId'))).toMatchObject({
    code: 'not_found',
    fields: [{ path: 'tagId', code: 'not_found' }],
  })
})

test('rights are asked for with scopes; without any nobody asks', () => {
  const rights: Rights = { role: 'ADMIN', projectRoles: new Map(), scopes: new Set(['task.create']) }
  const { allow, allowScopes } = askRights(rights)
  allow('task.create')
  expect(errorOf(() => allow('task.edit', 'p')).message).toBe('this needs the permission task.edit in the project')
  expect(errorOf(() => askRights(rights, ', too').allow('task.edit')).message).toMatch(/task\.edit, too$/)
  allowScopes(['task.create'])
  expect(errorOf(() => allowScopes(null))).toMatchObject({ code: 'forbidden' })
  const viewer = askRights({ role: 'VIEWER', projectRoles: new Map(), scopes: null })
  expect(errorOf(() => viewer.allowRole('MANAGER', 'p'))).toMatchObject({ code: 'forbidden' })
  askRights(null).allow('member.manage' as never)
})

test('a changed row has its version and time, and remembers which field changed when', () => {
  const current = { id: 'a', title: 'x', tags: [], version: 4, updatedAt: '1' }
  const changed = changeRow({ current, patch: { title: 'y', tags: [] }, now: '2', fieldVersions: { tags: 3 } })
  expect(changed.row).toEqual({ id: 'a', title: 'y', tags: [], version: 5, updatedAt: '2' })
  expect(changed.changes).toEqual({
    title: { before: 'x', after: 'y' },
    version: { before: 4, after: 5 },
    updatedAt: { before: '1', after: '2' },
  })
  expect(changed.fieldVersions).toEqual({ tags: 3, title: 5 })
  expect(changeRow({ current, patch: { title: 'x' }, now: '2' }).row).toBeUndefined()
  expect(changeRow({ current, patch: { title: 'y' }, now: '2', versioned: false }).row).toMatchObject({ version: 4 })
  const late = () =>
    changeRow({ current, patch: { title: 'z' }, now: '2', fieldVersions: { title: 4 }, baseVersion: 3 })
  expect(errorOf(late)).toMatchObject({
    code: 'version_conflict',
    fields: [{ path: 'title' }],
    details: { version: 4, current: { title: 'x' } },
  })
})

test('ancestors end at the top, and where a circle closes', () => {
  const parents: Record<string, string | null> = { a: 'b', b: 'c', c: null, x: 'y', y: 'x' }
  expect(ancestorsOf('a', (id) => parents[id])).toEqual(['b', 'c'])
  expect(ancestorsOf('x', (id) => parents[id])).toEqual(['y', 'x'])
  expect(ancestorsOf('c', (id) => parents[id])).toEqual([])
})
