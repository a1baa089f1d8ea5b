import { expect, test } from 'vitest'
import type { Attempt } from '../model-error.ts'
import { sumOf } from './sum-of.ts'

const attempt = (costUsd: number | null): Attempt => ({
  ...{ model: 'local/a', error: null, status: 0, latencyMs: 1, costUsd },
  usage: { input: 2, cachedInput: 1, output: 3 },
})

test('what is known of the costs is added up, and that there was more is said', () => {
  expect(sumOf([])).toEqual({ usage: { input: 0, cachedInput: 0, output: 0 }, costUsd: 0, unpriced: false })
  const two = { usage: { input: 4, cachedInput: 2, output: 6 }, costUsd: 0.5 }
  expect(sumOf([attempt(0.25), attempt(0.25)])).toEqual({ ...two, unpriced: false })
  expect(sumOf([attempt(null), attempt(0.5)])).toEqual({ ...two, unpriced: true })
})
