import type { Environment as CelEnvironment } from '@marcbachmann/cel-js'
import { Environment } from './cel.ts'
import { adaptObject, adapt as adaptType, type CelType } from './event-adapter.ts'
import type { EventSchema, Variables } from './event-schema.ts'
import { findLinear } from './linear-regexp.ts'

export const limits = {
  /** Longest text of a condition, wherever one is written. */
  sourceLength: 4_000,
  nodes: 500,
  depth: 60,
  literalList: 200,
  /** Longest list of an event over which a condition with a comprehension runs. */
  listLength: 1_000,
} as const

/** The library's own `matches` backtracks and cannot be replaced, so sources call ours, whose name is as long (positions stay right). */
export const linearMatches = 'matchRe'

const base = new Environment({
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: limits.nodes,
    maxDepth: limits.depth,
    maxListElements: limits.literalList,
    maxMapEntries: 50,
    maxCallArguments: 4,
  },
})
  .registerFunction(
    `string.${linearMatches}(string): bool`,
    (text: string, pattern: string) => findLinear(text, pattern),
    { async: false },
  )
  .registerVariable('params', 'map<string, dyn>')

/** What evaluates conditions on one event type. */
export interface EventEnvironment {
  readonly env: CelEnvironment
  adapt(event: object): object
  adaptVariables(values: Variables): Variables
}

const environments = new WeakMap<EventSchema, EventEnvironment>()

export function environmentFor(schema: EventSchema): EventEnvironment {
  const known = environments.get(schema)
  if (known) return known
  const types: CelType[] = []
  const root = adaptObject('Event', schema.event, types)
  const variables = Object.entries(schema.variables ?? {}).map(([name, type]) => ({
    name,
    nullable: type.nullable,
    ...adaptType(`Variable_${name}`, type, types),
  }))
  const env = base.clone()
  for (const type of types) env.registerType(type.name, { ctor: type.ctor, fields: type.fields })
  env.registerVariable('event', root.name)
  for (const { name, nullable, cel } of variables) env.registerVariable(name, nullable ? 'dyn' : cel)

  // The relay tries many conditions on one event after the other: the last adapted event is kept.
  let last: object | undefined
  let adapted: object = {}
  const adapt = (event: object): object => {
    if (event !== last) {
      adapted = new root.ctor(event as Readonly<Record<string, unknown>>)
      last = event
    }
    return adapted
  }
  const adaptVariables = (values: Variables): Variables => {
    const out: Record<string, unknown> = {}
    for (const { name, convert } of variables) {
      const value = values[name]
      out[name] = convert && value !== null && value !== undefined ? convert(value) : value
    }
    return out
  }
  const made = { env, adapt, adaptVariables }
  environments.set(schema, made)
  return made
}

/** Only for looking at the syntax of a source. */
export const syntaxEnvironment: CelEnvironment = base.clone({ unlistedVariablesAreDyn: true })
