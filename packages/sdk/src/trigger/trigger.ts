import type { Condition } from '../condition/condition.ts'
import type { ScheduleSpec, WebhookHmac } from '../generated/entities.ts'
import type {
  CustomEvent,
  EventMap,
  EventType,
  PlaybookRunRequestedEvent,
  WebhookReceivedEvent,
} from '../generated/events.ts'
import type { WebhookVerification } from '../runtime/manifest.ts'
import type { AnySchema } from '../schema.ts'
import type { AnyEventDefinition } from './define-event.ts'

/** What starts a playbook, or what a wait waits for. `E` is the type of the event. */
export interface Trigger<out E = unknown> {
  readonly kind: 'event' | 'webhook' | 'manual' | 'schedule' | 'run'
  /** Only for types; it is never there. */
  readonly event?: E
}

/** @internal What a trigger is made of. */
export type TriggerParts = {
  readonly eventTypes: readonly string[]
  readonly condition: Condition | undefined
} & (
  | { readonly kind: 'event'; readonly definitions: readonly AnyEventDefinition[] }
  | {
      readonly kind: 'webhook'
      readonly path: string
      readonly verify: WebhookVerification
      readonly hmac: WebhookHmac | undefined
      readonly body: AnySchema | undefined
    }
  | { readonly kind: 'manual'; readonly input: AnySchema | undefined }
  | { readonly kind: 'schedule'; readonly schedule: ScheduleSpec }
  | { readonly kind: 'run'; readonly run: string; readonly on: 'completed' | 'failed' }
)

/** One name of an event, several, or events of your own. */
export type EventSource = EventType | AnyEventDefinition | readonly (EventType | AnyEventDefinition)[]

/** The type of the event that a source gives. */
export type EventOf<S> = S extends EventType
  ? EventMap[S]
  : S extends { readonly type: infer N extends string; readonly schema: { readonly output?: infer O } }
    ? CustomEvent<N, O>
    : S extends readonly (infer U)[]
      ? EventOf<U>
      : never

/** What a condition sees of a source: payloads as they are sent, before a schema changes them. */
export type StoredEventOf<S> = S extends EventType
  ? EventMap[S]
  : S extends (payload: infer I) => { readonly type: infer N extends string }
    ? CustomEvent<N, I>
    : S extends readonly (infer U)[]
      ? StoredEventOf<U>
      : never

/** A webhook that came in at one path. */
export interface WebhookEvent<Path extends string = string, Body = unknown>
  extends Omit<WebhookReceivedEvent, 'webhook' | 'body'> {
  /** The path at which it came in. */
  readonly webhook: Path
  /** What the schema made of the body. */
  readonly body: Body
}

/** Somebody started the playbook with the button, the API or the command line. */
export interface ManualEvent<Input = unknown> extends Omit<PlaybookRunRequestedEvent, 'input'> {
  /** What the schema made of the input. */
  readonly input: Input
}

const parts = new WeakMap<object, TriggerParts>()

export function makeTrigger<E>(made: TriggerParts): Trigger<E> {
  const trigger: Trigger<E> = Object.freeze({ kind: made.kind })
  parts.set(trigger, made)
  return trigger
}

/** undefined for what `on` did not make. */
export const partsOf = (trigger: unknown): TriggerParts | undefined =>
  typeof trigger === 'object' && trigger !== null ? parts.get(trigger) : undefined
