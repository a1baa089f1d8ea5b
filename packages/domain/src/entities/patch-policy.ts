import * as z from 'zod'
import { Role } from '../permissions.ts'
import { StoredTimestamp } from '../time.ts'
import { PatchCommand } from './patch.ts'

/**
 * Which operations of agents' patches need no person: they are applied as soon as they are proposed, with the rights and scopes of
 * whoever proposed them, so that a policy gives nobody a right.
 */
export const PatchPolicy = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    projectId: z.uuid().nullable().meta({ description: 'null: of all projects, and of the workspace' }),
    agent: z.string().nullable().meta({ description: 'as its patches name it; null: of any agent' }),
    commands: z.array(PatchCommand),
    minConfidence: z.number().min(0).max(1).meta({
      description: 'the least that the agent says of an operation; one without counts as 0',
    }),
    role: Role.meta({ description: 'the least role in the project of the member for whom the agent acts' }),
    enabled: z.boolean(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'PatchPolicy' })
export type PatchPolicy = z.infer<typeof PatchPolicy>
