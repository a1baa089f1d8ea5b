import * as z from 'zod'
import { compileJavaScript } from '../conditions/linear-regexp.ts'
import { expectedIn } from '../expected.ts'
import { hasPatterns, isSchema, patternsIn, type Schema, withoutPatterns } from './without-patterns.ts'

type Issue = z.core.$ZodRawIssue
type Path = readonly PropertyKey[]

/** What is looked at as a whole where there are regular expressions in it: which of them fits depends on these. */
const alternatives: ReadonlySet<string> = new Set(['anyOf', 'oneOf'])

/**
 * A JSON Schema that checks what others sent in the thread of all. Its regular expressions would be matched by backtracking, which may take
 * for ever with the right text: they are matched apart from all else, by an engine whose time is linear in the text.
 * @throws Error when it is no JSON Schema
 */
export function linearSchema(schema: Schema): z.ZodType {
  const all = z.fromJSONSchema(schema as never)
  return hasPatterns(schema) ? new Patterns(schema).apart : all
}

/** What of a schema cannot be checked so, e.g. a regular expression with a look-around or a back-reference; null: nothing. */
export function unmatchable(schema: Schema): string | null {
  for (const pattern of patternsIn(schema)) {
    const regexp = compiled(pattern)
    if (regexp instanceof Error) return `${pattern}: ${regexp.message}`
  }
  return hasPatterns(schema) && namesItself(schema) ? 'a $ref to all of it: name a part of $defs' : null
}

const namesItself = (schema: Schema): boolean => JSON.stringify(schema).includes('"$ref":"#"')

class Patterns {
  /** What the schema says beside its patterns, and after that what these say. */
  readonly apart: z.ZodType
  readonly #definitions: Schema
  readonly #wholes = new Map<Schema, z.ZodType>()

  constructor(schema: Schema) {
    const { $defs, definitions } = schema
    this.#definitions = { ...($defs !== undefined && { $defs }), ...(definitions !== undefined && { definitions }) }
    this.apart = z.fromJSONSchema(withoutPatterns(schema, alternatives) as never).check((payload) => {
      payload.issues.push(...this.#issues(schema, payload.value, []))
    })
  }

  *#issues(schema: unknown, value: unknown, path: Path): Generator<Issue> {
    if (!isSchema(schema)) return
    if (typeof schema['$ref'] === 'string') yield* this.#issues(this.#named(schema['$ref']), value, path)
    for (const one of listOf(schema['allOf'])) yield* this.#issues(one, value, path)
    yield* this.#alternatives(schema, value, path)
    if (typeof value === 'string') yield* textIssues(schema, value, path)
    else if (Array.isArray(value)) {
      const first = listOf(schema['prefixItems'] ?? schema['items'])
      const others = schema['prefixItems'] === undefined ? schema['items'] : undefined
      for (const [index, item] of value.entries()) yield* this.#issues(first[index] ?? others, item, [...path, index])
    } else if (isSchema(value)) yield* this.#fields(schema, value, path)
  }

  *#fields(schema: Schema, value: Schema, path: Path): Generator<Issue> {
    const { properties, patternProperties, additionalProperties: others, propertyNames, required } = schema
    for (const name of listOf(required))
      if (!Object.hasOwn(value, String(name)))
        yield { code: 'invalid_type', expected: 'nonoptional', input: undefined, path: [...path, String(name)] }
    for (const [name, field] of Object.entries(value)) {
      const at = [...path, name]
      yield* this.#issues(propertyNames, name, at)
      const own = isSchema(properties) && Object.hasOwn(properties, name)
      if (own) yield* this.#issues(properties[name], field, at)
      if (!isSchema(patternProperties)) {
        if (!own) yield* this.#issues(others, field, at)
        continue
      }
      const described = Object.keys(patternProperties).filter((pattern) => matches(name, pattern))
      for (const pattern of described) yield* this.#whole(patternProperties[pattern], field, at)
      if (!own && described.length === 0 && others === false)
        yield { code: 'unrecognized_keys', keys: [name], input: value, path: [...path] }
    }
  }

  *#alternatives({ anyOf, oneOf }: Schema, value: unknown, path: Path): Generator<Issue> {
    if (hasPatterns({ anyOf })) {
      const errors = listOf(anyOf).map((one) => [...this.#whole(one, value, [])])
      if (errors.every((issues) => issues.length > 0))
        yield { code: 'invalid_union', errors: errors as never, input: value, path: [...path] }
    }
    if (hasPatterns({ oneOf })) {
      const errors = listOf(oneOf).map((one) => [...this.#whole(one, value, [])])
      const fitting = errors.filter((issues) => issues.length === 0).length
      if (fitting !== 1)
        yield { code: 'invalid_union', errors: (fitting === 0 ? errors : []) as never, input: value, path: [...path] }
    }
  }

  /** What a part says that was taken out of the rest. */
  *#whole(schema: unknown, value: unknown, path: Path): Generator<Issue> {
    if (!isSchema(schema) || namesItself(schema)) return
    let whole = this.#wholes.get(schema)
    if (!whole) this.#wholes.set(schema, (whole = linearSchema({ ...this.#definitions, ...schema })))
    const { error } = whole.safeParse(value, { error: expectedIn })
    for (const issue of error?.issues ?? []) yield { ...issue, input: value, path: [...path, ...issue.path] } as Issue
  }

  #named(ref: string): unknown {
    const [, keyword = '', name = ''] = ref.split('/')
    const map = this.#definitions[keyword]
    return isSchema(map) ? map[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
}

function* textIssues({ pattern }: Schema, input: string, path: Path): Generator<Issue> {
  if (typeof pattern !== 'string' || matches(input, pattern)) return
  yield { code: 'invalid_format', format: 'regex', pattern: `/${pattern}/`, origin: 'string', input, path: [...path] }
}

/** One that cannot be matched is not held against anybody: rules with such a one are refused when they are saved. */
function matches(text: string, pattern: string): boolean {
  const regexp = compiled(pattern)
  return regexp instanceof Error || regexp.test(text)
}

function compiled(pattern: string): ReturnType<typeof compileJavaScript> | Error {
  try {
    return compileJavaScript(pattern)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
