import * as z from 'zod'
import { Duration, durationMs } from './duration.ts'

/** What tells apart events that are counted or gathered together. */
const Key = z.string().min(1).max(1_000).meta({
  description: 'a CEL expression over `event`, e.g. `event.task.projectId`; without one all events count together',
})

const Limit = z.int().min(1).max(10_000)

/** When the runs of an automation may start. What is not said does not limit them. */
export const Flow = z
  .strictObject({
    concurrency: z
      .strictObject({ key: Key.optional(), limit: Limit })
      .optional()
      .meta({ description: 'how many run at the same time; the others wait' }),
    debounce: z.strictObject({ key: Key.optional(), period: Duration, maxWait: Duration.optional() }).optional().meta({
      description:
        'runs for the last event once there was none for `period`, or after `maxWait`; those before it are skipped',
    }),
    throttle: z
      .strictObject({
        key: Key.optional(),
        limit: Limit,
        period: Duration,
        drop: z.boolean().optional().meta({ description: 'true: what is too much is skipped instead of waiting' }),
      })
      .optional()
      .meta({ description: 'how many start within any `period`; the others wait' }),
    batch: z
      .strictObject({ key: Key.optional(), size: z.int().min(2).max(200), timeout: Duration })
      .optional()
      .meta({ description: 'one run for up to `size` events, at the latest `timeout` after the first of them' }),
    priority: z
      .union([z.number().min(-100).max(100), Key])
      .optional()
      .meta({
        description:
          'who of those that wait goes first: −100 to 100, default 0; a number or a CEL expression over `event`',
      }),
    idempotencyKey: z
      .union([Key, z.strictObject({ key: Key, period: Duration.optional() })])
      .optional()
      .meta({ description: 'a second event with the same value within `period` (24 hours) is skipped' }),
    expires: Duration.optional().meta({ description: 'a run that has not started so long after its event is skipped' }),
    maxPerMinute: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .meta({ description: 'how many start in a minute at most, against loops; default: what the workspace says' }),
  })
  .refine((flow) => !(flow.debounce && flow.batch), { path: ['batch'], message: 'either debounce or batch' })
  .refine(
    ({ debounce }) => debounce?.maxWait === undefined || durationMs(debounce.maxWait) >= durationMs(debounce.period),
    { path: ['debounce', 'maxWait'], message: 'at least as long as period' },
  )
  .meta({ id: 'Flow' })
export type Flow = z.infer<typeof Flow>

/** How many runs an automation may start in a minute, where neither it nor its workspace says otherwise. */
export const defaultMaxPerMinute = 100_000

/** For how long an idempotency key is known, where its automation does not say. */
export const idempotencyPeriod = (flow: Flow): number =>
  typeof flow.idempotencyKey === 'object' && flow.idempotencyKey.period !== undefined
    ? durationMs(flow.idempotencyKey.period)
    : 24 * 3_600_000
