import { expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { ProposedOperation } from '../patches/operations/catalogue.ts'
import { madeId } from '../patches/plan-operations.ts'
import type { PlanDraft, StatedFacts } from './draft.ts'
import { planToOperations } from './plan-to-operations.ts'
import { ada, contextWith, done, draftOf, grace, idOf, open } from './test-context.ts'

const patchId = idOf(9)
const plan = (draft: PlanDraft, context = contextWith(), stated: StatedFacts[] = [], whole = open(0, 'no')) =>
  planToOperations({ patchId, draft, stated, ...(whole.title !== 'no' && { whole }) }, context)
const facts = (key: string, more: Partial<StatedFacts>): StatedFacts => ({
  key,
  effort: null,
  dueDate: null,
  assignee: null,
  ...more,
})
const dataOf = (proposal: ReturnType<typeof plan>, key: string): Record<string, unknown> => ({
  ...proposal.operations.find((one) => one.key === key)?.data,
})
const problemOf = (draft: PlanDraft) => {
  try {
    plan(draft)
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.fields[0]?.path]
    throw error
  }
  return ['nothing']
}

test('tasks get days one after the other, over the weekend, and what waits is related', () => {
  const draft = draftOf(
    [
      { title: 'Design', estimate: 360 * 3 },
      { title: 'Build', estimate: 360 * 3, dependsOn: ['t0'], milestone: 'beta' },
      { title: 'Ship', estimate: 180, dependsOn: ['t1', 't0'], milestone: 'beta' },
    ],
    { milestones: [{ key: 'beta', name: 'Beta' }] },
  )
  const proposal = plan(draft)
  expect(proposal.operations.map(({ key }) => key)).toEqual([
    'milestone-beta',
    'task-t0',
    'task-t1',
    'task-t2',
    'after-1',
    'after-2',
  ])
  for (const operation of proposal.operations) ProposedOperation.parse(operation)
  const days = ['t0', 't1', 't2']
    .map((key) => dataOf(proposal, `task-${key}`))
    .map(({ startDate, dueDate }) => [startDate, dueDate])
  expect(days).toEqual([
    ['2026-11-30', '2026-12-02'],
    ['2026-12-03', '2026-12-07'],
    ['2026-12-08', '2026-12-08'],
  ])
  expect(dataOf(proposal, 'milestone-beta')['targetDate']).toBe('2026-12-08')
  expect(dataOf(proposal, 'task-t2')['milestoneId']).toBe(madeId(patchId, 'milestone-beta'))
  expect(dataOf(proposal, 'after-2')).toMatchObject({
    fromTaskId: madeId(patchId, 'task-t1'),
    toTaskId: madeId(patchId, 'task-t2'),
  })
  expect(proposal.schedule).toMatchObject({
    criticalPath: ['t0', 't1', 't2'],
    criticalDays: 6.5,
    endDate: '2026-12-08',
  })
})

test('open work comes first, and who has done such work is asked', () => {
  const history = [1, 2, 3].map((n) => done(n, 'Print the posters', 360, { assigneeId: grace.id }))
  const proposal = plan(
    draftOf([{ title: 'Print posters' }]),
    contextWith({ history, open: [open(5, 'Other', { assigneeId: grace.id })] }),
  )
  expect(dataOf(proposal, 'task-t0')).toMatchObject({
    assigneeId: grace.id,
    startDate: '2026-12-01',
    estimatedMinutes: 360,
  })
  const [task] = proposal.operations
  expect(task?.rationale).toContain(
    '360 minutes: median of 3 similar done tasks. Grace Hopper: has done 3 such tasks, and has 1 working day of other open work first.',
  )
  // Of four chances three precedents leave one to chance: 0.8 × 4/5.
  expect(task?.confidence).toBe(0.64)
  expect(proposal.evidence.map(({ kind }) => kind)).toEqual(['task', 'task', 'task'])
})

test('more precedents make it surer, and what rests on none less sure than what is said', () => {
  const sure = (history: ReturnType<typeof done>[], estimate: number | null = null) =>
    plan(draftOf([{ title: 'Print posters', estimate }]), contextWith({ history })).operations[0]?.confidence ?? 0
  const posters = (n: number) => Array.from({ length: n }, (_, one) => done(one, 'Print posters', 360))
  expect([sure([]), sure(posters(3)), sure(posters(9)), sure([], 60)]).toEqual([0.4, 0.64, 0.73, 0.8])
})

test('a whole ends with its parts, carries no estimate, and who waits for it waits for all of them', () => {
  const proposal = plan(
    draftOf([
      { key: 'whole', title: 'Stand' },
      { key: 'a', title: 'Walls', parent: 'whole', estimate: 360 },
      { key: 'b', title: 'Lights', parent: 'whole', estimate: 720 },
      { key: 'open', title: 'Opening', dependsOn: ['whole'], estimate: 60 },
    ]),
  )
  expect(dataOf(proposal, 'task-whole')).toMatchObject({ estimatedMinutes: null, assigneeId: null })
  expect(dataOf(proposal, 'task-a')['parentId']).toBe(madeId(patchId, 'task-whole'))
  expect(dataOf(proposal, 'task-open')['startDate']).toBe('2026-12-02')
})

