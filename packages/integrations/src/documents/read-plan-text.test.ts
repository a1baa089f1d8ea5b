import { AppError } from '@orchestrator/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlanText } from './read-plan-text.ts'

const tasksOf = (text: string) => readPlanText(text).draft.tasks
const outline = (text: string) =>
  tasksOf(text).map(({ key, title, parent, dependsOn }) => [key, title, parent, dependsOn.join(' ')])

test('a document: title, summary, milestones with days, tasks with parts, and questions', () => {
  const { draft, stated } = readPlanText(`# The fair

We show the new press. It has to **impress**.

## Design (due 2027-01-15)

- [ ] Draw the stand (3d) @ada #print
  - Walls (L)
  - Lights [S]

    They must not be hot.
- [x] Choose the hall
- Order the walls, after Draw the stand

## Build

1. Put up walls - after: Choose the hall, Order the walls
2. Hang lights (~4h)
3. Open, due 4 February 2027

We stay for three days.

## Open questions

- Who pays?
`)
  expect([draft.title, draft.summary, draft.questions]).toEqual([
    'The fair',
    'We show the new press. It has to **impress**.\n\nWe stay for three days.',
    ['Who pays?'],
  ])
  expect(draft.milestones.map(({ key, name }) => [key, name])).toEqual([
    ['m1', 'Design'],
    ['m2', 'Build'],
  ])
  expect(
    draft.tasks.map(({ key, title, parent, milestone, size, dependsOn }) => [
      key,
      title,
      parent,
      milestone,
      size,
      dependsOn.join(' '),
    ]),
  ).toEqual([
    ['t1', 'Draw the stand', null, 'm1', null, ''],
    ['t2', 'Walls', 't1', null, 'L', ''],
    ['t3', 'Lights', 't1', null, 'S', ''],
    ['t4', 'Order the walls', null, 'm1', null, 't1'],
    ['t5', 'Put up walls', null, 'm2', null, 't4'],
    ['t6', 'Hang lights', null, 'm2', null, 't5'],
    ['t7', 'Open', null, 'm2', null, 't6'],
  ])
  expect(draft.tasks[2]?.description).toBe('They must not be hot.')
  expect(draft.tasks[0]?.tags).toEqual(['print'])
  expect(stated).toEqual([
    { key: 'm1', dueDate: '2027-01-15', effort: null, assignee: null },
    { key: 't1', dueDate: null, effort: { amount: 3, unit: 'days' }, assignee: 'ada' },
    { key: 't6', dueDate: null, effort: { amount: 240, unit: 'minutes' }, assignee: null },
    { key: 't7', dueDate: '2027-02-04', effort: null, assignee: null },
  ])
})

test('a title that has “after” in it stays whole, and one that means a task waits for it', () => {
  expect(outline('- Design\n- Clean up after the fair\n- Build after Design\n- Ship (after: 1 and FAIR-12)')).toEqual([
    ['t1', 'Design', null, ''],
    ['t2', 'Clean up after the fair', null, ''],
    ['t3', 'Build', null, 't1'],
    ['t4', 'Ship', null, 't1 FAIR-12'],
  ])
})

test('what is meant and cannot be read is asked', () => {
  const { draft } = readPlanText(
    '- Build (after Dsign)\n- Ship, due on Friday\n- Print, due 2027-02-30\n\n| a |\n|---|\n| b |',
  )
  expect(draft.questions).toEqual([
    'Are there tasks in the table? Only lists are read.',
    'For what does “Build” wait? No one task is called “Dsign”.',
    'When is “Ship” due? “Friday” is no day that can be read.',
    'When is “Print” due? “2027-02-30” is no day that can be read.',
  ])
  expect(draft.tasks.map(({ title }) => title)).toEqual(['Build', 'Ship', 'Print'])
})

test('lines without bullets are a list; sentences are none', () => {
  expect(outline('Design (1w)\nBuild, after Design')).toEqual([
    ['t1', 'Design', null, ''],
    ['t2', 'Build', null, 't1'],
  ])
  expect(readPlanText('We should go to the fair.').draft).toMatchObject({
    title: 'We should go to the fair.',
    tasks: [],
  })
})

test.each([
  ['(90 min)', 90, 'minutes'],
  ['(1.5 hours)', 90, 'minutes'],
  ['(2 weeks)', 10, 'days'],
  ['(0,5d)', 0.5, 'days'],
  ['[5 pts]', 5, 'points'],
])('an effort: %s', (written, amount, unit) => {
  expect(readPlanText(`- Do it ${written}`).stated[0]?.effort).toEqual({ amount, unit })
})

test('more than 100 tasks are refused', () => {
  const text = Array.from({ length: 101 }, (_, n) => `- Task ${n}`).join('\n')
  expect(() => readPlanText(text)).toThrow(AppError)
})

test('any text is read, and no entry of a list is lost', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => void readPlanText(text)))
  const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/)
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 30 }), (titles) => {
      expect(tasksOf(titles.map((title) => `* ${title}`).join('\n')).map(({ title }) => title)).toEqual(titles)
    }),
  )
})
