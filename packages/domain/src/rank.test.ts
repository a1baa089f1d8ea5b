import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRank, rankBetween, ranksBetween } from './rank.ts'

/** How Postgres compares under collation "C", and JavaScript compares ASCII. */
const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('a thousand inserts at any places stay in order, bytewise', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1_000, maxLength: 1_000 }),
      (places) => {
        const ranks: string[] = []
        for (const place of places) {
          const at = Math.floor(place * (ranks.length + 1)) % (ranks.length + 1)
          ranks.splice(at, 0, rankBetween(ranks[at - 1] ?? null, ranks[at] ?? null))
        }
        expect(new Set(ranks).size).toBe(ranks.length)
        expect([...ranks].sort(bytewise)).toEqual(ranks)
      },
    ),
    { numRuns: 20 },
  )
})

test('a thousand inserts at one and the same place are strictly between, and their ranks grow slowly', () => {
  for (const side of ['before', 'after'] as const) {
    let [low, high] = [rankBetween(null, null), rankBetween(rankBetween(null, null), null)]
    for (let n = 0; n < 1_000; n++) {
      const rank = rankBetween(low, high)
      expect(bytewise(low, rank)).toBe(-1)
      expect(bytewise(rank, high)).toBe(-1)
      if (side === 'before') high = rank
      else low = rank
    }
    expect(rankBetween(low, high).length).toBeLessThanOrEqual(250)
  }
})

test('many at once are in order and strictly between', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.constantFrom('both', 'low', 'high', 'none'), (count, bounds) => {
      const first = rankBetween(null, null)
      const low = bounds === 'both' || bounds === 'low' ? first : null
      const high = bounds === 'both' || bounds === 'high' ? rankBetween(first, null) : null
      const ranks = ranksBetween(low, high, count)
      expect(ranks).toHaveLength(count)
      const all = [...(low === null ? [] : [low]), ...ranks, ...(high === null ? [] : [high])]
      for (const [index, rank] of all.slice(1).entries()) expect(bytewise(all[index] as string, rank)).toBe(-1)
    }),
  )
})

test.each([
  ['equal', 'a0', 'a0'],
  ['in descending order', 'a1', 'a0'],
  ['not a rank', 'hello!', null],
  ['a rank that ends in 0', 'a00', null],
])('ranks that are %s leave no place: invalid_input', (_what, before, after) => {
  const refused = expect.objectContaining({
    code: 'invalid_input',
    fields: [expect.objectContaining({ path: 'rank', code: 'invalid_rank' })],
  })
  expect(() => rankBetween(before, after)).toThrow(refused)
})

test('a rank is a text that leaves a place after it', () => {
  expect(['a0', 'a0V', 'Zz', 'b12', rankBetween(null, null)].filter((text) => !isRank(text))).toEqual([])
  expect(['', 'A', 'a', 'hello', 'a00', 'a0.', 'zz', 'a0é'].filter(isRank)).toEqual([])
})
