import { describe, expect, test } from 'vitest'
import { type HealthFacts, projectHealth } from '../project-health.ts'
import type { TaskHistory } from '../task-history.ts'
import { done, history } from '../test-tasks.ts'
import { healthWindow } from '../window.ts'
import type { ActionFacts, ActionTask } from './facts.ts'
import { healthActions } from './health-actions.ts'
import { healthPatch } from './health-patch.ts'

const asOf = '2026-03-04T12:00:00.000Z'
const nothing = { tasks: 0, points: 0, minutes: 0, actualMinutes: 0, firstTaskAt: null }
const members = [
  { id: 'a', name: 'Ada' },
  { id: 'b', name: 'Bob' },
]

/** A row as it would be beside what the log tells. */
const rowOf = ({ taskId, identifier, status, assigneeId, dueDate, occurredAt }: TaskHistory): ActionTask => ({
  ...{ id: taskId, identifier, status, assigneeId, dueDate, updatedAt: occurredAt, priority: 'medium' },
})

/** Facts of a project whose rows are as its tasks are in the log. */
function facts(
  tasks: readonly TaskHistory[],
  {
    targetDate,
    blocks = [],
    ...rest
  }: Partial<ActionFacts> & Partial<Pick<HealthFacts, 'blocks'>> & { targetDate?: string } = {},
): ActionFacts {
  const report = projectHealth({
    project: { id: 'p', key: 'P', name: 'Project', targetDate: targetDate ?? null },
    window: healthWindow(asOf, 4, 'UTC'),
    ...{ tasks, settled: nothing, outside: [], blocks, cycle: null, cycles: [] },
  })
  const rows = tasks.map(rowOf)
  return {
    report,
    tasks: new Map(rows.map((row) => [row.id, row])),
    members,
    movable: rows.filter(({ status, assigneeId }) => status === 'unstarted' && assigneeId !== null),
    milestones: [],
    decided: new Set(),
    ...rest,
  }
}

const fresh = '2026-03-03T08:00:00.000Z'
/** Four weeks with five tasks done in each. */
const steady = [2, 9, 16, 23].flatMap((day) =>
  Array.from({ length: 5 }, (_, n) => {
    const date = `2026-02-${String(day).padStart(2, '0')}`
    return done(`${day}-${n}`, `${date}T08:00:00.000Z`, `${date}T16:00:00.000Z`)
  }),
)
const told = (of: ActionFacts) => healthActions(of).map(({ key, command, data }) => ({ key, command, data }))

describe('what is nobody’s', () => {
  const load = (id: string, assigneeId: string) => history(id, { assigneeId, occurredAt: fresh })
  const late = (id: string) => history(id, { dueDate: '2026-03-01', occurredAt: fresh })

  test('goes to whoever has least, and each counts for the next', () => {
    const atWork = history('w', { status: 'started', startedAt: fresh, occurredAt: fresh })
    const found = facts([load('1', 'a'), load('2', 'a'), load('3', 'b'), late('x'), late('y'), atWork])
    expect(told(found)).toEqual([
      { key: 'assign-T-x', command: 'task.update', data: { id: 'x', assigneeId: 'b' } },
      { key: 'assign-T-y', command: 'task.update', data: { id: 'y', assigneeId: 'a' } },
      { key: 'assign-T-w', command: 'task.update', data: { id: 'w', assigneeId: 'b' } },
    ])
    const [first] = healthActions(found)
    expect(first?.rationale).toBe(
      'T-x was due on 2026-03-01 and is nobody’s. Bob has the least open work in the project: 1 open task.',
    )
    expect(first?.evidence).toEqual([
      { kind: 'event', id: `x@${fresh}`, text: 'T-x: was due on 2026-03-01, and nobody is assigned' },
      expect.objectContaining({ kind: 'metric', name: 'overdue', text: expect.stringMatching(/^2 tasks: /) }),
      expect.objectContaining({ name: 'workload.mean', text: expect.stringMatching(/^1.5 tasks: /) }),
    ])
  })

  test('stays where the row has an assignee by now, where nobody may be assigned, and where it was decided lately', () => {
    const tasks = [late('x')]
    const row = { ...rowOf(late('x')), assigneeId: 'b' }
    expect(told(facts(tasks, { tasks: new Map([['x', row]]) }))).toEqual([])
    expect(told(facts(tasks, { members: [] }))).toEqual([])
    expect(told(facts(tasks, { decided: new Set(['assign-T-x']) }))).toEqual([])
  })

  test('what was decided lately does not count as given', () => {
    const found = told(facts([load('3', 'b'), late('x'), late('y')], { decided: new Set(['assign-T-x']) }))
    expect(found).toMatchObject([{ key: 'assign-T-y', data: { assigneeId: 'a' } }])
  })
})

