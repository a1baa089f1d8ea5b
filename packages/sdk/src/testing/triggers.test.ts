import { expect, it } from 'vitest'
import * as z from 'zod'
import { on, playbook } from '../index.ts'
import { manifestOf } from '../runtime/manifest-of.ts'
import { fake, testRun } from './index.ts'

const report = playbook({
  id: 'report',
  when: [on.schedule({ cron: '0 9 * * MON', timeZone: 'Europe/Berlin' }), on.run('import', 'failed')],
  async run({ event, log }) {
    log.info('started', { by: event.type })
    return event.type === 'schedule.fired' ? event.scheduledFor : event.error.code
  },
})

it('schedules and ends of runs are in the manifest, and start a run in memory', async () => {
  expect(manifestOf(report).triggers).toEqual([
    { kind: 'schedule', schedule: { cron: '0 9 * * MON', timeZone: 'Europe/Berlin' } },
    { kind: 'run', run: 'import', on: 'failed', if: null },
  ])
  const fired = await testRun(report, fake('schedule.fired', { scheduledFor: '2026-03-02T08:00:00.000Z' }))
  expect([fired.status, fired.result]).toEqual(['completed', '2026-03-02T08:00:00.000Z'])
  const failed = await testRun(
    report,
    fake('run.failed', { run: { kind: 'playbook', name: 'import' }, error: { code: 'threw' } }),
  )
  expect([failed.status, failed.result]).toEqual(['completed', 'threw'])
  const other = await testRun(report, fake('run.failed', { run: { kind: 'playbook', name: 'export' } }))
  expect(other).toMatchObject({ status: 'not_started', reason: expect.stringContaining("on.run('import')") })
})

it('what can be told at once is refused at once', () => {
  expect(() => on.schedule({ cron: '0 9 * * *', every: '1 hour' } as never)).toThrow(
    'exactly one of cron, rrule and every, not cron and every',
  )
  expect(() => on.schedule({ every: 'often' as never })).toThrow('is no duration')
  expect(() => on.run('Not Kebab', 'failed')).toThrow('the id of a playbook')
  expect(() => on.webhook('in', { verify: 'hmac' })).toThrow('belong together')
})

it('schedules and starts by hand have conditions, and no `if` in the manifest without one', async () => {
  const narrow = playbook({
    id: 'narrow',
    when: [
      on.schedule({ every: '1 hour', if: (e) => e.reason.ne('backfill') }),
      on.manual({ input: z.object({ size: z.number() }), if: (e) => e.input.size.gt(2) }),
    ],
    async run({ event }) {
      return event.type
    },
  })
  expect(manifestOf(narrow).triggers).toMatchObject([
    { kind: 'schedule', schedule: { every: '1 hour' }, if: 'event.reason != "backfill"' },
    { kind: 'manual', if: expect.stringContaining('event.input') },
  ])
  const asked = (size: number) =>
    testRun(narrow, fake('playbook.run_requested', { playbook: 'narrow', input: { size } }))
  expect(await asked(3)).toMatchObject({ status: 'completed', result: 'playbook.run_requested' })
  expect(await asked(2)).toMatchObject({ status: 'not_started' })
  const fired = (reason: 'due' | 'backfill') => testRun(narrow, fake('schedule.fired', { reason }))
  expect((await fired('due')).status).toBe('completed')
  expect(await fired('backfill')).toMatchObject({ status: 'not_started', reason: expect.stringContaining('reason') })
})
