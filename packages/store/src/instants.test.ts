import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toInstant } from './instants.ts'

test('reads what Postgres prints, in text and in JSON, with and without decimals', () => {
  expect(toInstant('2026-11-27 18:49:01.123+00')).toBe('2026-11-27T18:49:01.123Z')
  expect(toInstant('2026-11-27 18:49:01.5+00')).toBe('2026-11-27T18:49:01.500Z')
  expect(toInstant('2026-11-27 18:49:01+00')).toBe('2026-11-27T18:49:01.000Z')
  expect(toInstant('2026-11-27T18:49:01.123456+00:00')).toBe('2026-11-27T18:49:01.123Z')
  expect(toInstant('2026-11-27 18:49:01.123+02')).toBe('2026-11-27T16:49:01.123Z')
  expect(toInstant('2026-11-27')).toBe('2026-11-27T00:00:00.000Z')
  expect(toInstant('2026-11-27T18:49:01.123Z')).toBe('2026-11-27T18:49:01.123Z')
})

test('gives what a Date gives', async () => {
  const dates = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  await fc.assert(
    fc.property(dates, (date) => {
      const iso = date.toISOString()
      return (
        toInstant(iso.replace('T', ' ').replace('Z', '+00')) === iso && toInstant(iso.replace('Z', '+00:00')) === iso
      )
    }),
  )
})
