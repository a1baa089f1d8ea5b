export type Schema = Readonly<Record<string, unknown>>

/** Keywords of JSON Schema with a map of names to schemas, and those with values that are no schemas. */
const maps = new Set(['properties', '$defs', 'definitions', 'dependentSchemas'])
const values = new Set(['const', 'enum', 'default', 'examples'])
const none: ReadonlySet<string> = new Set()

/**
 * A schema without its regular expressions, for threads that many share: one of them may take for ever with the right text.
 * @param whole keywords that go as a whole where there are regular expressions below them
 */
export function withoutPatterns(schema: Schema, whole: ReadonlySet<string> = none): Schema {
  const { pattern: _, patternProperties, additionalProperties, ...others } = schema
  const kept = Object.entries(others).flatMap(([keyword, value]): [string, unknown][] => {
    if (whole.has(keyword) && hasPatterns({ [keyword]: value })) return []
    if (value === undefined || values.has(keyword)) return [[keyword, value]]
    return [[keyword, maps.has(keyword) && isSchema(value) ? eachOf(value, whole) : below(value, whole)]]
  })
  // Other properties are those that no pattern describes: without the patterns nobody can tell.
  const closed = additionalProperties !== undefined && patternProperties === undefined
  return Object.fromEntries([
    ...kept,
    ...(closed ? [['additionalProperties', below(additionalProperties, whole)]] : []),
  ])
}

export const hasPatterns = (schema: Schema): boolean =>
  JSON.stringify(withoutPatterns(schema)).length !== JSON.stringify(schema).length

/** The regular expressions of a schema, but for those beside a format: this says as much. */
export function* patternsIn(schema: unknown): Generator<string> {
  if (Array.isArray(schema)) for (const one of schema) yield* patternsIn(one)
  if (!isSchema(schema)) return
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'pattern' && typeof value === 'string' && schema['format'] === undefined) yield value
    if (keyword === 'patternProperties' && isSchema(value)) yield* Object.keys(value)
    const isMap = maps.has(keyword) || keyword === 'patternProperties'
    if (isMap && isSchema(value)) for (const one of Object.values(value)) yield* patternsIn(one)
    else if (!values.has(keyword)) yield* patternsIn(value)
  }
}

export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function below(value: unknown, whole: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => below(one, whole))
  return isSchema(value) ? withoutPatterns(value, whole) : value
}

const eachOf = (map: Schema, whole: ReadonlySet<string>): Schema =>
  Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, below(schema, whole)]))
