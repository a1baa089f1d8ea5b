import { expect, test } from 'vitest'
import { ProposedOperation } from '../patches/operations/catalogue.ts'
import { replan } from './replan.ts'
import { ada, contextWith, grace, idOf, open } from './test-context.ts'

const change = (context: ReturnType<typeof contextWith>) =>
  Object.fromEntries(replan(context).operations.map(({ key, data }) => [key, data]))

test('a project in time is left alone', () => {
  const tasks = [
    open(1, 'Design', { assigneeId: ada.id, dueDate: '2026-11-30' }),
    open(2, 'Build', { dueDate: '2026-12-11' }),
  ]
  expect(replan(contextWith({ open: tasks }))).toMatchObject({ operations: [], title: 'Fair: nothing slips' })
})

test('what slips moves, what waits for it follows, and their milestone with them', () => {
  const milestoneId = idOf(7)
  const tasks = [
    open(1, 'Design', { assigneeId: ada.id, status: 'started', amount: 720, dueDate: '2026-11-27' }),
    open(2, 'Build', { assigneeId: grace.id, startDate: '2026-12-01', dueDate: '2026-12-01', milestoneId }),
    open(3, 'Fine', { assigneeId: grace.id, dueDate: '2026-12-18' }),
    open(4, 'No day', { assigneeId: grace.id }),
  ]
  const context = contextWith({
    open: tasks,
    relations: [{ fromTaskId: idOf(201), toTaskId: idOf(202) }],
    milestones: [
      { id: milestoneId, name: 'Beta', targetDate: '2026-12-01' },
      { id: idOf(8), name: 'Later', targetDate: '2026-12-31' },
    ],
  })
  expect(change(context)).toEqual({
    [`milestone-${milestoneId}`]: { id: milestoneId, targetDate: '2026-12-02' },
    'FAIR-1': { id: idOf(201), dueDate: '2026-12-01' },
    'FAIR-2': { id: idOf(202), dueDate: '2026-12-02', startDate: '2026-12-02' },
  })
  for (const operation of replan(context).operations) ProposedOperation.parse(operation)
})

test('late work that was not begun goes to another if that keeps its day', () => {
  const tasks = [
    open(1, 'Long', { assigneeId: ada.id, amount: 1_800, status: 'started', dueDate: '2026-12-04' }),
    open(2, 'Short', { assigneeId: ada.id, dueDate: '2026-12-04' }),
  ]
  expect(change(contextWith({ open: tasks }))).toEqual({ 'FAIR-2': { id: idOf(202), assigneeId: grace.id } })
  const busy = open(3, 'Other', { assigneeId: grace.id, amount: 1_440, status: 'started', dueDate: '2026-12-03' })
  // Grace would be done a day earlier: that is not worth it.
  expect(change(contextWith({ open: [...tasks, busy] }))).toEqual({
    'FAIR-2': { id: idOf(202), dueDate: '2026-12-07' },
  })
})

test('what somebody has who has left goes to another, and says why', () => {
  const { operations } = replan(
    contextWith({ open: [open(1, 'Design', { assigneeId: idOf(99), dueDate: '2026-12-11' })] }),
  )
  expect(operations).toMatchObject([{ data: { id: idOf(201), assigneeId: ada.id } }])
  expect(operations[0]?.rationale).toContain('Whoever has it cannot complete tasks of the project.')
})

test('what was logged is not done again, and a whole follows its last part', () => {
  const tasks = [
    open(1, 'Whole', { dueDate: '2026-11-30' }),
    open(2, 'Part', { parentId: idOf(201), assigneeId: ada.id, amount: 1_080, spent: 720, dueDate: '2026-11-30' }),
    open(3, 'Part two', { parentId: idOf(201), assigneeId: grace.id, amount: 1_080, dueDate: '2026-11-30' }),
  ]
  expect(change(contextWith({ open: tasks }))).toEqual({
    'FAIR-1': { id: idOf(201), dueDate: '2026-12-02' },
    'FAIR-3': { id: idOf(203), dueDate: '2026-12-02' },
  })
})

test('of more changes than a patch has, it says how many are left', () => {
  const many = Array.from({ length: 120 }, (_, n) =>
    open(n, `Task ${n}`, { assigneeId: ada.id, dueDate: '2026-11-27' }),
  )
  const { operations, rationale } = replan(contextWith({ open: many }))
  expect(operations).toHaveLength(100)
  expect(rationale).toContain('20 of these changes are not in this patch')
})
