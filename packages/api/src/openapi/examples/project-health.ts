import { healthWindow, type ProjectHealthReport, projectHealth, taskHistory } from '@orchestrator/domain'

/** A small project’s report, computed as every other. */
export function projectHealthExample(id: string): ProjectHealthReport {
  const window = healthWindow('2026-04-01T12:00:00.000Z', 4, 'Europe/Berlin')
  const none = { dueDate: null, assigneeId: null, estimatePoints: null, estimatedMinutes: null, actualMinutes: null }
  const stamps = { startedAt: null, completedAt: null, canceledAt: null, archivedAt: null }
  const taskId = '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005'
  const task = taskHistory(
    [
      {
        ...none,
        ...stamps,
        taskId,
        eventId: '01a20527-2c3d-7f65-b90a-7c3d5f6b9009',
        occurredAt: '2026-03-30T09:00:00.000Z',
        deleted: false,
        identifier: 'WEB-12',
        title: 'Write the release notes',
        status: 'unstarted',
        dueDate: '2026-03-31',
        createdAt: '2026-03-30T09:00:00.000Z',
      },
    ],
    window.asOf,
  )
  const report = projectHealth({
    project: { id, key: 'WEB', name: 'Website', targetDate: '2026-05-29' },
    window,
    tasks: [task],
    settled: { tasks: 7, points: 18, minutes: 1_080, actualMinutes: 1_200, firstTaskAt: '2026-03-02T09:00:00.000Z' },
    outside: [],
    blocks: [],
    cycle: null,
    cycles: [],
  })
  // Three are enough to see what they are like.
  return { ...report, figures: report.figures.slice(0, 3) }
}
