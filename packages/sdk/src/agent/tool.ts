import { PlaybookDefinitionError } from '../errors.ts'
import type { JsonSchema } from '../json.ts'
import type { RunContext } from '../run/context.ts'
import { type AnySchema, jsonSchemaOf, type OutputOf } from '../schema.ts'

/** What a tool of your own is made of. */
export interface ToolOptions<S extends AnySchema> {
  /** Letters, digits, `-` and `_`; no other tool of the agent has it. */
  readonly name: string
  /** What it does and when to use it: the model is told this. */
  readonly description: string
  /** An object, in a schema of a library that gives JSON Schema (zod 4). What the model gives is checked by it. */
  readonly input: S
  /**
   * The work, with all that the playbook's own `run` has. What it returns must be JSON, of at most 50,000 characters; an error that it
   * throws is told to the agent, which may go on without.
   */
  run(input: OutputOf<S>, context: RunContext): unknown
}

/** A tool that an agent calls and your playbook carries out. */
export interface AgentTool {
  readonly name: string
}

/** @internal */
export interface ToolParts {
  readonly name: string
  readonly description: string
  readonly parameters: JsonSchema
  readonly input: AnySchema
  readonly run: (input: unknown, context: RunContext) => unknown
}

const registered = new WeakMap<object, ToolParts>()

/**
 * Defines a tool of your own. While an agent runs, the playbook that asked it carries its calls out; what they await is a step of the
 * playbook's run, so it is done once.
 *
 * @example
 * ```ts
 * const stock = tool({
 *   name: 'stock_of',
 *   description: 'How many pieces of an article are in the warehouse.',
 *   input: z.object({ article: z.string() }),
 *   run: async ({ article }, { http }) => (await http.get(`https://erp.example.com/stock/${article}`)).json(),
 * })
 * ```
 */
export function tool<S extends AnySchema>(options: ToolOptions<S>): AgentTool {
  const { name, description, input, run } = options
  if (typeof name !== 'string' || name.length > 60 || !/^[a-zA-Z][a-zA-Z0-9_-]*$/.test(name))
    throw new PlaybookDefinitionError(
      `tool: name ${JSON.stringify(name)} is not a letter and then letters, digits, - and _, at most 60 in all`,
    )
  const fail = (message: string): never => {
    throw new PlaybookDefinitionError(`tool '${name}': ${message}`)
  }
  if (typeof description !== 'string' || description.length === 0 || description.length > 2_000)
    fail('`description` tells the model what it does, in 1 to 2,000 characters')
  if (typeof run !== 'function') fail('`run` is missing: a function with the work')
  const parameters = jsonSchemaOf(input) ?? fail('the schema of `input` gives no JSON Schema, which the model is told')
  if (parameters['type'] !== 'object') fail('`input` is an object')
  const made: AgentTool = Object.freeze({ name })
  registered.set(made, {
    ...{ name, description, parameters, input },
    run: (value, context) => run.call(options, value as OutputOf<S>, context),
  })
  return made
}

/** undefined for what `tool` did not make */
export const toolParts = (definition: unknown): ToolParts | undefined =>
  typeof definition === 'object' && definition !== null ? registered.get(definition) : undefined
