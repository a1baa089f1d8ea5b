import { checkToolInput } from '@orchestrator/agents'
import { AppError, isServerTool, parse } from '@orchestrator/domain'
import { withoutPatterns } from '@orchestrator/domain/json-schema'
import { connectors } from '@orchestrator/integrations'
import type { StoredAgentRun } from '@orchestrator/store'
import * as z from 'zod'
import { refusalOf } from './call-tool.ts'

/** What the tool of an action takes: which connection, where there are several, beside what the action takes. */
export const ActionInput = z.strictObject({
  input: z.record(z.string(), z.unknown()),
  connection: z.string().optional(),
})

interface GivenCall {
  readonly agent: string
  readonly tool: string
  readonly input: unknown
}

/** What is wrong with the input of a call, as the model that gave it is told: nobody is asked to allow what cannot be done. null: it fits. */
export function problemOfInput(run: StoredAgentRun, call: GivenCall): string | null {
  try {
    checkInput(run, call)
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return JSON.stringify(refusalOf(error))
  }
}

function checkInput(run: StoredAgentRun, { agent, tool, input }: GivenCall): void {
  const own = run.callerTools.find(({ name }) => name === tool)
  // Its regular expressions are of whoever started the run, and the thread is of all runs.
  if (own) return void parse(z.fromJSONSchema(withoutPatterns(own.parameters) as never), input, 'the input')
  // What it takes is the server's to say; it says so when it is called.
  if (isServerTool(tool)) return void parse(z.record(z.string(), z.unknown()), input, 'the input')
  const [provider = '', name = ''] = tool.split('.')
  const action = connectors[provider]?.actions[name]
  if (action) return void parse(ActionInput.extend({ input: action.input }), input, 'the input')
  const { tools, proposes } = run.agents.find((one) => one.name === agent) ?? { tools: [], proposes: [] }
  checkToolInput({ name: tool, input, allowed: { tools, proposes } })
}
