import { expect, test } from 'vitest'
import type { Model } from '../catalogue/list-models.ts'
import { outputOf, timesAsLong } from './output-of.ts'

const model = (more: Partial<Model> = {}): Model => ({
  ...{ name: 'local/a', provider: 'local', model: 'a', grade: 2, contextWindow: 128_000 },
  settings: { price: { input: 1, output: 10 } },
  ...more,
})
const room = { contextTokens: 10_000, maxOutput: 4_000, mostOutput: 16_000, budgetLeft: null }
const now = new Date()

test.each([
  ['there is room', model(), room, 16_000],
  ['the window is small', model({ contextWindow: 25_000 }), room, 10_000],
  ['nobody knows the window', model({ contextWindow: null }), room, 4_000],
  ['the model can say less', model({ settings: { maxOutput: 2_048 } }), room, 2_048],
  // A fourth of it: $0.01 for what it is given, and $0.10 for 10,000 tokens.
  ['little is left to spend', model(), { ...room, budgetLeft: 0.44 }, 10_000],
  ['hardly anything is left', model(), { ...room, budgetLeft: 0.02 }, 4_000],
  ['much is left', model(), { ...room, budgetLeft: 5 }, 16_000],
])('an answer may be so long when %s', (_, one, has, expected) => {
  expect(outputOf(one, has, now)).toBe(expected)
})

test('a long answer is given the time that it takes', () => {
  expect([timesAsLong(), timesAsLong(500), timesAsLong(16_000)]).toEqual([1, 1, 4])
})
