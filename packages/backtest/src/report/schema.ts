import * as z from 'zod'

const count = z.int().min(0)

const ReportEvent = z.object({
  seq: z.int(),
  id: z.uuid(),
  type: z.string(),
  occurredAt: z.iso.datetime(),
  subject: z.object({ type: z.string(), id: z.uuid() }),
  title: z.string().nullable().meta({ description: 'what people call its subject' }),
})

const ReportError = z.object({ code: z.string(), message: z.string() })

const ReportEffect = z.object({
  step: z.int(),
  kind: z.enum(['command', 'http', 'step', 'script', 'action']),
  what: z.string().meta({ description: 'as it is counted, e.g. task.create' }),
  summary: z.string(),
  at: z.iso.datetime().nullable().meta({ description: 'in the time of the log' }),
  data: z.record(z.string(), z.unknown()),
})

const Example = z
  .object({
    event: ReportEvent,
    status: z.enum(['completed', 'failed', 'waiting', 'skipped']),
    effects: z.array(ReportEffect),
    waits: z.array(z.string()),
    elapsedMs: z.number().meta({ description: 'in the time of the log' }),
  })
  .meta({ id: 'BacktestExample' })

const DifferencePart = z
  .object({
    count,
    items: z.array(
      z.object({
        event: ReportEvent,
        runId: z.uuid().nullable().meta({ description: 'the run that took place' }),
        step: z.int().nullable().meta({ description: 'where they part; null: as a whole, or only at the end' }),
        before: z.string().nullable().meta({ description: 'what was done there; null: nothing' }),
        after: z.string().nullable().meta({ description: 'what would be done there; null: nothing' }),
      }),
    ),
  })
  .meta({ id: 'BacktestDifferencePart' })

export const Difference = z
  .object({
    same: count.meta({ description: 'events on which both do the same' }),
    newlyMatches: DifferencePart,
    noLongerMatches: DifferencePart,
    otherEffects: DifferencePart,
    notInForce: count.meta({ description: 'events that it meets, from when it was not there or switched off' }),
    underWay: count.meta({ description: 'runs that have not ended, and are the same so far' }),
  })
  .meta({ id: 'BacktestDifference' })
export type Difference = z.infer<typeof Difference>

/** What an automation would have done. */
export const BacktestReport = z
  .object({
    automation: z.object({
      kind: z.enum(['rule', 'playbook']),
      id: z.uuid().nullable().meta({ description: 'null: it is not saved' }),
      name: z.string(),
      version: z.string().nullable().meta({ description: 'the one in force; null: none' }),
    }),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    events: count.meta({ description: 'how many were looked at: those of its types' }),
    matched: count.meta({ description: 'how many it meets' }),
    runs: z.object({ completed: count, failed: count, waiting: count, skipped: count }),
    effects: z.array(z.object({ what: z.string(), count })).meta({ description: 'what it would have done' }),
    skipped: z.array(z.object({ code: z.string(), count })),
    failures: z.object({ count, items: z.array(z.object({ event: ReportEvent, error: ReportError })) }),
    examples: z.array(Example),
    differences: z
      .object({ ran: Difference.nullable(), current: Difference.nullable() })
      .meta({ description: 'to the runs that took place, and to the version in force; null: not compared' }),
    assumed: z
      .array(z.object({ code: z.string(), count, message: z.string() }))
      .meta({ description: 'what was taken for granted, and in how many runs' }),
    notes: z.array(z.string()).meta({ description: 'what is not modelled' }),
    next: z
      .int()
      .nullable()
      .meta({ description: 'not all was looked at: the `after` with which to go on; null: it is complete' }),
  })
  .meta({ id: 'BacktestReport' })
export type BacktestReport = z.infer<typeof BacktestReport>
