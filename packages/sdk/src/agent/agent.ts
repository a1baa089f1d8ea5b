import { PlaybookDefinitionError } from '../errors.ts'
import type { AgentRunCreateInput } from '../generated/commands.ts'
import type { PlatformTool, ProposableCommand } from '../generated/entities.ts'
import type { ActionMap } from '../generated/integrations.ts'
import { type AnySchema, jsonSchemaOf, type OutputOf } from '../schema.ts'
import { type AgentTool, type ToolParts, toolParts } from './tool.ts'

/** What an agent is made of. */
export interface AgentOptions<S extends AnySchema | undefined = AnySchema | undefined> {
  /** kebab-case, and none of a built-in agent (`planner`, `analyst`, `automator`, `reviewer`, `estimator`). */
  readonly name: string
  /** What it is for, in a sentence: other agents are told it. */
  readonly description: string
  /** What it is told to do, as Markdown. */
  readonly instructions: string
  /** What it may look at and do, at most: tools of the platform, actions of connected services, and tools of your own. */
  readonly tools?: readonly (PlatformTool | keyof ActionMap | AgentTool)[]
  /** Commands that it may propose as a patch. It writes nothing by itself. */
  readonly proposes?: readonly ProposableCommand[]
  /** Tools of which each call waits for a person; those of connected services always do unless they are `trusted`. */
  readonly approve?: readonly (PlatformTool | keyof ActionMap | AgentTool)[]
  /** Actions of connected services that need nobody's approval. */
  readonly trusted?: readonly (keyof ActionMap)[]
  /** Agents to which it may hand the conversation over: of code, or of the workspace by their names. */
  readonly handoffs?: readonly (DefinedAgent | string)[]
  /** Agents that it may ask for an opinion. */
  readonly consults?: readonly (DefinedAgent | string)[]
  /** What its answer is made of, in a schema of a library that gives JSON Schema (zod 4). Default: text. */
  readonly output?: S
  readonly model?: {
    /** The task type by which the workspace's model routes choose a chain of models. Default `agent`. */
    readonly route?: string
    /** How hard its work is. Default: estimated for each call. */
    readonly complexity?: 'low' | 'medium' | 'high'
  }
  /** What a run may cost, in US dollars, at most, with all agents that take part; that of the agent that was asked counts. */
  readonly budget?: { readonly usd: number }
  /** Calls of models in one run, those of the agents that it consults included: 1 to 100. Default 20. */
  readonly maxTurns?: number
}

/** An agent in code. It goes along with each run that asks it, so nothing has to be deployed. */
export interface DefinedAgent<O = unknown> {
  readonly name: string
  /** Only for types; it is never there. */
  readonly types?: { readonly output: O }
}

/** @internal */
export interface AgentParts {
  readonly definition: NonNullable<AgentRunCreateInput['definition']>
  readonly tools: readonly ToolParts[]
  readonly output: AnySchema | null
  /** Those in code that it names. */
  readonly agents: readonly AgentParts[]
}

const registered = new WeakMap<object, AgentParts>()

/**
 * Defines an agent: what it is told, what it may look at, and what it may propose. It runs when a playbook asks it, see `agents.run`.
 *
 * @example
 * ```ts
 * const triager = agent({
 *   name: 'triager',
 *   description: 'Sorts bug reports by what they break.',
 *   instructions: 'Read the task and those like it. Say how bad it is, and why.',
 *   tools: ['get_task', 'similar_tasks'],
 *   proposes: ['task.update'],
 *   output: z.object({ severity: z.enum(['low', 'high']), reason: z.string() }),
 * })
 * ```
 */
