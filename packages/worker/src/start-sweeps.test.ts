import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startSweeps } from './start-sweeps.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('while Temporal does not answer it is asked once, and all else goes on', async () => {
  const hung = Promise.withResolvers<void>()
  const [series, outbox] = [{ poke: vi.fn() }, { poke: vi.fn() }]
  const dispatcher = { look: vi.fn(async () => {}) }
  const relay = { forgetEndedWaits: vi.fn(async () => 3) }
  const sweepRules = vi.fn(() => hung.promise)
  const logger = pino({ enabled: false })
  const sweeps = startSweeps({ series, outbox, dispatcher, relay, sweepRules, logger })
  const others = [series.poke, outbox.poke, dispatcher.look, relay.forgetEndedWaits]
  await vi.advanceTimersByTimeAsync(21_000)
  expect(others.map((one) => one.mock.calls.length)).toEqual([11, 11, 11, 11])
  expect(sweepRules).toHaveBeenCalledTimes(1)
  hung.resolve()
  await vi.advanceTimersByTimeAsync(4_000)
  expect(sweepRules).toHaveBeenCalledTimes(3)
  await sweeps.stop()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sweepRules).toHaveBeenCalledTimes(3)
  expect(series.poke).toHaveBeenCalledTimes(13)
})

test('one that fails is done again, and so are the others', async () => {
  const forgetEndedWaits = vi.fn(async () => 0)
  const fails = vi.fn(() => Promise.reject(new Error('the database is away')))
  const nothing = { poke: () => {} }
  const sweeps = startSweeps({
    ...{ series: nothing, outbox: nothing, dispatcher: { look: fails }, relay: { forgetEndedWaits } },
    ...{ sweepRules: fails, logger: pino({ enabled: false }) },
  })
  await vi.advanceTimersByTimeAsync(4_500)
  expect(fails).toHaveBeenCalledTimes(6)
  expect(forgetEndedWaits).toHaveBeenCalledTimes(3)
  await sweeps.stop()
})
