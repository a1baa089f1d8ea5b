import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

/** For whose proposals a preference counts: one member’s decisions, all in a project, all in the workspace. */
export const PreferenceScope = z.enum(['user', 'project', 'workspace'])
export type PreferenceScope = z.infer<typeof PreferenceScope>

/** For which operations a preference counts; null: for all. */
export const PreferenceContext = z
  .strictObject({
    command: z.string().max(100).nullable(),
    field: z.string().max(100).nullable().meta({ description: 'that it sets or changes' }),
    tag: z.string().max(200).nullable().meta({ description: 'of the task that it is about' }),
    projectId: z.uuid().nullable(),
  })
  .meta({ id: 'PreferenceContext' })
export type PreferenceContext = z.infer<typeof PreferenceContext>

const field = z.string()

/** What a preference does to the data of an operation: only `shift` and `set` change any, the others are for whoever proposes. */
export const PreferenceEffect = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('shift'), field, days: z.int().meta({ description: 'negative: earlier' }) }),
    z.strictObject({
      kind: z.literal('set'),
      field,
      from: z.unknown().meta({ description: 'null: where it is not set' }),
      to: z.unknown(),
    }),
    z.strictObject({
      kind: z.literal('avoid'),
      field: field.nullable().meta({ description: 'null: the command altogether' }),
      value: z.unknown().meta({ description: '`weekend` of a date; null: any' }),
    }),
    z.strictObject({ kind: z.literal('text'), field, form: z.enum(['begins_with_verb', 'shorter', 'longer']) }),
    z.strictObject({ kind: z.literal('reason'), text: z.string() }),
    z.strictObject({
      kind: z.literal('worded'),
      model: z.string().meta({ description: 'that put into words what reasons and edited texts say' }),
    }),
  ])
  .meta({ id: 'PreferenceEffect' })
export type PreferenceEffect = z.infer<typeof PreferenceEffect>

/** How a preference was learnt. */
export const PreferenceEvidence = z
  .strictObject({
    effect: PreferenceEffect,
    support: z.int().meta({ description: 'how many decisions show it' }),
    of: z.int().meta({ description: 'of how many that could have' }),
    confidence: z.number().min(0).max(1).meta({ description: 'the lower limit of that share (Wilson, 95 %)' }),
    operations: z
      .array(z.strictObject({ patchId: z.uuid(), key: z.string() }))
      .meta({ description: 'the newest of these decisions, twenty at most' }),
    lastAt: StoredTimestamp.meta({ description: 'when the newest was made' }),
  })
  .meta({ id: 'PreferenceEvidence' })
export type PreferenceEvidence = z.infer<typeof PreferenceEvidence>

/** How people want proposals to be: learnt from what they accept, edit and reject, or said by somebody. */
export const Preference = z
  .strictObject({
    id: z.uuid(),
    scope: PreferenceScope,
    memberId: z.uuid().nullable().meta({ description: 'whose it is, or who shared it; null: learnt from several' }),
    projectId: z.uuid().nullable().meta({ description: 'the project, where that is the scope' }),
    words: z.string(),
    corrected: z.boolean().meta({ description: 'the words are a person’s: they stand, and change no data' }),
    context: PreferenceContext,
    learned: PreferenceEvidence.nullable().meta({ description: 'null: somebody said it' }),
    enabled: z.boolean(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Preference' })
export type Preference = z.infer<typeof Preference>
