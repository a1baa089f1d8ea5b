import * as z from 'zod'
import type { Preference } from '../entities/preference.ts'
import type { Values } from '../patches/values.ts'
import { levels } from './acceptance.ts'
import { changedFieldsOf } from './changed-fields.ts'
import { expectAcceptance, type LearningModel } from './model.ts'
import { suggestChanges } from './preferences/apply.ts'
import { isAvoided } from './preferences/avoided.ts'
import { retrievePreferences } from './preferences/retrieve.ts'

const probability = z.number().min(0).max(1)

/** What past decisions say of one operation. */
export const ExpectedOperation = z
  .strictObject({
    key: z.string(),
    acceptance: probability.meta({ description: 'how likely it is to be accepted, with changes or without' }),
    deviation: probability.meta({ description: 'the standard deviation of what its context says' }),
    support: z.number().meta({ description: 'decisions in that context, weighed by their age' }),
    level: z.enum(levels).meta({
      description:
        'the narrowest context in which something was decided: `all`, the same `command`, in this `project`, of the same `fields`, by this `member`',
    }),
    confidence: probability.nullable().meta({ description: 'what its author says' }),
    calibrated: probability
      .nullable()
      .meta({ description: 'what of such confidence this agent’s operations were accepted' }),
    leaveOut: z.boolean().meta({
      description:
        'so seldom accepted that it is better not proposed: below 0.2, and from then on until it is above 0.35',
    }),
    changes: z
      .array(z.strictObject({ field: z.string(), from: z.unknown(), to: z.unknown(), preferenceId: z.uuid() }))
      .meta({ description: 'what preferences would change of its data' }),
    preferenceIds: z.array(z.uuid()).meta({ description: 'all that count for it, the most fitting first' }),
    avoidedBy: z.uuid().nullable().meta({ description: 'the preference which says that such operations are rejected' }),
  })
  .meta({ id: 'ExpectedOperation' })
export type ExpectedOperation = z.infer<typeof ExpectedOperation>

/** An operation that is proposed, or that somebody thinks of proposing. */
export interface RankableOperation {
  readonly key: string
  readonly command: string
  readonly data: Values
  /** Those of the task that it is about. */
  readonly tags: readonly string[]
  readonly confidence: number | null
}

/** Who proposes, and who decides where. */
export interface RankingContext {
  readonly projectId: string | null
  readonly agent: string | null
  /** null: nobody knows who will. */
  readonly memberId: string | null
  /** Ms since 1970, UTC. */
  readonly at: number
}

/** What is expected of operations, the most likely first; what is better left out is last. */
export function rankOperations(
  operations: readonly RankableOperation[],
  { model, preferences }: { readonly model: LearningModel; readonly preferences: readonly Preference[] },
  context: RankingContext,
): ExpectedOperation[] {
  return operations
    .map((operation) => expectOperation(operation, model, preferences, context))
    .sort((a, b) => Number(a.leaveOut) - Number(b.leaveOut) || b.acceptance - a.acceptance)
}

function expectOperation(
  { key, command, data, tags, confidence }: RankableOperation,
  model: LearningModel,
  preferences: readonly Preference[],
  { projectId, agent, memberId, at }: RankingContext,
): ExpectedOperation {
  const circumstances = { projectId, agent, memberId, command, fields: changedFieldsOf(command, data), confidence }
  const { acceptance, context, calibrated, leaveOut } = expectAcceptance(model, circumstances, at)
  const text = Object.values(data)
    .filter((value) => typeof value === 'string')
    .join(' ')
  const fitting = retrievePreferences(preferences, {
    ...{ memberId, projectId, command, fields: Object.keys(data), tags, text },
  })
  const avoiding = fitting.find((preference) => isAvoided(data, preference))
  // Of what is avoided at least this part is rejected, whatever else its context says.
  const most = avoiding?.learned ? 1 - avoiding.learned.confidence : 1
  return {
    ...{ key, acceptance: Math.min(acceptance, most), deviation: context.deviation, support: context.support },
    ...{ level: context.level, confidence, calibrated, leaveOut, changes: suggestChanges(data, fitting) },
    ...{ preferenceIds: fitting.map(({ id }) => id), avoidedBy: avoiding?.id ?? null },
  }
}
