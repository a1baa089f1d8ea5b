import { closest, eventTypes } from '@orchestrator/domain/conditions'
import type { If } from '../condition/fields.ts'
import { recordIf } from '../condition/record-event.ts'
import { PlaybookDefinitionError } from '../errors.ts'
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
   * How the sender proves itself: `github` (X-Hub-Signature-256), `standard` (Standard Webhooks) or `none` (the address itself is the
   * secret). Default `standard`.
   */
  readonly verify?: WebhookVerification
  /** Only webhooks that meet this start a run. It sees the body as it came, before the schema. */
  readonly if?: If<WebhookEvent<Path, InputOf<S>>>
}

export interface ManualOptions<S extends AnySchema> {
  /** Schema of what is asked of the person who starts it. */
  readonly input?: S
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
}

/**
 * What starts a playbook: one event type, several, or events of your own (`defineEvent`); `on.webhook`; `on.manual`.
 *
 * @example
 * ```ts
 * on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) })
 * ```
 */
export const on: On = Object.freeze(Object.assign(onEvent, { webhook, manual })) as On

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
  const verify = options.verify ?? 'standard'
  if (!['github', 'standard', 'none'].includes(verify)) {
    throw new PlaybookDefinitionError(
      `on.webhook('${path}'): verify is 'github', 'standard' or 'none', not ${JSON.stringify(verify)}`,
    )
  }
  const condition = options.if && recordIf(options.if as If<never>, ['webhook.received'])
  return makeTrigger({
    kind: 'webhook',
    eventTypes: ['webhook.received'],
    path,
    verify,
    body: checked(options.body, `on.webhook('${path}'): body`),
    condition,
  })
}

function manual(options: ManualOptions<AnySchema> = {}): Trigger<never> {
  return makeTrigger({
    kind: 'manual',
    eventTypes: ['playbook.run_requested'],
    input: checked(options.input, 'on.manual: input'),
    condition: undefined,
  })
}

function checked(schema: AnySchema | undefined, what: string): AnySchema | undefined {
  if (schema !== undefined && !schema?.['~standard'])
    throw new PlaybookDefinitionError(`${what} is a schema, e.g. z.object({ … })`)
  return schema
}
