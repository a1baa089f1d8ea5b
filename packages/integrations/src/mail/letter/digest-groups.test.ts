import type { Digest } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { digestGroups } from './digest-groups.ts'

const task = (n: number) => ({ taskId: `${n}`, identifier: `SHOP-${n}`, title: `Task ${n}`, from: null, to: null })
const digest: Digest = {
  ...{ from: '2026-11-22T07:00:00.000Z', until: '2026-11-29T07:00:00.000Z', timeZone: 'UTC', today: '2026-11-29' },
  waiting: {
    approvals: {
      items: [{ id: 'a', title: 'Publish?', project: null, expiresAt: '2027-01-02T10:30:00.000Z' }],
      total: 1,
    },
    ...{ mentions: { items: [], total: 0 }, conflicts: [], connections: [] },
  },
  due: { overdue: [], today: [], week: [], total: 0 },
  changed: [
    {
      ...{ projectId: 'p', project: 'Shop', completed: 0, created: 23, moved: 1, canceled: 0 },
      lines: [
        ...[1, 2, 3].map((n) => ({ ...task(n), kind: 'created' as const })),
        { ...task(4), kind: 'moved', from: '2020-01-31', to: '2026-12-04' },
      ],
    },
  ],
  outlook: [],
}
const linesOf = (name: string) =>
  digestGroups(digest)
    .find((group) => group.name === name)
    ?.lines?.map(({ text, aside }) => [text, aside])

test('days of other years are told with their year', () => {
  expect(linesOf('Waits for you')).toEqual([['Publish?', 'by Sat 2 Jan 2027, 10:30']])
  expect(linesOf('Shop')).toContainEqual(['Task 4', 'Fri 31 Jan 2020 → Fri 4 Dec'])
})

test('of each kind of change it says how many are left out', () => {
  expect(linesOf('Shop')?.map(([text]) => text)).toEqual([
    ...['Task 1', 'Task 2', 'Task 3', '… and 20 more created', 'Task 4'],
  ])
})
