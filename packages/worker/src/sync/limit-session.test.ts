import { expect, test } from 'vitest'
import { Budget, NotNow } from './limit-session.ts'

const { signal } = new AbortController()
/** Nothing comes back while the test lasts. */
const of = (burst: number) => ({ perSecond: 0.000_001, burst })

test('what one holds to write, nobody else uses', async () => {
  const budget = new Budget({ requests: of(10), writes: of(1), atOnce: 1 })
  const [mine, others] = [budget.writes(signal), budget.writes(signal)]
  await mine.hold()
  await expect(budget.take(true, signal)).rejects.toThrow(NotNow)
  await expect(budget.take(true, signal, others)).rejects.toThrow(NotNow)
  others.freeAll()
  await budget.take(true, signal, mine)
  await expect(budget.take(true, signal, mine)).rejects.toThrow(NotNow)
})

test('what is not used is given back', async () => {
  const budget = new Budget({ requests: of(10), writes: of(2), atOnce: 1 })
  const mine = budget.writes(signal)
  await mine.hold()
  await mine.hold()
  mine.freeAll()
  mine.free()
  await budget.take(true, signal)
  await budget.take(true, signal)
  await expect(budget.take(true, signal)).rejects.toThrow(NotNow)
})

test('what has to wait for one limit uses up nothing of the other', async () => {
  const noWrites = new Budget({ requests: of(1), writes: of(0), atOnce: 1 })
  await expect(noWrites.take(true, signal)).rejects.toThrow(NotNow)
  await noWrites.take(false, signal)

  const noRequests = new Budget({ requests: of(0), writes: of(1), atOnce: 1 })
  const mine = noRequests.writes(signal)
  await expect(noRequests.take(true, signal)).rejects.toThrow(NotNow)
  await mine.hold()
  await expect(noRequests.take(true, signal, mine)).rejects.toThrow(NotNow)
  expect(mine.use()).toBe(true)
})

const seldom = { perSecond: 0.001, burst: 3 }

test('a call is a request, and is not begun when the next would be long after', async () => {
  const budget = new Budget({ requests: seldom, writes: seldom, atOnce: 1 })
  for (let n = 0; n < 3; n++) await budget.take(false, signal)
  await expect(budget.take(false, signal)).rejects.toBeInstanceOf(NotNow)
})

test('where each request is counted, a call costs none itself; what is under way waits for its turn', async () => {
  const budget = new Budget({ requests: seldom, writes: seldom, atOnce: 1, perRequest: true })
  for (let n = 0; n < 10; n++) await budget.take(false, signal)
  for (let n = 0; n < 3; n++) await budget.turn(signal)
  await expect(budget.take(false, signal)).rejects.toBeInstanceOf(NotNow)
  const ended = new AbortController()
  const waiting = budget.turn(ended.signal)
  ended.abort()
  await expect(waiting).rejects.toThrow('aborted')
})

test('what may not be written now uses up nothing of what may be asked', async () => {
  const budget = new Budget({ requests: seldom, writes: { ...seldom, burst: 1 }, atOnce: 1 })
  await budget.take(true, signal)
  for (let n = 0; n < 5; n++) await expect(budget.take(true, signal)).rejects.toBeInstanceOf(NotNow)
  for (let n = 0; n < 2; n++) await budget.take(false, signal)
})

test('so many calls go out at once, the others in the order of coming, also after one that failed', async () => {
  const budget = new Budget({ requests: of(10), writes: of(1), atOnce: 2 })
  const begun: number[] = []
  const ends: ((error?: Error) => void)[] = []
  const calls = [0, 1, 2, 3].map((n) =>
    budget
      .run(() => {
        begun.push(n)
        return new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())))
      })
      .catch(() => {}),
  )
  expect(begun).toEqual([0, 1])
  ends[1]?.(new Error('no'))
  await calls[1]
  expect(begun).toEqual([0, 1, 2])
  ends[0]?.()
  await calls[0]
  expect(begun).toEqual([0, 1, 2, 3])
})

test('from one write to the next some time passes, also within a burst; one that was not needed takes none', async () => {
  const spacingMs = 1_500
  const budget = new Budget({ requests: of(10), writes: { ...of(10), spacingMs }, atOnce: 4 })
  const began = performance.now()
  const mine = budget.writes(signal)
  await mine.hold()
  mine.free()
  await budget.take(true, signal)
  await Promise.all([budget.take(true, signal), expect(budget.take(true, signal)).rejects.toBeInstanceOf(NotNow)])
  expect(performance.now() - began).toBeGreaterThanOrEqual(spacingMs - 50)
  await budget.take(false, signal)
})
