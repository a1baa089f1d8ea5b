import { expect, test } from 'vitest'
import type { Actor } from '../actor.ts'
import type { Comment } from '../entities/comment.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import { noticesOf, type People } from './notices.ts'

const [ann, bob, task] = [1, 2, 3].map((n) => `019a0000-0000-7000-8000-00000000000${n}`) as [string, string, string]
const people: People = {
  members: [
    { id: ann, name: 'Ann', email: 'ann@example.com', role: 'MANAGER' },
    { id: bob, name: 'Bob', email: 'bob@example.com', role: 'ADMIN' },
  ],
  tasks: new Map([[task, { id: task, identifier: 'SHOP-1', title: 'Door', assigneeId: bob, creatorId: ann }]]),
  ...{ leads: new Map(), projectRoles: [] },
}
const titles = (comment: Partial<Comment>, type: Actor['type'] = 'user') =>
  noticesOf(
    {
      ...{ type: 'comment.created', actor: { type, id: ann, memberId: ann } },
      comment: { taskId: task, authorId: ann, externalAuthor: null, body: 'Look', ...comment },
    } as unknown as AnyEvent,
    people,
  ).map(({ title }) => title)

test('a notice of a comment says who wrote it', () => {
  expect(titles({})).toEqual(['Ann commented on SHOP-1 Door'])
  expect(titles({ body: '@bob@example.com, look' })).toEqual(['Ann mentions you on SHOP-1 Door'])
  expect(titles({ externalAuthor: 'octocat' }, 'connection')).toEqual(['octocat commented on SHOP-1 Door'])
  expect(titles({}, 'rule_run')).toEqual(['An automation of Ann commented on SHOP-1 Door'])
})
