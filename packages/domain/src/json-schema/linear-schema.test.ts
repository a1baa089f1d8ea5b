import { expect, test } from 'vitest'
import * as z from 'zod'
import { linearSchema, unmatchable } from './linear-schema.ts'
import type { Schema } from './without-patterns.ts'

const short = { type: 'string', pattern: '^[a-z]{1,3}$' }
const object = (properties: Schema, more: Schema = {}) => ({ type: 'object', properties, ...more })

/** Schemas with values that fit and values that do not. */
const cases: readonly [string, Schema, fits: readonly unknown[], others: readonly unknown[]][] = [
  ['a text', short, ['abc'], ['abcd', 'ABC', '', 3, null]],
  ['found anywhere', { type: 'string', pattern: 'b' }, ['abc'], ['ac']],
  ['as JavaScript writes it', { type: 'string', pattern: '^\\u00e4\\/(?<year>\\d+)$' }, ['ä/1'], ['a/1']],
  ['a field', object({ a: short }, { required: ['a'] }), [{ a: 'x', b: 1 }], [{}, { a: 'xxxx' }]],
  ['items', { type: 'array', items: short }, [[], ['a', 'b']], [['a', 'bbbb']]],
  ['first items', { type: 'array', prefixItems: [short, { type: 'number' }] }, [['a', 1]], [['aaaa', 1]]],
  ['all of', { allOf: [{ type: 'string' }, short] }, ['a'], ['aaaa']],
  ['text or nothing', { anyOf: [short, { type: 'null' }] }, ['a', null], ['aaaa', 1]],
  ['a field of alternatives', object({ a: { anyOf: [short] } }, { required: ['a'] }), [{ a: 'x' }], [{}, { a: '1' }]],
  ['one of', { oneOf: [short, { type: 'string', pattern: '^.{3,5}$' }] }, ['ab', 'abcd'], ['abc', 'abcdef']],
  [
    'names by patterns',
    object({ id: { type: 'number' } }, { patternProperties: { '^x-': short }, additionalProperties: false }),
    [{ id: 1, 'x-a': 'b' }, {}],
    [{ id: 1, b: 2 }, { 'x-a': 'long' }, { 'x-a': 1 }, { id: 'x' }],
  ],
  ['names', { type: 'object', propertyNames: { pattern: '^[a-z]+$' } }, [{ a: 1 }], [{ A: 1 }]],
  ['others', { type: 'object', additionalProperties: short }, [{ a: 'b' }], [{ a: 'bbbb' }]],
  [
    'a part by its name',
    { ...object({ a: { $ref: '#/$defs/short' } }), $defs: { short } },
    [{ a: 'b' }],
    [{ a: 'bbbb' }],
  ],
  [
    'a tree',
    {
      $ref: '#/$defs/node',
      $defs: {
        node: object({ name: short, below: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/node' } }, short] } }),
      },
    },
    [{ name: 'a', below: [{ name: 'b', below: 'c' }] }],
    [
      { name: 'a', below: [{ name: 'bbbb' }] },
      { name: 'a', below: [{ below: 'cccc' }] },
    ],
  ],
]

test.each(cases)('says the same as by backtracking: %s', (_, schema, fits, others) => {
  const [linear, backtracking] = [linearSchema(schema), z.fromJSONSchema(schema as never)]
  for (const [values, expected] of [
    [fits, true],
    [others, false],
  ] as const)
    for (const value of values) {
      expect([value, linear.safeParse(value).success]).toEqual([value, expected])
      expect([value, backtracking.safeParse(value).success]).toEqual([value, expected])
    }
})

test.each([
  ['a text', short, (text: string) => text],
  [
    'a name',
    { type: 'object', patternProperties: { '^(a+)+$': {} }, additionalProperties: false },
    (text: string) => ({ [text]: 1 }),
  ],
  ['an alternative', { anyOf: [{ type: 'string', pattern: '^(a+)+$' }] }, (text: string) => text],
  ['one of', { oneOf: [{ type: 'string', pattern: '^(a|aa)+$' }] }, (text: string) => text],
])('no text takes long: %s', (_, schema, valueWith) => {
  const linear = linearSchema(schema)
  for (const text of [`${'a'.repeat(40)}b`, `${'a'.repeat(200_000)}b`])
    expect(linear.safeParse(valueWith(text)).success).toBe(false)
})

test('says where it does not fit, and what was expected', () => {
  const linear = linearSchema(object({ list: { type: 'array', items: object({ a: short }) } }))
  const { error } = linear.safeParse({ list: [{ a: 'x' }, { a: 'xxxx' }] })
  expect(error?.issues).toMatchObject([{ path: ['list', 1, 'a'], code: 'invalid_format', pattern: '/^[a-z]{1,3}$/' }])
})

test('tells what it cannot match; a format says as much as the expression beside it', () => {
  expect(unmatchable(object({ a: { type: 'string', pattern: '^(?!x)' } }))).toContain('^(?!x)')
  expect(unmatchable({ patternProperties: { '(a)\\1': {} } })).toContain('(a)\\1')
  expect(unmatchable(z.toJSONSchema(z.object({ at: z.iso.datetime().nullable(), by: z.email() })))).toBeNull()
  expect(unmatchable(object({ a: short, pattern: { type: 'number' } }, { const: { pattern: '(?!x)' } }))).toBeNull()
  expect(linearSchema({ type: 'string', pattern: '^(?!x)' }).safeParse('x').success).toBe(true)
  expect(unmatchable(object({ a: short, others: { type: 'array', items: { $ref: '#' } } }))).toContain('$defs')
})
