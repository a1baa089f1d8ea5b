import { expect, test } from 'vitest'
import { whenInWords } from './when-in-words.ts'

const zone = { timeZone: 'Europe/Zurich' }

test.each([
  ['task.created', 'task.created'],
  [{ schedule: { cron: '0 9 * * MON', ...zone } }, 'every Monday at 09:00 Europe/Zurich'],
  [{ schedule: { cron: '30 8 * * 1-5,7', ...zone } }, 'every Monday to Friday, Sunday at 08:30 Europe/Zurich'],
  [{ schedule: { cron: '5 0 * * *' } }, 'every day at 00:05'],
  [{ schedule: { cron: '15 * * * *' } }, 'every hour at minute 15'],
  [{ schedule: { cron: '0 6 1 * *', ...zone } }, 'on day 1 of every month at 06:00 Europe/Zurich'],
  [{ schedule: { cron: '0 6 L * *' } }, 'on the last day of every month at 06:00'],
  // What has no short words stays as it was written.
  [{ schedule: { cron: '*/10 9-17 * * 1', ...zone } }, 'cron */10 9-17 * * 1 Europe/Zurich'],
  [{ schedule: { cron: '0 0 9 * * 1' } }, 'cron 0 0 9 * * 1'],
  [{ schedule: { cron: '0 9 * * 1#2' } }, 'cron 0 9 * * 1#2'],
  [
    { schedule: { rrule: 'DTSTART:20270104\nRRULE:FREQ=WEEKLY', ...zone } },
    'DTSTART:20270104 RRULE:FREQ=WEEKLY Europe/Zurich',
  ],
  [{ schedule: { every: '2 hours' } }, 'every 2 hours'],
  [{ schedule: { every: 90_000 } }, 'every 90 seconds'],
  [{ schedule: { every: 3_600_000 } }, 'every 1 hour'],
  [{ webhook: 'orders', verify: 'standard' }, 'webhook orders'],
  [{ manual: {} }, 'started by hand'],
  [{ run: 'intake', on: 'failed' }, 'failed: run of intake'],
])('%j in words', (when, words) => {
  expect(whenInWords(when)).toBe(words)
})
