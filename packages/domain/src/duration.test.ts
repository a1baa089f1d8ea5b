import { expect, test } from 'vitest'
import { Duration as ActionDuration } from './automation/actions/duration.ts'
import { parseDuration } from './duration.ts'
import { Duration } from './entities/duration.ts'

test.each([
  ['500 ms', 500],
  ['1 second', 1_000],
  ['1.5 hours', 5_400_000],
  ['0.0004 seconds', 0],
  ['2 days', 172_800_000],
  ['1 week', 604_800_000],
])('%s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds))

test.each(['', '5', '5 s', '5  days', ' 5 days', '-1 days', '1e3 days', '.5 days', '5 months', '5 mss', '5 Days'])(
  '%j is no length of time, to whomever',
  (text) => {
    expect(parseDuration(text)).toBeUndefined()
    expect(Duration.safeParse(text).success).toBe(false)
    expect(ActionDuration.safeParse(text).success).toBe(false)
  },
)

test('what is no instant any more is refused when it is saved', () => {
  expect(Duration.safeParse('53 weeks').success).toBe(false)
  expect(Duration.safeParse('52 weeks').success).toBe(true)
  expect(ActionDuration.safeParse('900000000 weeks').success).toBe(false)
  expect(ActionDuration.safeParse(`${'9'.repeat(400)} weeks`).success).toBe(false)
  expect(ActionDuration.safeParse('500000 weeks').success).toBe(true)
})
