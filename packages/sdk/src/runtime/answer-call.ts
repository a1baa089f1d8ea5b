import type { ToolParts } from '../agent/tool.ts'
import type { Json } from '../json.ts'
import type { RunContext } from '../run/context.ts'
import { validate } from '../schema.ts'
import { plainJson } from './plain-json.ts'

/** What the server takes: of an output as JSON, and of the words why there is none. */
const [mostOutput, mostError] = [50_000, 2_000]

/** Carries out an agent's call of a tool in code. What goes wrong is told to the agent: it may ask in another way, or do without. */
export async function answerCall(
  tool: ToolParts | undefined,
  input: unknown,
  context: () => RunContext,
): Promise<{ readonly output: Json } | { readonly error: string }> {
  try {
    if (!tool) return { error: 'there is no such tool' }
    const given = await validate(tool.input, input, `the input of ${tool.name}`)
    const output = plainJson(await tool.run(given, context()), `what ${tool.name} gives`) ?? null
    const { length } = JSON.stringify(output)
    return length <= mostOutput ? { output } : { error: `its answer has ${length} characters: ${mostOutput} at most` }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { error: message.slice(0, mostError) || 'it failed without saying why' }
  }
}