export function agent<S extends AnySchema | undefined = undefined>(
  options: AgentOptions<S>,
): DefinedAgent<S extends AnySchema ? OutputOf<S> : string> {
  const { name, description, instructions, output, model, budget, maxTurns, proposes } = options
  if (typeof name !== 'string' || name.length > 40 || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    throw new PlaybookDefinitionError(
      `agent: name ${JSON.stringify(name)} is not kebab-case with at most 40 characters, e.g. 'bug-triager'`,
    )
  const fail = (message: string): never => {
    throw new PlaybookDefinitionError(`agent '${name}': ${message}`)
  }
  checkText(description, 'description', 1_000, fail)
  checkText(instructions, 'instructions', 20_000, fail)
  if (maxTurns !== undefined && !(Number.isInteger(maxTurns) && maxTurns >= 1 && maxTurns <= 100))
    fail('`maxTurns` is a whole number from 1 to 100')
  if (budget !== undefined && !(budget.usd > 0 && budget.usd <= 10_000))
    fail('`budget.usd` is more than 0 and at most 10,000')

  const tools = namesOf(options.tools, 'tools', fail)
  const [approve, trusted] = [namesOf(options.approve, 'approve', fail), namesOf(options.trusted, 'trusted', fail)]
  for (const one of [...approve, ...trusted])
    if (!tools.includes(one)) fail(`${one} needs approval or is trusted, so it belongs into \`tools\` too`)
  const action = trusted.find((one) => !one.includes('.'))
  if (action !== undefined) fail(`${action} is no action of a connected service; only those are \`trusted\``)
  const schema = output === undefined ? null : jsonSchemaOf(output)
  if (output !== undefined && schema === null)
    fail('the schema of `output` gives no JSON Schema, which the model is told')

  const made: DefinedAgent<S extends AnySchema ? OutputOf<S> : string> = Object.freeze({ name })
  registered.set(made, {
    definition: {
      ...{ name, description, instructions, tools, approve, trusted, proposes: [...(proposes ?? [])] },
      handoffs: namesOf(options.handoffs, 'handoffs', fail),
      consults: namesOf(options.consults, 'consults', fail),
      output: schema,
      ...(model?.route !== undefined && { taskType: model.route }),
      ...(model?.complexity !== undefined && { complexity: model.complexity }),
      ...(budget !== undefined && { budgetUsd: budget.usd }),
      ...(maxTurns !== undefined && { maxTurns }),
    } as AgentParts['definition'],
    tools: (options.tools ?? []).flatMap((one) => toolParts(one) ?? []),
    output: output ?? null,
    agents: reached([...(options.handoffs ?? []), ...(options.consults ?? [])], fail),
  })
  return made
}

type Fail = (message: string) => never

function checkText(text: unknown, field: string, most: number, fail: Fail): void {
  if (typeof text !== 'string' || text.trim() === '' || text.length > most)
    fail(`\`${field}\` is a text of 1 to ${most.toLocaleString('en')} characters`)
}

function namesOf(list: readonly (string | { readonly name: string })[] | undefined, field: string, fail: Fail) {
  const names = (list ?? []).map((one) => {
    if (typeof one === 'string') return one
    const known = field === 'handoffs' || field === 'consults' ? agentParts(one) : toolParts(one)
    return known ? one.name : fail(`\`${field}\` takes names, and what tool({ … }) and agent({ … }) give`)
  })
  const twice = names.find((one, index) => names.indexOf(one) !== index)
  if (twice !== undefined) fail(`${twice} is in \`${field}\` twice`)
  return names
}

/** Whoever starts a run carries out the tools of the agent that it asks, not of those which that one reaches. */
function reached(list: readonly (DefinedAgent | string)[], fail: Fail): readonly AgentParts[] {
  const agents = new Set(list.flatMap((one) => agentParts(one) ?? []))
  for (const { definition, tools } of agents)
    if (tools[0])
      fail(`${definition.name} has a tool of your own, ${tools[0].name}: only the agent that is asked has those`)
  return [...agents]
}

/** undefined for what `agent` did not make */
export const agentParts = (definition: unknown): AgentParts | undefined =>
  typeof definition === 'object' && definition !== null ? registered.get(definition) : undefined
