import { expect, test } from 'vitest'
import { jqlTime, projectClause, sinceClause } from './jql.ts'

test.each([
  ['2026-11-28T14:55:23.000Z', 'UTC', '2026/11/28 14:53'],
  ['2026-11-28T14:55:23.000Z', 'America/New_York', '2026/11/28 09:53'],
  ['2026-11-28T14:55:23.000Z', 'Australia/Adelaide', '2026/11/29 01:23'],
  ['2026-01-01T00:01:00.000Z', 'UTC', '2025/12/31 23:59'],
])('%s in %s is asked from %s: two minutes before', (at, zone, expected) => {
  expect(jqlTime(at, zone)).toBe(expected)
})

test('an hour that comes twice is asked from before it', () => {
  // In Berlin 02:30 is both 00:30 and 01:30 in UTC; from 01:32 it is asked two hours earlier.
  expect(jqlTime('2026-10-25T01:32:00.000Z', 'Europe/Berlin')).toBe('2026/10/25 01:30')
})

test('a zone that is not known costs a day, and loses nothing', () => {
  expect(sinceClause('updated', '2026-11-28T14:55:00.000Z', 'Mars/Olympus')).toBe('updated >= "2026/11/27 14:53"')
})

test('a project is a number, whatever it is given', () => {
  expect(projectClause('10000')).toBe('project = 10000')
  expect(projectClause('x" OR 1=1')).toBe('project = NaN')
})
