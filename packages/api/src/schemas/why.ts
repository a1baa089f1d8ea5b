import * as z from 'zod'

/** One part (between `&&`) of a condition and how it went. */
export const ConditionPart = z
  .object({
    cel: z.string(),
    matched: z.boolean(),
    error: z.string().nullable().meta({ description: 'why it could not be told' }),
    values: z
      .record(z.string(), z.string())
      .meta({ description: 'the fields that it read, e.g. `{ "event.to": "\\"started\\"" }`' }),
  })
  .meta({ id: 'ConditionPart' })

/** One trigger of an automation, as an event met it or not. */
export const TriggerExplanation = z
  .object({
    condition: z.string().nullable().meta({ description: 'null: every event of its types' }),
    matched: z.boolean(),
    parts: z.array(ConditionPart),
  })
  .meta({ id: 'TriggerExplanation' })
