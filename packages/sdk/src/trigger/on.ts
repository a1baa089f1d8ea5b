import { closest, eventTypes } from '@orchestrator/domain/conditions'
import type { If } from '../condition/fields.ts'
import { recordIf } from '../condition/record-event.ts'
import { type Duration, toMilliseconds } from '../duration.ts'
import { PlaybookDefinitionError } from '../errors.ts'
import type { ScheduleSpec, WebhookHmac } from '../generated/entities.ts'
import type { EventMap, ScheduleFiredEvent } from '../generated/events.ts'
import type { Timestamp } from '../json.ts'
import type { WebhookVerification } from '../runtime/manifest.ts'
import type { AnySchema, InputOf, OutputOf, Schema } from '../schema.ts'
import { type AnyEventDefinition, isEventDefinition } from './define-event.ts'
import {
  type EventOf,
  type EventSource,
  type ManualEvent,
  makeTrigger,
  type StoredEventOf,
  type Trigger,
  type WebhookEvent,
} from './trigger.ts'

export interface OnOptions<E> {
  /** Only events that meet this start a run (or end a wait). */
  readonly if?: If<E>
}

export interface WebhookOptions<Path extends string, S extends AnySchema> {
  /** Schema of the JSON body; fields that it does not name are left out of `event.body` (in zod: `z.object`). */
  readonly body?: S
  /**
   * How the sender proves itself: `github` (X-Hub-Signature-256), `standard` (Standard Webhooks), `hmac` (a plain HMAC, which `hmac`
   * describes) or `none` (the address itself is the secret). Default `standard`, with `hmac` that.
   */
  readonly verify?: WebhookVerification
  /** Where the HMAC is and of what, e.g. `{ header: 'X-Signature' }`. */
  readonly hmac?: HmacOptions
  /** Only webhooks that meet this start a run. It sees the body as it came, before the schema. */
  readonly if?: If<WebhookEvent<Path, InputOf<S>>>
}

/** How a plain HMAC is verified. */
export type HmacOptions = Pick<WebhookHmac, 'header'> & Partial<WebhookHmac>

/** When a schedule fires: exactly one of `cron`, `rrule` and `every`. */
export type ScheduleOptions = Times & {
  /** IANA, e.g. `Europe/Berlin`; default: the workspace's. */
  readonly timeZone?: string
  /** What happens while a run that it started before has not ended. Default `skip`. */
  readonly overlap?: 'skip' | 'queue' | 'cancelOther' | 'allow'
  /** Which firings are made up for that nobody was there for. Default `latest`. */
  readonly catchUp?: 'all' | 'latest' | 'none'
  /** What is longer ago is never made up for. Default `7 days`. */
  readonly catchUpWindow?: Duration
  /** Each firing comes later by up to this, so that many do not come at once. */
  readonly jitter?: Duration
  readonly startAt?: Timestamp
  readonly endAt?: Timestamp
  /** Only firings that meet this start a run. */
  readonly if?: If<ScheduleFiredEvent>
}

type Times =
  /** Minute, hour, day of the month, month, weekday; with seconds before them if there are six. */
  | { readonly cron: string; readonly rrule?: never; readonly every?: never }
  /** RFC 5545, e.g. `FREQ=WEEKLY;BYDAY=MO;BYHOUR=9`; on further lines DTSTART, RDATE and EXDATE. */
  | { readonly rrule: string; readonly cron?: never; readonly every?: never }
  /** At least 10 seconds; counted from `startAt`, else from full hours in UTC. */
  | { readonly every: Duration; readonly cron?: never; readonly rrule?: never }

export interface ManualOptions<S extends AnySchema> {
  /** Schema of what is asked of the person who starts it. */
  readonly input?: S
  /** Only starts that meet this make a run. It sees the input as it was given, before the schema. */
  readonly if?: If<ManualEvent<InputOf<S>>>
}

/** See {@link on}. */
export interface On {
  <const S extends EventSource>(source: S, options?: OnOptions<StoredEventOf<S>>): Trigger<EventOf<S>>
  /**
   * An incoming webhook: `POST /v1/hooks/<workspace>/<path>`. A path belongs to one playbook of a workspace.
   *
   * @param path kebab-case, e.g. `github-issues`
   */
  webhook<const Path extends string, S extends AnySchema = Schema<unknown>>(
    path: Path,
    options?: WebhookOptions<Path, S>,
  ): Trigger<WebhookEvent<Path, OutputOf<S>>>
  /** Started by a person: with a button, over the API or with the command line. */
  manual<S extends AnySchema = Schema<unknown>>(options?: ManualOptions<S>): Trigger<ManualEvent<OutputOf<S>>>
  /**
   * At times, again and again. Deploying sets a playbook's schedules as a whole.
   *
   * @example
   * ```ts
   * on.schedule({ cron: '0 9 * * MON-FRI', timeZone: 'Europe/Berlin' })
   * ```
   */
  schedule(options: ScheduleOptions): Trigger<ScheduleFiredEvent>
  /**
   * The end of a run of another playbook (by its id) or of a rule (by its UUID). Rules that are done at once only tell when they fail.
   */
  run<const E extends 'completed' | 'failed'>(
    run: string,
    on: E,
    options?: OnOptions<EventMap[`run.${E}`]>,
  ): Trigger<EventMap[`run.${E}`]>
}

