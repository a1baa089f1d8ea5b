import { expect, test } from 'vitest'
import { cut, cutJson } from './cut.ts'
import { fit, fitRows, mostOutput } from './fit.ts'
import { withoutEmpty } from './without-empty.ts'

test('a text that is cut says how much is missing and where it is, and ends in no half of a character', () => {
  expect(cut('short', 5, 'get_task has all')).toBe('short')
  expect(cut('abcdef', 4, 'get_task has all')).toBe('abcd… (2 more characters; get_task has all)')
  expect(cut('ab😀c', 3, 'x')).toBe('ab… (3 more characters; x)')
  expect(cutJson({ a: [1] }, 100, 'x')).toEqual({ a: [1] })
  expect(cutJson({ a: 'long enough' }, 6, 'x')).toBe('{"a":"… (13 more characters; x)')
})

test('what is null or empty is left out, and what is false or 0 is not', () => {
  expect(withoutEmpty({ a: null, b: '', c: [], d: {}, e: undefined, f: 0, g: false })).toEqual({ f: 0, g: false })
})

test('rows are shown while they have room, the first in any case', () => {
  const rows = ['a'.repeat(50), 'b'.repeat(50), 'c'.repeat(50)]
  expect(fitRows(rows, (text) => ({ text }), 130)).toHaveLength(2)
  expect(fitRows(rows, (text) => ({ text }), 1)).toHaveLength(1)
})

test('an answer that is too long loses the end of its longest lists, and says what it lost', () => {
  const lists = (long: number, short: number) => ({
    id: 1,
    steps: Array.from({ length: long }, (_, n) => ({ n, text: 'x'.repeat(200) })),
    events: Array.from({ length: short }, (_, n) => ({ n, text: 'y'.repeat(200) })),
  })
  const small = lists(10, 10)
  expect(fit(small)).toBe(small)
  const one = fit(lists(200, 20)) as { steps: unknown[]; events: unknown[]; leftOut: Record<string, string> }
  expect(JSON.stringify(one).length).toBeLessThanOrEqual(mostOutput)
  expect(one.events).toHaveLength(20)
  expect(one.leftOut).toEqual({ steps: `the last ${200 - one.steps.length} of 200` })
  const both = fit(lists(200, 150)) as typeof one
  expect(JSON.stringify(both).length).toBeLessThanOrEqual(mostOutput)
  expect(Object.keys(both.leftOut)).toEqual(['steps', 'events'])
})
