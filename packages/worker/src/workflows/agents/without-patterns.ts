import type { Json, JsonObject } from '@orchestrator/sdk/runtime'

/** Keywords of JSON Schema with a map of names to schemas, and those with values that are no schemas. */
const maps = new Set(['properties', '$defs', 'definitions', 'dependentSchemas'])
const values = new Set(['const', 'enum', 'default', 'examples'])

/**
 * A schema without its regular expressions. One of them may take for ever with the right text, and all runs share the thread that would
 * match it.
 */
export function withoutPatterns(schema: JsonObject): JsonObject {
  const { pattern: _, patternProperties, additionalProperties, ...others } = schema
  const kept = Object.entries(others).map(([keyword, value]): [string, Json | undefined] => {
    if (value === undefined || values.has(keyword)) return [keyword, value]
    return [keyword, maps.has(keyword) && isObject(value) ? eachOf(value) : below(value)]
  })
  // Other properties are those that no pattern describes: without the patterns nobody can tell.
  const closed = additionalProperties !== undefined && patternProperties === undefined
  return Object.fromEntries([...kept, ...(closed ? [['additionalProperties', below(additionalProperties)]] : [])])
}

export const hasPatterns = (schema: JsonObject): boolean =>
  JSON.stringify(withoutPatterns(schema)).length !== JSON.stringify(schema).length

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function below(value: Json): Json {
  if (Array.isArray(value)) return value.map(below)
  return isObject(value) ? withoutPatterns(value) : value
}

const eachOf = (map: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, below(schema as Json)]))
