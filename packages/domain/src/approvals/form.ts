import * as z from 'zod'
import { compileLinear } from '../conditions/linear-regexp.ts'
import { AppError } from '../errors.ts'
import { parse } from '../parse.ts'
import { type FormField, readField } from './form-field.ts'

/** What is asked for when nothing else is said. */
export const defaultAsk: Readonly<Record<string, unknown>> = {
  type: 'object',
  properties: { approved: { type: 'boolean', title: 'Approve' }, comment: { type: 'string', maxLength: 10_000 } },
  required: ['approved'],
}

const mostFields = 30
const mostCharacters = 32_000

/**
 * The fields of a question, in their order. A question is a form that a person can fill in, so its schema is an object of plain
 * fields: yes or no, a choice, several choices, text, a number, a day or a time.
 * @throws AppError `invalid_input` naming the part of the schema that is of another kind
 */
export function readForm(ask: Readonly<Record<string, unknown>>): readonly FormField[] {
  if (JSON.stringify(ask).length > mostCharacters) throw refusal('ask', `at most ${mostCharacters} characters`)
  const properties = ask['properties']
  if (ask['type'] !== 'object' || typeof properties !== 'object' || properties === null || Array.isArray(properties))
    throw refusal('ask', 'the JSON Schema of an object with `properties`')
  const entries = inOrder(Object.entries(properties), ask[order])
  if (entries.length === 0 || entries.length > mostFields) throw refusal('ask.properties', `1 to ${mostFields} fields`)
  const required: readonly unknown[] = Array.isArray(ask['required']) ? ask['required'] : []
  const stranger = required.find((name) => !entries.some(([own]) => own === name))
  if (stranger !== undefined) throw refusal('ask.required', 'names of `properties`')
  return entries.map(([name, schema]) => {
    const path = `ask.properties.${name}`
    if (name === '__proto__' || name.length > 100) throw refusal(path, 'a name of at most 100 characters')
    const field = readField(name, schema, required.includes(name))
    if (typeof field === 'string') throw refusal(path, field)
    if (field.pattern !== null) checkPattern(field.pattern, `${path}.pattern`)
    return field
  })
}

/** A database need not keep the order of an object's names, and people read from top to bottom. */
const order = 'x-order'

/** The question with the order of its fields. */
export const withOrder = (ask: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...ask,
  [order]: readForm(ask).map(({ name }) => name),
})

function inOrder(entries: readonly [string, unknown][], names: unknown): readonly [string, unknown][] {
  if (!Array.isArray(names)) return entries
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length)
  return [...entries].sort(([a], [b]) => place(a) - place(b))
}

/** @throws AppError `invalid_input` naming each field of the answer that is wrong */
export function checkAnswer(ask: Readonly<Record<string, unknown>>, answer: unknown): Record<string, unknown> {
  const shape = Object.fromEntries(readForm(ask).map((field) => [field.name, schemaOf(field)]))
  return parse(z.strictObject(shape), answer, 'the answer', ['answer'])
}

function schemaOf(field: FormField): z.ZodType {
  const filled = filledSchemaOf(field)
  const given = field.nullable ? filled.nullable() : filled
  return field.required ? given : given.optional()
}

function filledSchemaOf(field: FormField): z.ZodType {
  switch (field.kind) {
    case 'boolean':
      return field.only === null ? z.boolean() : z.literal(field.only)
    case 'choice':
      return z.literal([...field.options])
    case 'choices': {
      const list = z.array(z.literal([...field.options])).min(field.min ?? 0)
      return list
        .max(Math.min(field.max ?? 100, 100))
        .refine((all) => new Set(all).size === all.length, 'each choice once')
    }
    case 'number': {
      let number = field.integer ? z.int() : z.number()
      if (field.min !== null) number = number.min(field.min)
      if (field.max !== null) number = number.max(field.max)
      if (field.above !== null) number = number.gt(field.above)
      if (field.below !== null) number = number.lt(field.below)
      return number
    }
    case 'text': {
      const { pattern } = field
      const text = formats[field.format](field.min ?? 0, Math.min(field.max ?? 10_000, 10_000))
      return pattern === null ? text : text.refine((one) => compileLinear(pattern).test(one), `text like ${pattern}`)
    }
  }
}

const formats = {
  plain: (min: number, max: number) => z.string().min(min).max(max),
  date: () => z.iso.date(),
  'date-time': () => z.iso.datetime({ offset: true }),
  email: () => z.email().max(300),
  uri: () => z.url({ protocol: /^https?$/ }).max(2_000),
  uuid: () => z.uuid(),
} as const satisfies Record<
  Extract<FormField, { kind: 'text' }>['format'],
  (min: number, max: number) => z.ZodType<string>
>

/** It is tried on what people write: on an engine that no text can hold up. */
function checkPattern(pattern: string, path: string): void {
  try {
    compileLinear(pattern)
  } catch (cause) {
    throw refusal(path, `a regular expression as RE2 has it: ${cause instanceof Error ? cause.message : ''}`)
  }
}

const refusal = (path: string, expected: string) =>
  new AppError('invalid_input', `${path}: ${expected}`, { fields: [{ path, expected, code: 'invalid_ask' }] })
