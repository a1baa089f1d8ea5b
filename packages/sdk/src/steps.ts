import { type Duration, toMilliseconds } from './duration.ts'
import { PlaybookDefinitionError } from './errors.ts'

export interface StepsOptions {
  /** For one try of one call: at most 10 minutes. Default 1 minute. */
  readonly timeout?: Duration
  /** Tries in all, with growing pauses between them. Default 3. */
  readonly attempts?: number
}

/** The functions of a playbook's `steps.ts`. */
export interface StepsDefinition<M = unknown> {
  readonly timeoutMs: number
  readonly attempts: number
  /** Only for types; it is never there. */
  readonly module?: M
}

/** Functions of `steps.ts` as `ctx.steps` gives them: each returns a promise, since it runs in Node and not in the playbook. */
export type Steps<M> = {
  readonly [K in keyof M as M[K] extends (...args: never[]) => unknown ? K : never]: M[K] extends (
    ...args: infer A
  ) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never
}

/**
 * Node code for a playbook: files, packages, databases. It stands in `steps.ts` beside `playbook.ts`; only its type is imported here.
 * Arguments and results are JSON. A function may run more than once (a crash, a retry), so let a repeat do no harm.
 *
 * @example
 * ```ts
 * playbook({
 *   id: 'invoice-intake',
 *   when: on.webhook('invoices'),
 *   steps: steps<typeof import('./steps.ts')>({ timeout: '2 minutes', attempts: 5 }),
 *   run: async ({ event, steps }) => ({ total: await steps.readTotal(event.body) }),
 * })
 * ```
 */
export function steps<M>(options: StepsOptions = {}): StepsDefinition<M> {
  const timeoutMs = toMilliseconds(options.timeout ?? '1 minute', 'steps: timeout')
  const attempts = options.attempts ?? 3
  if (timeoutMs < 1 || timeoutMs > 600_000)
    throw new PlaybookDefinitionError('steps: timeout is more than 0 and at most 10 minutes')
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 100)
    throw new PlaybookDefinitionError('steps: attempts is a whole number from 1 to 100')
  return Object.freeze({ timeoutMs, attempts })
}
