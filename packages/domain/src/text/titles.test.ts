import { expect, test } from 'vitest'
import { plainTitle, replaceVarying, titleLikeness } from './titles.ts'

test.each([
  ['Weekly report 2026-W34', 'weekly report'],
  ['Wochenbericht KW 34', 'wochenbericht'],
  ['Pay invoices of March 2026', 'pay invoices of'],
  ['May I march on?', 'may i march on'],
  ['Montag: Backup prüfen (03.08.2026)', 'backup prüfen'],
  ['Close Q3', 'close'],
  ['Refund #1234', 'refund'],
])('%s is %s', (title, plain) => expect(plainTitle(title)).toBe(plain))

test('what differs each time becomes one text where it lies together', () => {
  expect(replaceVarying('Report of March 2026, week 12 (draft)', 'X')).toBe('Report of X (draft)')
  expect(replaceVarying('Sprint 12: plan', 'X')).toBe('X: plan')
})

test('typing errors cost little, another word costs much', () => {
  expect(titleLikeness('weekly status report', 'weekly status reports')).toBeGreaterThan(0.7)
  expect(titleLikeness('fix login bug', 'fix search bug')).toBeLessThan(0.5)
})
