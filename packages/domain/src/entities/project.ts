import * as z from 'zod'
import { Role } from '../permissions.ts'
import { CalendarDate, StoredTimestamp } from '../time.ts'

export const ProjectStatus = z.enum(['backlog', 'planned', 'started', 'paused', 'completed', 'canceled'])
export const ProjectHealth = z.enum(['onTrack', 'atRisk', 'offTrack'])

export const Project = z
  .strictObject({
    id: z.uuid(),
    key: z.string().meta({ description: 'prefix of its tasks’ identifiers, e.g. `ABC`' }),
    name: z.string(),
    description: z.string(),
    status: ProjectStatus,
    health: ProjectHealth.nullable(),
    leadId: z.uuid().nullable(),
    startDate: CalendarDate.nullable(),
    targetDate: CalendarDate.nullable(),
    archivedAt: StoredTimestamp.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof Project>

/** A member's role in one project; it replaces the workspace role there, narrower or wider. */
export const ProjectMember = z
  .strictObject({
    id: z.uuid(),
    projectId: z.uuid(),
    memberId: z.uuid(),
    role: Role,
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'ProjectMember' })
export type ProjectMember = z.infer<typeof ProjectMember>
