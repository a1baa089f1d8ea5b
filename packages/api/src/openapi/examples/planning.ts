import * as domain from '@orchestrator/domain'
import { at, example, ids, stamps } from './example.ts'
import { projectHealthExample } from './project-health.ts'

const progress = {
  scope: { tasks: 8, points: 21, minutes: 1_260 },
  started: { tasks: 2, points: 5, minutes: 240 },
  completed: { tasks: 1, points: 3, minutes: 120 },
}

const healthActionExample = {
  rule: 'assign' as const,
  key: 'assign-WEB-12',
  command: 'task.update' as const,
  data: { id: ids.task, assigneeId: ids.member },
  rationale: 'WEB-12 was due on 2026-03-31 and is nobody’s. Ada has the least open work in the project: 1 open task.',
  evidence: [{ kind: 'event' as const, id: ids.event, text: 'WEB-12: was due on 2026-03-31, and nobody is assigned' }],
  confidence: 0.64,
}

export const planningExamples = {
  Cycle: example(domain.Cycle, {
    id: ids.cycle,
    projectId: ids.project,
    number: 4,
    name: 'Cycle 4',
    goal: 'The new editor is out',
    state: 'active',
    startsAt: at,
    endsAt: '2026-03-16T09:00:00.000Z',
    startedAt: at,
    completedAt: null,
    ...stamps,
  }),
  WorkTotals: example(domain.WorkTotals, { tasks: 8, points: 21, minutes: 1_260 }),
  CycleProgress: example(domain.CycleProgress, {
    cycleId: ids.cycle,
    timeZone: 'Europe/Berlin',
    ...progress,
    committed: { tasks: 8, points: 21, minutes: 1_260 },
    added: { tasks: 0, points: 0, minutes: 0 },
    removed: { tasks: 0, points: 0, minutes: 0 },
    days: [{ date: '2026-03-02', ...progress }],
  }),
  ProjectHealthReport: example(domain.ProjectHealthReport, projectHealthExample(ids.project)),
  HealthAction: example(domain.HealthAction, healthActionExample),
  HealthActions: example(domain.HealthActions, { asOf: at, items: [healthActionExample], leftOut: [] }),
  Milestone: example(domain.Milestone, {
    id: ids.milestone,
    projectId: ids.project,
    name: 'Beta',
    description: 'Ten customers use it.',
    targetDate: '2026-04-17',
    rank: 'a0',
    completedAt: null,
    ...stamps,
  }),
  MilestoneProgress: example(domain.MilestoneProgress, { milestoneId: ids.milestone, ...progress }),
}
