import { connectorActions } from './generated/connector-actions.ts'

type Schema = Readonly<Record<string, unknown>>

/** Something of the form that an action answers, for a run whose actions are not done. */
export function sampleOutput(name: string): unknown {
  const action = Object.hasOwn(connectorActions, name) ? connectorActions[name] : undefined
  return action ? sampleOf(action.output) : null
}

function sampleOf(schema: Schema): unknown {
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const union = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined
  if (union) return sampleOf(union[0] ?? {})
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  if (type === 'string') return ''
  if (type === 'number' || type === 'integer') return 0
  if (type === 'boolean') return false
  if (type === 'array') return []
  if (type !== 'object') return null
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>
  return Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, sampleOf(property)]))
}
