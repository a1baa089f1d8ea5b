import * as z from 'zod'
import { PatchEvidence } from '../../entities/patch.ts'
import { StoredTimestamp } from '../../time.ts'

/** Which rule proposes it; docs/project-health.md lists them. */
const ActionRule = z.enum(['relieve_member', 'assign', 'urge_blocker', 'move_milestone', 'move_target', 'ask_stale'])

/** What a finding of the report calls for, as an operation of a patch. */
export const HealthAction = z
  .strictObject({
    rule: ActionRule,
    key: z.string().meta({ description: 'its name within the patch: the same finding has the same key' }),
    command: z.enum(['task.update', 'comment.create', 'milestone.update', 'project.update']),
    data: z.record(z.string(), z.unknown()).meta({ description: 'what the command takes' }),
    rationale: z.string().meta({ description: 'Markdown' }),
    evidence: z.array(PatchEvidence),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'how likely it is to be accepted, by what people decided so far' }),
  })
  .meta({ id: 'HealthAction' })
export type HealthAction = z.infer<typeof HealthAction>

/** An action as a rule finds it, before decisions are asked. */
export type FoundAction = Omit<HealthAction, 'confidence'>

/** What the report of now calls for. */
export const HealthActions = z
  .strictObject({
    asOf: StoredTimestamp,
    items: z.array(HealthAction),
    leftOut: z.array(HealthAction).meta({ description: 'what people hardly ever accept: it is not proposed' }),
  })
  .meta({ id: 'HealthActions' })
export type HealthActions = z.infer<typeof HealthActions>
