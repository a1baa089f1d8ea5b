import { createHash } from 'node:crypto'
import type { Models } from '@orchestrator/models'
import { canonicalJson } from '@orchestrator/store'
import type { AskRequest } from './ask-request.ts'

/** Equal for questions that are the same in all that a model sees, and that the same models would be asked. */
export function cacheKeyOf(request: AskRequest, route: string, { config: { settings } }: Models): string {
  const { taskType, messages, tools, toolChoice, jsonSchema, maxOutput, mostOutput, temperature } = request
  const chain = settings.routes[route] ?? settings.routes[taskType] ?? null
  const asked = { route, chain, messages, tools, toolChoice, jsonSchema, maxOutput, mostOutput, temperature }
  return createHash('sha256').update(canonicalJson(asked)).digest('hex')
}
