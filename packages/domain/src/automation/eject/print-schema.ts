import { type Lines, literal, object } from './source.ts'

type Schema = Readonly<Record<string, unknown>>

/** JSON Schema as zod writes it, with types; where it says more than that can, its own text: then nobody knows the types. */
export function printSchema(schema: Schema): { readonly code: Lines; readonly typed: boolean } {
  const code = printObject(schema)
  return code ? { code, typed: true } : { code: [`z.fromJSONSchema(${literal(schema)})`], typed: false }
}

const words = ['$schema', 'title', 'description']

/** A key that is not known says something that the code would lose. */
const hasOnly = (schema: Schema, keys: readonly string[]) =>
  Object.keys(schema).every((key) => words.includes(key) || keys.includes(key))

function printObject(schema: Schema): Lines | undefined {
  const { properties, required = [], additionalProperties = true } = schema
  if (schema['type'] !== 'object' || additionalProperties !== true || !isSchema(properties)) return undefined
  if (!hasOnly(schema, ['type', 'properties', 'required', 'additionalProperties'])) return undefined
  const names = Object.keys(properties)
  if (!Array.isArray(required) || !required.every((name) => names.includes(name))) return undefined
  const fields = names.map((name) => [name, printField(properties[name]), required.includes(name)] as const)
  if (fields.some(([, code]) => code === undefined)) return undefined
  return [
    'z.looseObject({',
    fields.map(([name, code = '', isRequired]) =>
      object([[name, isRequired ? code : `${code}.optional()`]]).replace(/^\{ (.*) \}$/s, '$1,'),
    ),
    `})${wordsOf(schema)}`,
  ]
}

function printField(schema: unknown): string | undefined {
  if (!isSchema(schema)) return undefined
  const { type, enum: values } = schema
  if (type === 'boolean' && hasOnly(schema, ['type'])) return `z.boolean()${wordsOf(schema)}`
  if (type === 'string' && Array.isArray(values) && hasOnly(schema, ['type', 'enum'])) {
    const texts = values.length > 0 && values.every((value) => typeof value === 'string')
    return texts ? `z.enum(${literal(values)})${wordsOf(schema)}` : undefined
  }
  if (type === 'string' && hasOnly(schema, ['type', 'minLength', 'maxLength']))
    return `z.string()${limit(schema, 'minLength', 'min')}${limit(schema, 'maxLength', 'max')}${wordsOf(schema)}`
  if ((type === 'number' || type === 'integer') && hasOnly(schema, ['type', 'minimum', 'maximum']))
    return `z.${type === 'number' ? 'number' : 'int'}()${limit(schema, 'minimum', 'min')}${limit(schema, 'maximum', 'max')}${wordsOf(schema)}`
  if (type === 'array' && hasOnly(schema, ['type', 'items', 'minItems', 'maxItems'])) {
    const item = printField(schema['items'])
    return (
      item && `z.array(${item})${limit(schema, 'minItems', 'min')}${limit(schema, 'maxItems', 'max')}${wordsOf(schema)}`
    )
  }
  return undefined
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const limit = (schema: Schema, key: string, method: string) =>
  typeof schema[key] === 'number' ? `.${method}(${schema[key]})` : ''

function wordsOf({ title, description }: Schema): string {
  const words = Object.entries({ title, description }).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[key, literal(value)]] : [],
  )
  return words.length > 0 ? `.meta(${object(words)})` : ''
}
