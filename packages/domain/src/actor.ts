import * as z from 'zod'
import type { Permission } from './permissions.ts'

/** Who did something: always somebody with rights, never "the system". `memberId` is the member whose rights were used. */
export const Actor = z
  .strictObject({
    type: z.enum(['user', 'api_key', 'playbook_run', 'rule_run', 'agent_run', 'connection', 'series', 'schedule']),
    id: z.uuid(),
    memberId: z.uuid(),
  })
  .meta({ id: 'Actor' })
export type Actor = z.infer<typeof Actor>

/** What the events of a run descend from. */
export interface Cause {
  /** The event that started the run. */
  readonly causationId: string
  /** The first event of the whole chain. */
  readonly correlationId: string
  /** How many automations lie between a person's act and this one; 0 for a person's own act. */
  readonly depth: number
}

/** An authenticated caller in one workspace. */
export interface Principal {
  readonly workspaceId: string
  readonly actor: Actor
  /** null: everything that the member may. */
  readonly scopes: readonly Permission[] | null
  readonly cause?: Cause
}

/** Automations that start each other end here: a run whose event lies this deep is skipped, and says so. */
export const maximumDepth = 10
