import { beginningOf } from '../storable-text.ts'

interface Common {
  readonly name: string
  /** For people. */
  readonly label: string
  readonly help: string | null
  readonly required: boolean
  readonly nullable: boolean
  readonly default: unknown
  readonly pattern: string | null
}

type Option = string | number

/** One field of a question. */
export type FormField = Common &
  (
    | { readonly kind: 'boolean'; readonly only: boolean | null }
    | { readonly kind: 'choice'; readonly options: readonly Option[] }
    | {
        readonly kind: 'choices'
        readonly options: readonly Option[]
        readonly min: number | null
        readonly max: number | null
      }
    | {
        readonly kind: 'number'
        readonly integer: boolean
        readonly min: number | null
        readonly max: number | null
        readonly above: number | null
        readonly below: number | null
      }
    | {
        readonly kind: 'text'
        readonly format: 'plain' | 'date' | 'date-time' | 'email' | 'uri' | 'uuid'
        readonly min: number | null
        readonly max: number | null
      }
  )

type Schema = Readonly<Record<string, unknown>>

const kinds = 'true or false, a choice (`enum`), several of them (an array of `enum`), text, a number, a day or a time'

/** @returns the field, or what was expected in its place */
export function readField(name: string, given: unknown, required: boolean): FormField | string {
  if (!isSchema(given)) return kinds
  const { schema, nullable } = withoutNull(given)
  const common: Common = {
    name,
    label: textIn(given, 'title') ?? textIn(schema, 'title') ?? labelOf(name),
    help: textIn(given, 'description') ?? textIn(schema, 'description'),
    required,
    nullable,
    default: given['default'] ?? schema['default'] ?? null,
    pattern: null,
  }
  const options = optionsIn(schema)
  if (options) return { ...common, kind: 'choice', options }
  switch (schema['type']) {
    case 'boolean':
      return { ...common, kind: 'boolean', only: typeof schema['const'] === 'boolean' ? schema['const'] : null }
    case 'array': {
      const choices = isSchema(schema['items']) ? optionsIn(schema['items']) : null
      if (!choices) return 'an array of choices: `items` with an `enum`'
      return {
        ...common,
        kind: 'choices',
        options: choices,
        min: numberIn(schema, 'minItems'),
        max: numberIn(schema, 'maxItems'),
      }
    }
    case 'integer':
    case 'number':
      return {
        ...common,
        kind: 'number',
        integer: schema['type'] === 'integer',
        min: numberIn(schema, 'minimum'),
        max: numberIn(schema, 'maximum'),
        above: numberIn(schema, 'exclusiveMinimum'),
        below: numberIn(schema, 'exclusiveMaximum'),
      }
    case 'string': {
      const format = formats.find((one) => one === schema['format']) ?? 'plain'
      // A format says more than the pattern that comes with it.
      const pattern = format === 'plain' ? textIn(schema, 'pattern') : null
      return {
        ...common,
        kind: 'text',
        format,
        pattern,
        min: numberIn(schema, 'minLength'),
        max: numberIn(schema, 'maxLength'),
      }
    }
    default:
      return kinds
  }
}

const formats = ['date', 'date-time', 'email', 'uri', 'uuid'] as const

/** `{ anyOf: [schema, { type: 'null' }] }` and `{ type: ['string', 'null'] }` as what is beside null. */
function withoutNull(schema: Schema): { schema: Schema; nullable: boolean } {
  const type = schema['type']
  if (Array.isArray(type) && type.length === 2 && type.includes('null'))
    return { schema: { ...schema, type: type.find((one) => one !== 'null') }, nullable: true }
  const union = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(union) || optionsIn(schema)) return { schema, nullable: false }
  const rest = union.filter((one) => !isSchema(one) || one['type'] !== 'null')
  const [only] = rest
  return rest.length === 1 && isSchema(only)
    ? { schema: only, nullable: rest.length < union.length }
    : { schema, nullable: false }
}

/** The choices of `enum`, `const`, or a union of `const`s. */
function optionsIn(schema: Schema): readonly Option[] | null {
  const union = schema['anyOf'] ?? schema['oneOf']
  const given = Array.isArray(schema['enum'])
    ? schema['enum']
    : 'const' in schema
      ? [schema['const']]
      : Array.isArray(union)
        ? union.map((one) => (isSchema(one) ? one['const'] : undefined))
        : []
  const isOption = (one: unknown): one is Option =>
    typeof one === 'string' || (typeof one === 'number' && Number.isFinite(one))
  return given.length > 0 && given.length <= 100 && given.every(isOption) ? given : null
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function textIn(schema: Schema, key: string): string | null {
  const value = schema[key]
  return typeof value === 'string' && value !== '' ? beginningOf(value, 1_000) : null
}

function numberIn(schema: Schema, key: string): number | null {
  const value = schema[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** `budgetInEuro` → `Budget in euro`. */
function labelOf(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? name : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}