/**
 * What starts a playbook: one event type, several, or events of your own (`defineEvent`); `on.webhook`; `on.manual`.
 *
 * @example
 * ```ts
 * on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) })
 * ```
 */
export const on: On = Object.freeze(Object.assign(onEvent, { webhook, manual, schedule, run })) as On

function onEvent(source: EventSource, options: OnOptions<never> = {}): Trigger<never> {
  const sources = (Array.isArray(source) ? source : [source]) as readonly (string | AnyEventDefinition)[]
  if (sources.length === 0) throw new PlaybookDefinitionError('on([]) never happens: name at least one event')
  const names = sources.map(nameOf)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new PlaybookDefinitionError(`on(…) names ${twice} twice`)
  return makeTrigger({
    kind: 'event',
    eventTypes: names,
    definitions: sources.filter((one) => isEventDefinition(one)),
    condition: options.if && recordIf(options.if, names),
  })
}

function nameOf(source: unknown): string {
  if (isEventDefinition(source)) return source.type
  if (typeof source !== 'string')
    throw new PlaybookDefinitionError('on(…) takes the name of an event, several names, or what defineEvent gives')
  if (eventTypes.includes(source)) return source
  const similar = closest(source, eventTypes)
  throw new PlaybookDefinitionError(
    `there is no event ${JSON.stringify(source)}${similar ? `; did you mean '${similar}'?` : ''} An event of your own is made with defineEvent('${source}', schema).`,
  )
}

function webhook(path: string, options: WebhookOptions<string, AnySchema> = {}): Trigger<never> {
  if (!/^[a-z0-9]+(?:[-/][a-z0-9]+)*$/.test(path) || path.length > 120) {
    throw new PlaybookDefinitionError(
      `on.webhook(${JSON.stringify(path)}): a path is kebab-case and has at most 120 characters, e.g. 'github-issues'`,
    )
  }
  const verify = options.verify ?? (options.hmac ? 'hmac' : 'standard')
  if (!['github', 'standard', 'hmac', 'none'].includes(verify)) {
    throw new PlaybookDefinitionError(
      `on.webhook('${path}'): verify is 'github', 'standard', 'hmac' or 'none', not ${JSON.stringify(verify)}`,
    )
  }
  if ((verify === 'hmac') !== (options.hmac !== undefined))
    throw new PlaybookDefinitionError(
      `on.webhook('${path}'): verify: 'hmac' and hmac: { header: 'X-Signature' } belong together`,
    )
  const condition = options.if && recordIf(options.if as If<never>, ['webhook.received'])
  return makeTrigger({
    kind: 'webhook',
    eventTypes: ['webhook.received'],
    path,
    verify,
    hmac: options.hmac as WebhookHmac | undefined,
    body: checked(options.body, `on.webhook('${path}'): body`),
    condition,
  })
}

function manual(options: ManualOptions<AnySchema> = {}): Trigger<never> {
  return makeTrigger({
    kind: 'manual',
    eventTypes: ['playbook.run_requested'],
    input: checked(options.input, 'on.manual: input'),
    condition: options.if && recordIf(options.if as If<never>, ['playbook.run_requested']),
  })
}

function schedule(options: ScheduleOptions): Trigger<never> {
  const { if: condition, ...given }: { if?: If<never> } & Record<string, unknown> = { ...options } as never
  const kinds = ['cron', 'rrule', 'every'].filter((kind) => given[kind] !== undefined)
  if (kinds.length !== 1)
    throw new PlaybookDefinitionError(
      `on.schedule takes exactly one of cron, rrule and every, not ${kinds.join(' and ') || 'none'}`,
    )
  for (const name of ['every', 'catchUpWindow', 'jitter'])
    if (given[name] !== undefined) toMilliseconds(given[name] as Duration, `on.schedule: ${name}`)
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return makeTrigger({
    kind: 'schedule',
    eventTypes: ['schedule.fired'],
    // The rest is checked where it is deployed: what reckons with calendars stays out of the bundle.
    schedule: defined as unknown as ScheduleSpec,
    condition: condition && recordIf(condition, ['schedule.fired']),
  })
}

function run(name: string, ending: 'completed' | 'failed', options: OnOptions<never> = {}): Trigger<never> {
  if (typeof name !== 'string' || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
    throw new PlaybookDefinitionError(`on.run(${JSON.stringify(name)}): the id of a playbook, or the UUID of a rule`)
  if (ending !== 'completed' && ending !== 'failed')
    throw new PlaybookDefinitionError(`on.run('${name}', …): 'completed' or 'failed', not ${JSON.stringify(ending)}`)
  const type = `run.${ending}` as const
  const condition = options.if && recordIf(options.if, [type])
  return makeTrigger({ kind: 'run', eventTypes: [type], run: name, on: ending, condition })
}

function checked(schema: AnySchema | undefined, what: string): AnySchema | undefined {
  if (schema !== undefined && !schema?.['~standard'])
    throw new PlaybookDefinitionError(`${what} is a schema, e.g. z.object({ … })`)
  return schema
}
