import * as z from 'zod'
import { WorkingCalendar } from '../calendar/working-calendar.ts'
import { Permission, Role } from '../permissions.ts'
import { StoredTimestamp } from '../time.ts'

export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, '1 to 40 lower-case letters, digits and inner hyphens')

export const Workspace = z
  .strictObject({
    id: z.uuid(),
    slug: Slug,
    name: z.string(),
    timeZone: z.string(),
    calendar: WorkingCalendar.meta({ description: 'its working days, on which templates and recurring tasks count' }),
    maxRunsPerMinute: z
      .int()
      .positive()
      .meta({ description: 'how many runs each automation may start in a minute, unless it says otherwise' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Workspace' })
export type Workspace = z.infer<typeof Workspace>

/** Somebody's place in a workspace. */
export const Member = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: Role,
    removedAt: StoredTimestamp.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

/** A key to the API. It acts for its member; `scopes` null means all that the member may. The secret itself is never stored. */
export const ApiKey = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    memberId: z.uuid(),
    scopes: z.array(Permission).nullable(),
    expiresAt: StoredTimestamp.nullable(),
    revokedAt: StoredTimestamp.nullable(),
    createdAt: StoredTimestamp,
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>
