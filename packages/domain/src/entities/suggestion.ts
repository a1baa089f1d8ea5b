import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

const count = z.int().min(0)

/** recurring: a series. sequence: a rule. structure: a template. */
export const SuggestionKind = z.enum(['recurring', 'sequence', 'structure'])
export type SuggestionKind = z.infer<typeof SuggestionKind>

/** What the automation would have done in the part of the log that was read, beside what people did. */
export const SuggestionBacktest = z
  .strictObject({
    would: count.meta({ description: 'how often it would have acted: runs of a rule, tasks of a series or template' }),
    asByHand: count.meta({ description: 'of these, how often people did the same' }),
    alreadySo: count.meta({ description: 'of these, how often nothing was left to do' }),
    otherwise: count.meta({ description: 'of these, how often people did not' }),
    missed: count.meta({ description: 'what people did of the kind that it would not have done' }),
  })
  .meta({ id: 'SuggestionBacktest' })
export type SuggestionBacktest = z.infer<typeof SuggestionBacktest>

export const SuggestionEvidence = z
  .strictObject({
    count: count.meta({ description: 'how often people did it' }),
    firstAt: StoredTimestamp,
    lastAt: StoredTimestamp,
    items: z
      .array(z.strictObject({ at: StoredTimestamp, taskId: z.uuid(), title: z.string(), eventIds: z.array(z.uuid()) }))
      .meta({ description: 'the latest, at most 20' }),
  })
  .meta({ id: 'SuggestionEvidence' })
export type SuggestionEvidence = z.infer<typeof SuggestionEvidence>

/** Something that people do by hand again and again, and the automation that would do it. */
export const AutomationSuggestion = z
  .strictObject({
    id: z.uuid().meta({ description: 'follows from what is suggested: the same one is known again' }),
    kind: SuggestionKind,
    projectId: z.uuid().nullable().meta({ description: 'null: it is about several projects' }),
    title: z.string(),
    why: z.string(),
    confidence: z.number().min(0).max(1).meta({ description: 'see docs/suggestions.md for the formula of each kind' }),
    backtest: SuggestionBacktest,
    evidence: SuggestionEvidence,
    commands: z
      .array(
        z.strictObject({
          type: z.enum(['series.create', 'rule.create', 'template.create']),
          data: z.record(z.string(), z.unknown()),
        }),
      )
      .meta({ description: 'what accepting it does' }),
  })
  .meta({ id: 'AutomationSuggestion' })
export type AutomationSuggestion = z.infer<typeof AutomationSuggestion>

/** What was found in a part of the log. */
export const AutomationSuggestions = z
  .strictObject({
    items: z.array(AutomationSuggestion).meta({ description: 'the surest first' }),
    dismissed: z.array(z.uuid()).meta({ description: 'which of them were dismissed, if these were asked for' }),
    analyzed: z.strictObject({
      since: StoredTimestamp,
      until: StoredTimestamp,
      events: count.meta({ description: 'how many were looked at: those of tasks and what they hang on' }),
      complete: z.boolean().meta({ description: 'false: the log is longer than one search goes through in its time' }),
    }),
  })
  .meta({ id: 'AutomationSuggestions' })
export type AutomationSuggestions = z.infer<typeof AutomationSuggestions>

/** What came of a suggestion that was accepted. */
export const AcceptedSuggestion = z
  .strictObject({
    made: z.array(
      z.strictObject({
        kind: z.enum(['series', 'rule', 'template']),
        id: z.uuid(),
        path: z.string().meta({ description: 'where the API reads and changes it' }),
      }),
    ),
  })
  .meta({ id: 'AcceptedSuggestion' })
export type AcceptedSuggestion = z.infer<typeof AcceptedSuggestion>

/** A suggestion that is not to come again. */
export const SuggestionDismissal = z
  .strictObject({
    id: z.uuid().meta({ description: 'the suggestion’s' }),
    kind: SuggestionKind,
    title: z.string(),
    memberId: z.uuid().meta({ description: 'who dismissed it' }),
    createdAt: StoredTimestamp,
  })
  .meta({ id: 'SuggestionDismissal' })
export type SuggestionDismissal = z.infer<typeof SuggestionDismissal>
