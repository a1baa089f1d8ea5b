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

test('what fails ten times in a row is an error once, and it is told when it works again', async () => {
  const lines: { level: number; msg: string; tell?: boolean }[] = []
  const told = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  let fails = true
  const loop = startLoop('it', 1_000, told, async () => {
    if (fails) throw new Error('no')
  })
  await vi.advanceTimersByTimeAsync(8_500)
  expect(lines.filter(({ level }) => level >= 50)).toEqual([])
  await vi.advanceTimersByTimeAsync(15_000)
  expect(lines.filter(({ level }) => level >= 50)).toMatchObject([{ msg: 'it fails again and again; it goes on' }])
  fails = false
  await vi.advanceTimersByTimeAsync(2_000)
  expect(lines.at(-1)).toMatchObject({ level: 30, msg: 'it works again', tell: true })
  await loop.stop()
})
