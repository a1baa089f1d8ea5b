import { expect, test } from 'vitest'
import { hasPatterns, withoutPatterns } from './without-patterns.ts'

test('regular expressions go, wherever a schema has them, and nothing else does', () => {
  const text = { type: 'string', pattern: '^(a+)+$', minLength: 2 }
  const schema = {
    type: 'object',
    properties: { pattern: text, tags: { type: 'array', items: text }, kind: { enum: [{ pattern: 'kept' }] } },
    patternProperties: { '^x-': { type: 'string' } },
    anyOf: [{ properties: { a: text } }, { propertyNames: text }],
    $defs: { pattern: text },
    required: ['pattern'],
    additionalProperties: false,
  }
  const bare = { type: 'string', minLength: 2 }
  expect(withoutPatterns(schema)).toEqual({
    type: 'object',
    properties: { pattern: bare, tags: { type: 'array', items: bare }, kind: { enum: [{ pattern: 'kept' }] } },
    anyOf: [{ properties: { a: bare } }, { propertyNames: bare }],
    $defs: { pattern: bare },
    required: ['pattern'],
  })
  expect([schema, withoutPatterns(schema)].map(hasPatterns)).toEqual([true, false])
})

test('a schema without any is as it was', () => {
  const schema = {
    type: 'object',
    properties: { pattern: { type: 'string' } },
    additionalProperties: { type: 'number' },
  }
  expect(withoutPatterns(schema)).toEqual(schema)
  expect(hasPatterns(schema)).toBe(false)
})
