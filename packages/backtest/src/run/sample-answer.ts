import type { JsonObject } from '@orchestrator/sdk/runtime'

interface Field {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly format?: string
}

/** The plainest answer that an approval's form takes. */
export function sampleAnswer(ask: unknown, approved: boolean): JsonObject {
  const { properties = {}, required = [] } = (ask ?? {}) as {
    properties?: Readonly<Record<string, Field>>
    required?: readonly string[]
  }
  const answer: Record<string, unknown> = {}
  for (const name of required) answer[name] = sampleOf(properties[name] ?? {})
  if (ask === null || ask === undefined || properties['approved']) answer['approved'] = approved
  return answer as JsonObject
}

function sampleOf({ type, enum: choices, minimum, format }: Field): unknown {
  if (choices && choices.length > 0) return choices[0]
  if (type === 'boolean') return true
  if (type === 'number' || type === 'integer') return minimum ?? 0
  if (type === 'array') return []
  if (format === 'date') return '2000-01-01'
  if (format === 'date-time') return '2000-01-01T00:00:00Z'
  return 'simulated'
}
