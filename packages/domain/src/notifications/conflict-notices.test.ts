import { expect, test } from 'vitest'
import type { AnyEvent } from '../events/catalogue.ts'
import { noticesOf, noticeTypes, type People } from './notices.ts'

const [assignee, lead, owner] = ['a', 'b', 'c'].map((end) => `019a0000-0000-7000-8000-00000000000${end}`) as [
  ...[string, string, string],
]
const people = (task: { assigneeId: string | null }, led: string | null): People => ({
  ...{ members: [], projectRoles: [] },
  tasks: new Map([['t', { id: 't', identifier: 'SHOP-1', title: 'Fix it', creatorId: lead, ...task }]]),
  leads: new Map([['p', led]]),
})
const told = (known: People, conflict: object = {}) =>
  noticesOf(
    {
      ...{ type: 'sync_conflict.opened', actor: { type: 'connection', id: 'x', memberId: owner } },
      syncConflict: {
        ...{ id: 'k', entityKind: 'task', entityId: 't', projectId: 'p', field: 'title', ours: 'a', theirs: ['b'] },
        ...{ externalUrl: 'https://github.test/1', ...conflict },
      },
    } as unknown as AnyEvent,
    known,
  )

test('whose task it is decides between two values, else whoever leads the project, else whose connection it is', () => {
  expect(noticeTypes).toContain('sync_conflict.opened')
  const [notice] = told(people({ assigneeId: assignee }, lead))
  expect(notice).toEqual({
    ...{ memberId: assignee, kind: 'sync_conflict', title: 'Both sides changed title of SHOP-1 Fix it' },
    body: 'Here: a\n\nThere: ["b"]\n\nBoth stay as they are until somebody decides.',
    ...{ about: { type: 'sync_conflict', id: 'k' }, link: 'https://github.test/1' },
  })
  const whom = (...known: Parameters<typeof people>) => told(people(...known)).map(({ memberId }) => memberId)
  expect(whom({ assigneeId: null }, lead)).toEqual([lead])
  expect(whom({ assigneeId: null }, null)).toEqual([owner])
  const [ofComment] = told(people({ assigneeId: assignee }, lead), { entityKind: 'comment', ours: null })
  expect([ofComment?.memberId, ofComment?.title]).toEqual([lead, 'Both sides changed title of a comment'])
})
