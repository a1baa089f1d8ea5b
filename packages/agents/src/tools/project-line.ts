import type { Project } from '@orchestrator/domain'
import { withoutEmpty } from '../output/without-empty.ts'

/** A project as lists show it. */
export const projectLine = (project: Project): Record<string, unknown> =>
  withoutEmpty({
    id: project.id,
    key: project.key,
    name: project.name,
    status: project.status,
    health: project.health,
    leadId: project.leadId,
    startDate: project.startDate,
    targetDate: project.targetDate,
    archivedAt: project.archivedAt,
    updatedAt: project.updatedAt,
  })
