import { expect, test } from 'vitest'
import type { AnyEvent } from '../events/catalogue.ts'
import { noticesOf, noticeTypes, type People } from './notices.ts'

const [manager, admin] = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002']
const people: People = {
  members: [
    { id: manager, name: 'Ada', email: 'ada@example.com', role: 'MANAGER' },
    { id: admin, name: 'Bob', email: 'bob@example.com', role: 'ADMIN' },
  ],
  tasks: new Map(),
  leads: new Map(),
  projectRoles: [],
}
const told = (type: string, budget: object) =>
  noticesOf(
    {
      // Whose rights were used is told all the same: it was a run's doing.
      ...{ type, actor: { type: 'agent_run', id: 'r', memberId: admin }, since: '2026-11-01' },
      modelBudget: {
        ...{
          id: 'b',
          agent: null,
          projectId: null,
          period: 'month',
          limitUsd: 5,
          warnAt: 0.8,
          atLimit: 'stop',
          ...budget,
        },
      },
    } as unknown as AnyEvent,
    people,
  ).map(({ memberId, kind, title, body }) => [memberId, kind, title, body])

test('every ADMIN is told that a budget is nearly spent, and what then', () => {
  expect(noticeTypes).toEqual(expect.arrayContaining(['model_budget.warned', 'model_budget.exceeded']))
  expect(told('model_budget.warned', { agent: 'planner', atLimit: 'degrade' })).toEqual([
    [
      ...[admin, 'model_budget'],
      '80% are spent of the $5 that the agent planner may spend on models in the month from 2026-11-01 on',
      'When all of it is spent, only models of grade 1 are asked.',
    ],
  ])
})

test('and that it is spent', () => {
  expect(told('model_budget.exceeded', { projectId: 'p', period: 'day' })).toEqual([
    [
      ...[admin, 'model_budget'],
      'All is spent of the $5 that a project may spend on models in the day from 2026-11-01 on',
      'Until the day ends, no model is asked.',
    ],
  ])
})
