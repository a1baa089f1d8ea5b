import { ModelError } from '@orchestrator/models'
import { expect, test } from 'vitest'
import { modelFailure, nextTryMs } from './model-failure.ts'

const away = new ModelError('unavailable', 'no model answers')
const limited = new ModelError('rate_limited', 'too many', { retryAfterMs: 20_000 })
const of = (attempt: number) => ({ attempt, retryPolicy: { maximumAttempts: 8 } })

test('it is asked again ever later, or when the provider says, and after the last attempt no more', () => {
  expect([1, 2, 7, 8].map((attempt) => nextTryMs(away, of(attempt)))).toEqual([1_000, 2_000, 60_000, null])
  expect([1, 7, 8].map((attempt) => nextTryMs(limited, of(attempt)))).toEqual([20_000, 20_000, null])
  expect(nextTryMs(new ModelError('refused', 'no'), of(1))).toBeNull()
})

test('what is told is what Temporal does', () => {
  expect(modelFailure(away, 4_000)).toMatchObject({ nextRetryDelay: 4_000, nonRetryable: false })
  expect(modelFailure(new ModelError('refused', 'no'), null)).toMatchObject({ nonRetryable: true })
})
