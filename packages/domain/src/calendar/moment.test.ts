import { expect, test } from 'vitest'
import { isMoment } from './moment.ts'

test.each([
  '2026-11-28',
  '2028-02-29',
  '2026-11-28T09:00:00Z',
  '2026-11-28T09:00:00.123+01:00',
  '2026-11-28T09:00-05:00',
])('%s is a day or an instant', (text) => expect(isMoment(text)).toBe(true))

test.each([
  ...[
    'week 48',
    'Phase 2030',
    '2030',
    '5',
    '12/13',
    'tomorrow 9',
    '',
    ' 2026-11-28',
    '2026-11-28T09:00:00',
    '2026-11-28 09:00Z',
  ],
  ...['2026-02-30', '2027-02-29', '2026-13-01', '2026-11-28T25:00:00Z', '2026-11-28T09:00:00+99:99'],
])('%j is none', (text) => expect(isMoment(text)).toBe(false))
