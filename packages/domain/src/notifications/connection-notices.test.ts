import { expect, test } from 'vitest'
import type { AnyEvent } from '../events/catalogue.ts'
import { noticesOf, noticeTypes, type People } from './notices.ts'

const [owner, admin] = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002']
const people: People = {
  members: [
    { id: owner, name: 'Ada', email: 'ada@example.com', role: 'MANAGER' },
    { id: admin, name: 'Bob', email: 'bob@example.com', role: 'ADMIN' },
  ],
  tasks: new Map(),
  leads: new Map(),
  projectRoles: [],
}
const trouble = { code: 'unauthorized', message: 'revoked', action: 'Connect it anew.', since: '' }
const told = (type: string, connection: object, before = 'active', earlier: object | null = null) =>
  noticesOf(
    {
      ...{ type, actor: { type: 'connection', id: 'c', memberId: owner } },
      connection: { id: 'c', name: 'Shop', ownerId: owner, status: 'attention', trouble, ...connection },
      changes: { status: { before, after: 'attention' }, trouble: { before: earlier, after: null } },
    } as unknown as AnyEvent,
    people,
  ).map(({ memberId, title, body }) => [memberId, title, body])

test('what waits for a person is told its owner, with what to do; of lost rights every ADMIN too', () => {
  expect(noticeTypes).toEqual(expect.arrayContaining(['connection.trouble', 'connection.recovered']))
  expect(told('connection.trouble', {})).toEqual([
    [owner, 'A connection needs you: Shop', 'revoked\n\nConnect it anew.'],
  ])
  // All else goes on meanwhile.
  const lost = { ...trouble, code: 'lost_rights' }
  expect(told('connection.trouble', { status: 'active', trouble: lost }).map(([id]) => id)).toEqual([owner, admin])
  const over = { status: 'active', trouble: null }
  expect(told('connection.recovered', over, 'active', lost).map(([id]) => id)).toEqual([owner, admin])
})

test('what passes by itself is told nobody, and that it works again only who was told', () => {
  expect(told('connection.trouble', { status: 'active' })).toEqual([])
  expect(told('connection.recovered', { status: 'active', trouble: null }, 'attention')).toEqual([
    ...[[owner, 'Works again: Shop', '']],
  ])
  expect(told('connection.recovered', { status: 'active', trouble: null }, 'active')).toEqual([])
})
