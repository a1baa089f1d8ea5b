import type { Task } from '@orchestrator/domain'
import { withoutEmpty } from '../output/without-empty.ts'

/** A task as lists show it. */
export const taskLine = (task: Task): Record<string, unknown> =>
  withoutEmpty({
    id: task.id,
    identifier: task.identifier,
    title: task.title,
    type: task.type,
    status: task.status,
    stateId: task.stateId,
    priority: task.priority,
    projectId: task.projectId,
    assigneeId: task.assigneeId,
    parentId: task.parentId,
    cycleId: task.cycleId,
    milestoneId: task.milestoneId,
    seriesId: task.seriesId,
    tags: task.tags,
    estimatedMinutes: task.estimatedMinutes,
    actualMinutes: task.actualMinutes,
    estimatePoints: task.estimatePoints,
    startDate: task.startDate,
    dueDate: task.dueDate,
    startedAt: task.startedAt,
    completedAt: task.completedAt,
    archivedAt: task.archivedAt,
    updatedAt: task.updatedAt,
  })
