import { expect, test } from 'vitest'
import { Breaker } from './breaker.ts'

function breaker() {
  const clock = { ms: 0 }
  return { clock, it: new Breaker(() => clock.ms) }
}
const failThrice = (it: Breaker) => {
  for (let i = 0; i < 3; i++) {
    expect(it.enter()).toBe(true)
    it.fail()
  }
}

test('opens after three failures in a row, and a success between them starts the count anew', () => {
  const { it } = breaker()
  it.fail()
  it.fail()
  it.succeed()
  failThrice(it)
  expect([it.state, it.waitMs, it.enter()]).toEqual(['open', 5_000, false])
})

test('lets one request through after its pause; a vain one doubles the pause, up to five minutes', () => {
  const { it, clock } = breaker()
  failThrice(it)
  for (const pause of [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
    expect(it.waitMs).toBe(pause)
    clock.ms += pause
    expect([it.enter(), it.enter(), it.state]).toEqual([true, false, 'half_open'])
    it.fail()
  }
  clock.ms += 300_000
  expect(it.enter()).toBe(true)
  it.succeed()
  expect([it.state, it.enter(), it.enter()]).toEqual(['closed', true, true])
})

test('a request that says nothing gives the probe back', () => {
  const { it, clock } = breaker()
  failThrice(it)
  clock.ms += 5_000
  expect(it.enter()).toBe(true)
  it.leave()
  expect([it.state, it.enter()]).toEqual(['open', true])
})

test('waits as long as the provider asks, at once and five minutes at most', () => {
  const { it } = breaker()
  it.fail(60_000)
  expect(it.waitMs).toBe(60_000)
  it.fail(3_600_000)
  expect(it.waitMs).toBe(300_000)
})
