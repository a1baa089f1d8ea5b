import { PlaybookDefinitionError } from './errors.ts'
import { type FlowOptions, type ManifestFlow, recordFlow } from './flow.ts'
import type { Permission } from './generated/entities.ts'
import type { Json } from './json.ts'
import type { RunContext } from './run/context.ts'
import type { StepsDefinition } from './steps.ts'
import { partsOf, type Trigger, type TriggerParts } from './trigger/trigger.ts'

/** The event that a playbook's triggers give: of several, one of them. */
export type TriggerEvent<W> =
  W extends Trigger<infer E> ? E : W extends readonly Trigger[] ? TriggerEvent<W[number]> : never

/** What of a type JSON can carry; the rest becomes a type that nothing has, with the reason in its name. */
type Serializable<T> = unknown extends T
  ? T
  : T extends Json | undefined | void
    ? T
    : T extends Date
      ? 'JSON has no dates: return date.toISOString()'
      : T extends (...args: never[]) => unknown
        ? 'JSON has no functions'
        : T extends object
          ? { [K in keyof T]: Serializable<T[K]> }
          : 'JSON cannot carry this'

/** What a playbook is made of. */
export interface PlaybookOptions<W extends Trigger | readonly [Trigger, ...Trigger[]], M, R>
  extends FlowOptions<TriggerEvent<W>> {
  /** kebab-case and unique in the workspace. It names the runs in the Temporal UI; a rename makes it another playbook. */
  readonly id: string
  /** For people; default: the id. */
  readonly title?: string
  /** What starts it: `on(…)`, `on.webhook(…)`, `on.manual(…)`, or several. */
  readonly when: W
  /** What it may do, at most: permission names. Default: all that whoever installs it may do. */
  readonly scopes?: readonly Permission[]
  /** `steps<typeof import('./steps.ts')>()`, if there is a `steps.ts`. */
  readonly steps?: StepsDefinition<M>
  /** The work. What it returns is the run's result and must be JSON. An error that it throws fails the run. */
  run(context: RunContext<TriggerEvent<W>, M>): Promise<R & Serializable<R>>
}

/** A playbook: the default export of `playbook.ts`. */
export interface Playbook<E = unknown, R = unknown> {
  readonly id: string
  /** Only for types; it is never there. */
  readonly types?: { readonly event: E; readonly result: R }
}

/** @internal */
export interface PlaybookParts {
  readonly id: string
  readonly title: string | null
  readonly triggers: readonly TriggerParts[]
  readonly scopes: readonly string[] | null
  readonly steps: { readonly timeoutMs: number; readonly attempts: number } | null
  readonly flow: ManifestFlow | null
  readonly run: (context: RunContext) => Promise<unknown>
}

const registered = new WeakMap<object, PlaybookParts>()

/**
 * Defines a playbook: what starts it and what it does. Nothing happens until an event comes.
 *
 * @example
 * ```ts
 * export default playbook({
 *   id: 'review-follow-up',
 *   when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
 *   async run({ event, tasks }) {
 *     await tasks.create({ projectId: event.task.projectId, title: `Follow up: ${event.task.title}` })
 *   },
 * })
 * ```
 */
export function playbook<
  const W extends Trigger | readonly [Trigger, ...Trigger[]],
  M = Record<never, never>,
  R = void,
>(options: PlaybookOptions<W, M, R>): Playbook<TriggerEvent<W>, Awaited<R>> {
  const { id, title, when, scopes, steps, run, ...flow } = options
  if (typeof id !== 'string' || id.length > 80 || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
    throw new PlaybookDefinitionError(
      `playbook: id ${JSON.stringify(id)} is not kebab-case with at most 80 characters, e.g. 'review-follow-up'`,
    )
  }
  const fail = (message: string): never => {
    throw new PlaybookDefinitionError(`playbook '${id}': ${message}`)
  }
  if (when === undefined) fail("`when` is missing: say what starts it, e.g. when: on('task.created')")
  const triggers = (Array.isArray(when) ? when : [when]).map(
    (trigger: unknown) => partsOf(trigger) ?? fail('`when` takes what on(…), on.webhook(…) and on.manual(…) give'),
  )
  if (triggers.length === 0) fail('`when` is an empty list: nothing would ever start it')
  checkTwice(triggers, fail)
  if (typeof run !== 'function') fail('`run` is missing: an async function with the work')
  if (scopes !== undefined && !(Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')))
    fail("`scopes` is a list of permissions, e.g. ['task.create']")

  const made: Playbook<TriggerEvent<W>, Awaited<R>> = Object.freeze({ id })
  registered.set(made, {
    id,
    title: title ?? null,
    triggers,
    scopes: scopes ?? null,
    steps: steps ? { timeoutMs: steps.timeoutMs, attempts: steps.attempts } : null,
    flow: recordFlow(
      flow,
      triggers.flatMap((trigger) => trigger.eventTypes),
    ),
    run: (context) => (run as unknown as (context: RunContext) => Promise<unknown>).call(options, context),
  })
  return made
}

function checkTwice(triggers: readonly TriggerParts[], fail: (message: string) => never): void {
  const names = triggers.flatMap((trigger) =>
    trigger.kind === 'webhook'
      ? [`the webhook path '${trigger.path}'`]
      : trigger.kind === 'manual'
        ? ['on.manual']
        : [],
  )
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) fail(`${twice} is in \`when\` twice`)
}

/** @throws PlaybookDefinitionError for what `playbook` did not make */
export function playbookParts(definition: unknown): PlaybookParts {
  const parts = typeof definition === 'object' && definition !== null ? registered.get(definition) : undefined
  if (!parts) throw new PlaybookDefinitionError('the default export of a playbook file is what playbook({ … }) gives')
  return parts
}