test('what is said of a whole holds for its parts, but for how much work it is', () => {
  const draft = draftOf([
    { key: 'whole', title: 'Stand' },
    { key: 'a', title: 'Walls', parent: 'whole', estimate: 60 },
  ])
  const said = facts('whole', { dueDate: '2026-12-04', assignee: 'grace', effort: { amount: 2, unit: 'days' } })
  const proposal = plan(draft, contextWith(), [said])
  expect(dataOf(proposal, 'task-whole')).toMatchObject({
    ...{ assigneeId: grace.id, dueDate: '2026-12-04', startDate: null, estimatedMinutes: null },
  })
  expect(dataOf(proposal, 'task-a')).toMatchObject({ assigneeId: grace.id, dueDate: '2026-11-30' })
  expect(proposal.questions).toEqual([
    'How much of it is each part? What a task with parts takes is the sum of these: “Stand”.',
  ])
})

test('what the document says of days and people stays, and contradictions are asked', () => {
  const stated = [
    facts('t0', { dueDate: '2026-12-01', assignee: 'ada', effort: { amount: 4, unit: 'days' } }),
    facts('t1', { assignee: 'nobody' }),
  ]
  const proposal = plan(
    draftOf([{ title: 'Design' }, { title: 'Build' }]),
    contextWith({ targetDate: '2026-12-02' }),
    stated,
  )
  expect(dataOf(proposal, 'task-t0')).toMatchObject({
    assigneeId: ada.id,
    dueDate: '2026-12-01',
    estimatedMinutes: 1_440,
  })
  expect(proposal.questions).toEqual([
    'Who is @nobody? No one member of the project answers to that name.',
    'These are wanted earlier than they can be done; what gives way? “Design” (2026-12-01, but 2026-12-03).',
    'How much work are these? Nothing like them was done before: “Build”.',
    'The project is to end on 2026-12-02, its work ends on 2026-12-03. What is left out, who helps, or does the day move?',
  ])
})

test('a plan may wait for an open task, and take a milestone that is there', () => {
  const context = contextWith({
    open: [open(5, 'Contract', { dueDate: '2026-12-04' })],
    milestones: [{ id: idOf(7), name: 'Beta', targetDate: null }],
  })
  const proposal = plan(
    draftOf([{ estimate: 60, dependsOn: ['FAIR-5'], milestone: 'b' }], { milestones: [{ key: 'b', name: 'beta' }] }),
    context,
  )
  expect(dataOf(proposal, 'task-t0')).toMatchObject({ startDate: '2026-12-07', milestoneId: idOf(7) })
  expect(dataOf(proposal, 'after-1')['fromTaskId']).toBe(idOf(205))
  expect(proposal.operations).toHaveLength(2)
})

test('nobody to do it: it is said, and no day is invented', () => {
  const proposal = plan(draftOf([{ title: 'Build' }]), contextWith({ members: [] }))
  expect(proposal.schedule.unplaced).toEqual([
    { key: 't0', title: 'Build', reason: 'there is nobody to whom work of the project may be given' },
  ])
  expect(dataOf(proposal, 'task-t0')).toMatchObject({ assigneeId: null, startDate: null, dueDate: null })
})

test('a task that is split: its parts share its time, its day and its person, and it loses its own estimate', () => {
  const whole = open(3, 'Stand', { amount: 1_000, assigneeId: ada.id, dueDate: '2026-12-04' })
  const context = contextWith({ open: [whole] })
  const draft = draftOf([
    { title: 'Walls', size: 'L' },
    { title: 'Lights', size: 'M' },
    { title: 'Sign', size: 'S' },
  ])
  const proposal = plan(draft, context, [], whole)
  const parts = ['t0', 't1', 't2'].map((key) => dataOf(proposal, `task-${key}`))
  expect(parts.map(({ estimatedMinutes }) => estimatedMinutes)).toEqual([706, 235, 59])
  expect(parts.every(({ parentId, assigneeId }) => parentId === whole.id && assigneeId === ada.id)).toBe(true)
  expect(dataOf(proposal, 'whole')).toEqual({ id: whole.id, estimatedMinutes: null })
})

test.each([
  ['a key that is there twice', draftOf([{ key: 'a' }, { key: 'a' }]), ['invalid_input', 'draft.tasks.1.key']],
  ['nobody to wait for', draftOf([{ dependsOn: ['x'] }]), ['invalid_input', 'draft.tasks.0.dependsOn.0']],
  ['no such milestone', draftOf([{ milestone: 'x' }]), ['invalid_input', 'draft.tasks.0.milestone']],
  ['no such whole', draftOf([{ parent: 'x' }]), ['invalid_input', 'draft.tasks.0.parent']],
  ['a circle', draftOf([{ dependsOn: ['t1'] }, { dependsOn: ['t0'] }]), ['cycle', 'draft.tasks.0.dependsOn']],
  ['a circle of wholes', draftOf([{ parent: 't1' }, { parent: 't0' }]), ['cycle', 'draft.tasks.0.parent']],
  [
    'a part that waits for its whole',
    draftOf([{}, { parent: 't0', dependsOn: ['t0'] }]),
    ['invalid_input', 'draft.tasks.1.dependsOn.0'],
  ],
  [
    'a circle through parts',
    draftOf([{ dependsOn: ['t2'] }, { parent: 't0' }, { dependsOn: ['t1'] }]),
    ['cycle', 'draft.tasks.1.dependsOn'],
  ],
  [
    'more than a patch has',
    draftOf([...Array(100).keys()].map((n) => (n === 0 ? {} : { dependsOn: [`t${n - 1}`] }))),
    ['invalid_input', 'draft.tasks'],
  ],
])('refused: %s', (_, draft, problem) => {
  expect(problemOf(draft)).toEqual(problem)
})
