import { eventTypes } from '@orchestrator/domain/conditions'
import { PlaybookDefinitionError } from '../errors.ts'
import { type AnySchema, type InputOf, type OutputOf, validateSync } from '../schema.ts'

/** An event that can be sent with `events.send`. */
export interface SendableEvent {
  readonly type: string
  readonly payload: unknown
}

/** An event of your own: something to start on, to wait for and, called with a payload, to send. */
export interface EventDefinition<N extends string = string, I = never, O = unknown> {
  /** Makes an event to send. @throws SchemaError when the payload does not meet the schema */
  (payload: I): { readonly type: N; readonly payload: I }
  /** Its name, e.g. `invoice.paid`. */
  readonly type: N
  readonly schema: { readonly '~standard': AnySchema['~standard']; readonly output?: O }
}

/** Any event that was made with `defineEvent`. */
export interface AnyEventDefinition {
  (payload: never): SendableEvent
  readonly type: string
  readonly schema: { readonly '~standard': AnySchema['~standard'] }
}

const reserved = new Set(eventTypes.map((type) => type.slice(0, type.indexOf('.'))))

/**
 * Defines an event of your own.
 *
 * @param name two or more lower-case parts with dots; the first is none of Orchestrator's own (`task`, `project`, …)
 * @param schema of the payload; JSON comes in, and `event.payload` is what the schema makes of it
 *
 * @example
 * ```ts
 * const invoicePaid = defineEvent('invoice.paid', z.object({ invoiceId: z.string(), amount: z.number() }))
 *
 * playbook({ id: 'thank-you', when: on(invoicePaid), run: async ({ event }) => event.payload.amount })
 * ```
 */
export function defineEvent<const N extends string, S extends AnySchema>(
  name: N,
  schema: S,
): EventDefinition<N, InputOf<S>, OutputOf<S>> {
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(name)) {
    throw new PlaybookDefinitionError(
      `defineEvent(${JSON.stringify(name)}): a name has two or more lower-case parts with dots, e.g. 'invoice.paid'`,
    )
  }
  const [first = ''] = name.split('.')
  if (reserved.has(first)) {
    throw new PlaybookDefinitionError(
      `defineEvent('${name}'): names that start with '${first}.' are Orchestrator's own; choose another first part`,
    )
  }
  if (!schema?.['~standard']) {
    throw new PlaybookDefinitionError(
      `defineEvent('${name}'): the second argument is a schema of the payload, e.g. z.object({ amount: z.number() })`,
    )
  }
  const make = (payload: InputOf<S>) => {
    validateSync(schema, payload, `the payload of ${name}`)
    return Object.freeze({ type: name, payload })
  }
  return Object.freeze(Object.assign(make, { type: name, schema }))
}

export const isEventDefinition = (value: unknown): value is AnyEventDefinition =>
  typeof value === 'function' && 'schema' in value && 'type' in value
