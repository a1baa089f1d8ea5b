import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startLoop } from './loop.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const logger = pino({ enabled: false })

test('one round at a time, and one more for all that woke it meanwhile', async () => {
  let [under, most, rounds] = [0, 0, 0]
  const loop = startLoop('it', 60_000, logger, async () => {
    rounds++
    most = Math.max(most, ++under)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    under--
  })
  for (let n = 0; n < 5; n++) loop.wake()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([most, rounds]).toEqual([1, 2])
  const stopped = loop.stop()
  loop.wake()
  await vi.advanceTimersByTimeAsync(200_000)
  await stopped
  expect([most, rounds]).toEqual([1, 2])
})

test('a round that never ends is given up after a minute, and the next comes beside it', async () => {
  const round = vi.fn(() => new Promise<void>(() => {}))
  const loop = startLoop('it', 5_000, logger, round)
  await vi.advanceTimersByTimeAsync(59_000)
  loop.wake()
  expect(round).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(7_000)
  expect(round).toHaveBeenCalledTimes(2)
  const stopped = loop.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  await stopped
})
