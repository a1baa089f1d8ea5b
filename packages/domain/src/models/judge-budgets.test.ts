import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeBudgets, type SpentBudget } from './judge-budgets.ts'

const usd = fc.integer({ min: 0, max: 10_000 }).map((cents) => cents / 100)
const budget: fc.Arbitrary<SpentBudget> = fc.record({
  limitUsd: usd,
  warnAt: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
  atLimit: fc.constantFrom('degrade', 'stop'),
  spentUsd: usd,
  reservedUsd: usd,
})
const budgets = fc.array(budget, { maxLength: 6 })

test('without budgets nothing is limited', () => {
  expect(judgeBudgets([])).toEqual({
    leftUsd: null,
    unspentUsd: null,
    warned: [],
    exceeded: [],
    degrade: false,
    stop: null,
  })
})

test('what is left keeps every budget that stops, whatever the others say', () => {
  fc.assert(
    fc.property(budgets, (all) => {
      const { leftUsd, unspentUsd, stop } = judgeBudgets(all)
      const stopping = all.filter(({ atLimit }) => atLimit === 'stop')
      expect(leftUsd === null).toBe(stopping.length === 0)
      if (leftUsd === null) return
      expect(unspentUsd).toBeGreaterThanOrEqual(leftUsd)
      expect(unspentUsd).toBe(judgeBudgets(all.map((one) => ({ ...one, reservedUsd: 0 }))).leftUsd)
      expect(leftUsd).toBeGreaterThanOrEqual(0)
      for (const one of stopping)
        if (leftUsd > 0) expect(one.spentUsd + one.reservedUsd + leftUsd).toBeLessThanOrEqual(one.limitUsd + 1e-9)
      if (stop) expect(leftUsd).toBe(0)
    }),
  )
})

test('a budget warns or is exceeded, never both, and only what is exceeded stops or degrades', () => {
  fc.assert(
    fc.property(budgets, (all) => {
      const { warned, exceeded, degrade, stop } = judgeBudgets(all)
      for (const one of all) {
        expect(exceeded.includes(one)).toBe(one.spentUsd >= one.limitUsd)
        expect(warned.includes(one) && exceeded.includes(one)).toBe(false)
        if (one.spentUsd >= one.warnAt * one.limitUsd) expect(warned.includes(one) || exceeded.includes(one)).toBe(true)
      }
      expect(degrade).toBe(exceeded.some(({ atLimit }) => atLimit === 'degrade'))
      expect(stop !== null).toBe(exceeded.some(({ atLimit }) => atLimit === 'stop'))
    }),
  )
})

test('who spends more, or has less, is never told that more is left', () => {
  fc.assert(
    fc.property(budgets, budget, usd, (others, one, more) => {
      const left = (extra: SpentBudget) => judgeBudgets([...others, extra]).leftUsd ?? Number.POSITIVE_INFINITY
      expect(left({ ...one, spentUsd: one.spentUsd + more })).toBeLessThanOrEqual(left(one))
      expect(left({ ...one, reservedUsd: one.reservedUsd + more })).toBeLessThanOrEqual(left(one))
      expect(left(one)).toBeLessThanOrEqual(judgeBudgets(others).leftUsd ?? Number.POSITIVE_INFINITY)
    }),
  )
})
