import { expect, test } from 'vitest'
import * as z from 'zod'
import { printSchema } from './print-schema.ts'
import { printLines } from './source.ts'

const standard = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' })
const evaluate = (code: string) => new Function('z', `return ${code}`)(z) as z.ZodType

const field = (schema: object) => ({ type: 'object', properties: { field: schema }, required: ['field'] })

test.each<[object, boolean]>([
  [field({ type: 'string', minLength: 2, maxLength: 9, title: 'It\'s "so"', description: 'a `b`' }), true],
  [field({ type: 'integer', minimum: -3, maximum: 4 }), true],
  [field({ type: 'number' }), true],
  [field({ type: 'boolean', title: 'Yes?' }), true],
  [field({ type: 'string', enum: ['a', 'b'] }), true],
  [field({ type: 'array', items: { type: 'array', items: { type: 'number' } }, minItems: 1, maxItems: 2 }), true],
  [{ type: 'object', title: 'T', properties: { 'odd-key': { type: 'string' }, 'b c': { type: 'boolean' } } }, true],
  // What has another meaning, or more, is left as it is.
  [field({ type: 'string', format: 'date' }), false],
  [field({ type: ['string', 'null'] }), false],
  [field({ type: 'string', default: 'x' }), false],
  [field({ type: 'object', properties: {} }), false],
  [{ ...field({ type: 'string' }), additionalProperties: false }, false],
  [{ ...field({ type: 'string' }), required: ['other'] }, false],
  [{ type: 'array', items: { type: 'string' } }, false],
])('%j is the same schema in code', (schema, isTyped) => {
  const { code, typed } = printSchema(schema as Record<string, unknown>)
  expect(typed).toBe(isTyped)
  const made = evaluate(printLines(code))
  expect(standard(made)).toEqual(standard(z.fromJSONSchema(schema as never)))
})
