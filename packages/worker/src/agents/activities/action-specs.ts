import { connectors } from '@orchestrator/integrations'
import * as z from 'zod'

interface ActionSpec {
  readonly name: string
  readonly description: string
  readonly parameters: object
}

/** Actions of connected services by their names, e.g. `github.createIssue`, as models are told of them. Others are passed over. */
export const actionSpecs = (names: readonly string[]): ActionSpec[] => names.flatMap((name) => specOf(name) ?? [])

function specOf(name: string): ActionSpec | undefined {
  const [provider = '', action = ''] = name.split('.')
  const found = connectors[provider]?.actions[action]
  if (!found) return undefined
  const input = z.toJSONSchema(found.input, { io: 'input', unrepresentable: 'any' })
  const connection = { type: 'string', description: `the connection to ${provider}, where there are several` }
  return {
    ...{ name, description: found.summary },
    parameters: {
      ...{ type: 'object', required: ['input'], additionalProperties: false },
      properties: { input, connection },
    },
  }
}