test('who has far more than the mean is relieved until it is reached, of what nobody has begun', () => {
  const tasks = Array.from({ length: 9 }, (_, n) =>
    history(`a${n}`, { assigneeId: 'a', occurredAt: fresh, ...(n < 2 && { status: 'started', startedAt: fresh }) }),
  )
  const found = told(facts([...tasks, history('b0', { assigneeId: 'b', occurredAt: fresh })]))
  // Nine and one: the mean is five, so four move.
  expect(found).toEqual(
    ['a2', 'a3', 'a4', 'a5'].map((id) => ({
      ...{ key: `move-T-${id}`, command: 'task.update', data: { id, assigneeId: 'b' } },
    })),
  )
  const [first] = healthActions(facts([...tasks, history('b0', { assigneeId: 'b', occurredAt: fresh })]))
  expect(first?.rationale).toBe(
    'Ada has 9 open tasks in the project, the mean is 5. T-a2 is not begun; Bob has the least: 1 open task.',
  )
})

describe('what others wait for', () => {
  const blocker = (more = {}) => history('x', { assigneeId: 'a', dueDate: '2026-03-01', occurredAt: fresh, ...more })
  const waiter = history('y', { assigneeId: 'b', occurredAt: fresh })
  const blocks = [{ from: 'x', to: 'y' }]

  test('and is overdue becomes urgent to look at', () => {
    const [action] = healthActions(facts([blocker(), waiter], { blocks }))
    expect(action).toMatchObject({ key: 'urge-T-x', command: 'task.update', data: { id: 'x', priority: 'high' } })
    expect(action?.rationale).toBe('T-x was due on 2026-03-01, its priority is medium, and T-y waits for it.')
  })

  test('and is of high priority already: its assignee is asked, with a mention', () => {
    const row = { ...rowOf(blocker()), priority: 'urgent' as const }
    const found = facts([blocker(), waiter], { blocks, tasks: new Map([['x', row]]) })
    expect(told(found)).toEqual([
      {
        key: 'ask-T-x',
        command: 'comment.create',
        data: { taskId: 'x', body: '@[Ada](member:a) T-y waits for it. What does this need to go on?' },
      },
    ])
  })

  test('and goes on in time is left alone', () => {
    expect(told(facts([blocker({ dueDate: '2026-03-09' }), waiter], { blocks }))).toEqual([])
  })
})

test('what is at work and stands still: its assignee is asked, once', () => {
  const since = '2026-02-10T08:00:00.000Z'
  const still = history('x', { status: 'started', startedAt: since, occurredAt: since, assigneeId: 'a' })
  const planned = history('z', { occurredAt: since, assigneeId: 'b' })
  expect(told(facts([still, planned]))).toEqual([
    {
      key: 'ask-T-x',
      command: 'comment.create',
      data: {
        taskId: 'x',
        body: '@[Ada](member:a) nothing has changed here since 2026-02-10. Is it still being worked on, or does it wait for something?',
      },
    },
  ])
})

describe('days that the forecast misses', () => {
  const open = Array.from({ length: 12 }, (_, n) => history(`o${n}`, { occurredAt: fresh, assigneeId: 'a' }))
  const due = (id: string, targetDate: string, tasks: number) => ({ id, name: id, targetDate, open: tasks })

  test('of a milestone: it moves to the day by which 85 % are done, of its own work and that before it', () => {
    const milestones = [due('m1', '2026-03-12', 4), due('m2', '2026-03-13', 5), due('m3', '2026-04-30', 2)]
    // Five a week: four in one week, nine in two, eleven in three.
    expect(told(facts([...steady, ...open], { milestones, movable: [] }))).toEqual([
      { key: 'milestone-m2', command: 'milestone.update', data: { id: 'm2', targetDate: '2026-03-18' } },
    ])
    const [action] = healthActions(facts([...steady, ...open], { milestones, movable: [] }))
    expect(action?.rationale).toBe(
      '“m2” is to be reached on 2026-03-13. 5 of its tasks are open, and 4 of milestones before it: half of the trials are done by 2026-03-18, 85 % by 2026-03-18. To keep the day, take tasks out of it instead.',
    )
  })

  test('of the project: its target moves', () => {
    expect(told(facts([...steady, ...open], { targetDate: '2026-03-20', movable: [] }))).toEqual([
      { key: 'target', command: 'project.update', data: { id: 'p', targetDate: '2026-03-25' } },
    ])
    expect(told(facts([...steady, ...open], { targetDate: '2026-03-25', movable: [] }))).toEqual([])
  })

  test('without a forecast no day moves', () => {
    const milestones = [due('m1', '2026-03-05', 4)]
    expect(told(facts(open, { targetDate: '2026-03-05', milestones, movable: [] }))).toEqual([])
  })
})

test('the patch says how the project is, by the report, and has each evidence once', () => {
  const late = (id: string) => history(id, { dueDate: '2026-03-01', occurredAt: fresh })
  const found = facts([late('x'), late('y')])
  const patch = healthPatch(
    found.report,
    healthActions(found).map((action) => ({ ...action, confidence: 0.5 })),
  )
  expect(patch).toMatchObject({
    projectId: 'p',
    title: 'Health of P: 2 actions',
    author: { agent: 'project-health' },
    rationale: `As of ${asOf} the project is at risk: a risk is high.\n\n- high: 2 tasks overdue, of 2 open`,
    operations: [{ key: 'assign-T-x', confidence: 0.5 }, { key: 'assign-T-y' }],
  })
  // An event for each task; both share two figures.
  expect(patch.evidence).toHaveLength(4)
})
