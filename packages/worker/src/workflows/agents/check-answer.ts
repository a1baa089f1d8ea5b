import { hasPatterns, withoutPatterns } from '@orchestrator/domain/json-schema'
import type { Json, JsonObject } from '@orchestrator/sdk/runtime'
import { patched } from '@temporalio/workflow'
import * as z from 'zod'

/** What is wrong with an answer, in words for the model that gave it; null: it fits. @param schema JSON Schema; null: any text does */
export function problemOf(schema: JsonObject | null, answer: Json): string | null {
  if (schema === null) return null
  const judged = hasPatterns(schema) && patched('answers without patterns') ? withoutPatterns(schema) : schema
  const parsed = z.fromJSONSchema(judged as never).safeParse(answer)
  return parsed.success ? null : z.prettifyError(parsed.error)
}
