import { expect, it } from 'vitest'
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
