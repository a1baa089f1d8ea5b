import { expect, it } from 'vitest'
import { mediaType, parseJson } from './read-body.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

it('counts brackets outside of strings alone', () => {
  expect(parseJson(bytes(JSON.stringify({ text: `${'['.repeat(500)}\\"[`, list: [[1]] })))).toMatchObject({
    list: [[1]],
  })
  expect(parseJson(bytes('['.repeat(100) + ']'.repeat(100)))).toBeInstanceOf(Array)
})

it.each([
  ['nesting past the most', '['.repeat(101) + ']'.repeat(101)],
  ['brackets without end', '['.repeat(1_000_000)],
  ['half an object', '{"a":'],
  ['two values', '1 2'],
])('refuses %s', (_, text) => {
  expect(() => parseJson(bytes(text))).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

it('reads a media type without its parameters', () => {
  expect([mediaType('Application/JSON; charset=utf-8'), mediaType(undefined)]).toEqual(['application/json', ''])
})
