import { mondayToFriday } from '../calendar/working-calendar.ts'
import type { DoneTask, OpenTask, PlanContext, PlanMember } from './context.ts'
import { PlanDraft } from './draft.ts'

/** An id that tests can read. */
export const idOf = (n: number): string => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const project = idOf(1)
export const [ada, grace]: readonly [PlanMember, PlanMember] = [
  { id: idOf(11), name: 'Ada Lovelace', email: 'ada@example.com' },
  { id: idOf(12), name: 'Grace Hopper', email: 'grace@example.com' },
]

/** A project with two people, 360 minutes a day each, on Monday, 30 November 2026. */
export const contextWith = (more: Partial<PlanContext> = {}): PlanContext => ({
  ...{ projectId: project, projectName: 'Fair', targetDate: null, unit: 'minutes' },
  capacity: { perDay: 360, basis: 'six hours' },
  ...{ today: '2026-11-30', calendar: mondayToFriday, members: [ada, grace] },
  ...{ history: [], open: [], milestones: [], relations: [], openLeftOut: { own: 0, others: 0 } },
  acceptance: () => 0.8,
  ...more,
})

export const done = (n: number, title: string, amount: number | null, more: Partial<DoneTask> = {}): DoneTask => ({
  ...{ id: idOf(100 + n), identifier: `FAIR-${n}`, projectId: project, title, tags: [], assigneeId: null, amount },
  ...more,
})

export const open = (n: number, title: string, more: Partial<OpenTask> = {}): OpenTask => ({
  ...{ id: idOf(200 + n), identifier: `FAIR-${n}`, projectId: project, title, tags: [], assigneeId: null },
  ...{ status: 'unstarted', parentId: null, milestoneId: null, startDate: null, dueDate: null, amount: 360, spent: 0 },
  ...more,
})

/** A draft of which tests say only what matters. */
export const draftOf = (
  tasks: readonly Partial<PlanDraft['tasks'][number]>[],
  more: Partial<PlanDraft> = {},
): PlanDraft =>
  PlanDraft.parse({
    title: 'Plan',
    tasks: tasks.map((task, n) => ({ key: `t${n}`, title: `Task ${n}`, ...task })),
    ...more,
  })
