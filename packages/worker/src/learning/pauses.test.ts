import { expect, test } from 'vitest'
import { pauses } from './pauses.ts'

test('what failed waits a minute, then twice as long each time, an hour at most; what went well begins anew', () => {
  let now = 0
  const waiting = pauses(() => now)
  const waited: number[] = []
  for (let n = 0; n < 8; n++) {
    waiting.extend('a')
    const since = now
    while (waiting.all().length > 0) now += 60_000
    waited.push((now - since) / 60_000)
  }
  expect(waited).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  waiting.end('a')
  waiting.extend('a')
  waiting.extend('b')
  expect(waiting.all()).toEqual(['a', 'b'])
  now += 60_000
  expect(waiting.all()).toEqual([])
})
