import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let projectId: string
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  ;({ projectId } = await projectWithTask(acme))
})
afterAll(() => api?.stop())

const ruleOn = (when: unknown) => ({
  name: 'Report',
  when,
  then: [{ action: 'task.create', projectId, title: 'Report' }],
})
/** A rule with a schedule, and the schedule that it got. */
async function scheduled(schedule: object): Promise<{ ruleId: string; at: string; schedule: Json }> {
  const made = await acme.call('POST', '/v1/rules', ruleOn({ schedule }))
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const { items } = (await acme.call('GET', `/v1/schedules?ownerKind=rule&ownerId=${made.body.id}`)).body
  expect(items).toHaveLength(1)
  return { ruleId: made.body.id, at: `/v1/schedules/${items[0].id}`, schedule: items[0] }
}
const firings = async (id: string): Promise<Json[]> =>
  (await acme.call('GET', '/v1/events?type=schedule.fired&limit=200')).body.items.filter(
    ({ subject }: Json) => subject.id === id,
  )

it('a schedule is made, shown, changed and removed with its rule', async () => {
  const { ruleId, at, schedule } = await scheduled({ cron: '0 9 * * MON', timeZone: 'Europe/Berlin' })
  expect(schedule).toMatchObject({
    ...{ ownerKind: 'rule', ownerId: ruleId, name: 'Report', enabled: true, pausedAt: null, lastAt: null },
    ...{ timeZone: 'Europe/Berlin', spec: { cron: '0 9 * * MON', catchUp: 'latest', overlap: 'skip' } },
  })
  expect((await acme.call('GET', at)).body).toEqual(schedule)
  const { body } = await acme.call('GET', `${at}/preview?count=3`)
  expect(body.timeZone).toBe('Europe/Berlin')
  expect(body.times).toHaveLength(3)
  expect(body.times[0]).toBe(schedule.nextAt)
  for (const time of body.times)
    expect(
      new Date(time).toLocaleString('en', {
        timeZone: 'Europe/Berlin',
        weekday: 'short',
        timeStyle: undefined,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }),
    ).toMatch(/Mon.*09:00/)

  const changed = await acme.call('PATCH', `/v1/rules/${ruleId}`, { when: { schedule: { every: '1 hour' } } })
  expect(changed.status, JSON.stringify(changed.body)).toBe(200)
  expect((await acme.call('GET', at)).body.spec).toMatchObject({ every: '1 hour' })
  await acme.call('PATCH', `/v1/rules/${ruleId}`, { enabled: false })
  expect((await acme.call('GET', at)).body).toMatchObject({ enabled: false, nextAt: null })
  expect((await acme.call('DELETE', `/v1/rules/${ruleId}`)).status).toBe(204)
  expect((await acme.call('GET', `/v1/schedules?ownerId=${ruleId}`)).body.items).toEqual([])
  for (const verb of ['pause', 'resume', 'trigger'])
    expect([verb, (await acme.call('POST', `${at}/${verb}`)).status]).toEqual([verb, 404])
})

it('times that are not saved are shown, and nothing is made', async () => {
  const before = (await acme.call('GET', '/v1/schedules?limit=200')).body.items.length
  const days = { rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=17', timeZone: 'America/New_York' }
  const { status, body } = await acme.call('POST', '/v1/schedules/preview?count=5', { schedule: days })
  expect([status, body.times.length]).toEqual([200, 5])
  const here = body.times.map((time: string) => new Date(Date.parse(time) + 86_400_000).getUTCDate())
  // The day after is the first of a month, whatever the clocks do.
  expect(new Set(here)).toEqual(new Set([1]))
  expect((await acme.call('GET', '/v1/schedules?limit=200')).body.items).toHaveLength(before)
})

it('paused it does not fire, also not after it was paused twice; resumed it counts from then on', async () => {
  const { at } = await scheduled({ every: '1 hour' })
  const paused = (await acme.call('POST', `${at}/pause`)).body
  expect(paused).toMatchObject({ pausedAt: expect.any(String), nextAt: null })
  expect((await acme.call('POST', `${at}/pause`)).body.pausedAt).toBe(paused.pausedAt)
  expect((await acme.call('GET', `${at}/preview?count=1`)).body.times).toHaveLength(1)
  const resumed = (await acme.call('POST', `${at}/resume`)).body
  expect(resumed).toMatchObject({ pausedAt: null, nextAt: expect.any(String) })
  expect(Date.parse(resumed.activeAt)).toBeGreaterThanOrEqual(Date.parse(paused.pausedAt))
  expect((await acme.call('POST', `${at}/resume`)).body.version).toBe(resumed.version)
})

it('a backfill fires for each time of the span, both ends included, in order; triggered it fires now', async () => {
  const { at, schedule } = await scheduled({ every: '1 hour' })
  const span = { from: '2026-01-31T08:00:00Z', to: '2026-01-31T11:00:00Z' }
  const filled = await acme.call('POST', `${at}/backfill`, span, { 'idempotency-key': `fill ${schedule.id}` })
  expect(filled.status, JSON.stringify(filled.body)).toBe(200)
  const told = await firings(schedule.id)
  expect(told.map(({ scheduledFor, reason }) => [scheduledFor, reason])).toEqual(
    [8, 9, 10, 11].map((hour) => [`2026-01-31T${String(hour).padStart(2, '0')}:00:00.000Z`, 'backfill']),
  )
  expect(told[1]?.previousFor).toBe(told[0]?.scheduledFor)
  // The same request again fires nothing.
  await acme.call('POST', `${at}/backfill`, span, { 'idempotency-key': `fill ${schedule.id}` })
  expect(await firings(schedule.id)).toHaveLength(4)
  await acme.call('POST', `${at}/pause`)
  expect((await acme.call('POST', `${at}/trigger`)).status).toBe(200)
  expect((await firings(schedule.id)).map(({ reason }) => reason)).toEqual([...told.map(() => 'backfill'), 'trigger'])
  // Its own times stay as they were.
  expect((await acme.call('GET', at)).body.lastAt).toBeNull()
})

describe('what is wrong is refused with its field, and nothing is made', () => {
  it.each<[string, object, string]>([
    ['no such minute', { cron: '61 * * * *' }, 'cron'],
    ['a cron that never comes', { cron: '0 0 31 2 *' }, 'cron'],
    ['a part of a cron too few', { cron: '* * * *' }, 'cron'],
    ['too often', { every: '1 second' }, 'every'],
    ['no length of time', { every: 'often' }, 'every'],
    ['a rule that is none', { rrule: 'FREQ=SOMETIMES' }, 'rrule'],
    ['no such zone', { every: '1 hour', timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['no such policy', { every: '1 hour', catchUp: 'some' }, 'catchUp'],
    ['no such overlap', { every: '1 hour', overlap: 'perhaps' }, 'overlap'],
    ['a window of nothing', { every: '1 hour', catchUpWindow: '1 second' }, 'catchUpWindow'],
    ['two days of jitter', { every: '1 hour', jitter: '2 days' }, 'jitter'],
    ['a start that is no instant', { every: '1 hour', startAt: 'soon' }, 'startAt'],
    ['an unknown field', { every: '1 hour', colour: 'red' }, 'colour'],
    ['two kinds of times', { every: '1 hour', cron: '* * * * *' }, ''],
    ['none', { timeZone: 'UTC' }, ''],
  ])('%s', async (_, schedule, field) => {
    const before = (await acme.call('GET', '/v1/rules?limit=200')).body.items.length
    const below = (path: string) => [path, field].filter(Boolean).join('.')
    const made = await acme.call('POST', '/v1/rules', ruleOn({ schedule }))
    expect([made.status, made.body.errors?.map(({ path }: Json) => path)]).toEqual([400, [below('when.schedule')]])
    const shown = await acme.call('POST', '/v1/schedules/preview', { schedule })
    expect([shown.status, shown.body.errors?.map(({ path }: Json) => path)]).toEqual([400, [below('schedule')]])
    expect((await acme.call('GET', '/v1/rules?limit=200')).body.items).toHaveLength(before)
  })

  it.each<[string, object, string]>([
    ['a backfill of nothing', { from: '2026-01-01T00:10:00Z', to: '2026-01-01T00:20:00Z' }, 'to'],
    ['one of too much', { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'to'],
    ['one that ends before it begins', { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'to'],
    ['one without an end', { from: '2026-01-02T00:00:00Z' }, 'to'],
    ['one from no instant', { from: 'monday', to: '2026-01-02T00:00:00Z' }, 'from'],
  ])('%s', async (_, span, field) => {
    const { at, schedule } = await scheduled({ every: '1 hour' })
    const { status, body } = await acme.call('POST', `${at}/backfill`, span)
    expect([status, body.errors?.map(({ path }: Json) => path)]).toEqual([400, [field]])
    expect(await firings(schedule.id)).toEqual([])
  })

  it('who may not manage automations may look, and change nothing', async () => {
    const { at, schedule } = await scheduled({ every: '1 hour' })
    const viewer = await api.caller(acme, { role: 'VIEWER' })
    expect((await viewer.call('GET', at)).status).toBe(200)
    expect((await viewer.call('GET', `${at}/preview`)).body.times).toHaveLength(10)
    for (const verb of ['pause', 'resume', 'trigger'])
      expect([verb, (await viewer.call('POST', `${at}/${verb}`)).status]).toEqual([verb, 403])
    const span = { from: '2026-01-31T08:00:00Z', to: '2026-01-31T11:00:00Z' }
    expect((await viewer.call('POST', `${at}/backfill`, span)).status).toBe(403)
    expect(await firings(schedule.id)).toEqual([])
    expect((await acme.call('GET', at)).body).toEqual(schedule)
    const stranger = await api.workspace()
    expect((await stranger.call('POST', `${at}/trigger`)).status).toBe(404)
  })
})

describe('a rule is started by hand', () => {
  const input = { type: 'object', properties: { name: { type: 'string', minLength: 1 } }, required: ['name'] }
  const byHand = async (when: object = { manual: { input } }) =>
    `/v1/rules/${(await acme.call('POST', '/v1/rules', ruleOn(when))).body.id}`

  it('once for each Idempotency-Key, and its form is shown', async () => {
    const at = await byHand()
    expect((await acme.call('GET', `${at}/form`)).body).toEqual({ input })
    const asked = await Promise.all(
      Array.from({ length: 3 }, () =>
        acme.call('POST', `${at}/run`, { input: { name: 'Ada' } }, { 'idempotency-key': at }),
      ),
    )
    expect(asked.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(new Set(asked.map(({ body }) => body.eventId)).size).toBe(1)
    expect(asked[0]?.body.runId).toEqual(expect.any(String))
    const [event, ...more] = (await acme.call('GET', '/v1/events?type=rule.run_requested')).body.items
    expect(more).toEqual([])
    expect(event).toMatchObject({ id: asked[0]?.body.eventId, input: { name: 'Ada' } })
  })

  it('no input holds up other requests, whatever expression of the form it is held against', async () => {
    const code = { type: 'string', pattern: '^(a+)+$' }
    const at = await byHand({ manual: { input: { type: 'object', properties: { code } } } })
    const [hostile, other] = await Promise.all([
      acme.call('POST', `${at}/run`, { input: { code: `${'a'.repeat(40)}b` } }),
      acme.call('GET', at),
    ])
    expect([hostile.status, hostile.body.errors.map(({ path }: Json) => path)]).toEqual([400, ['input.code']])
    expect(other.status).toBe(200)
  })

  it('input that does not meet the form is refused by field, and so is who may not, and what has no form', async () => {
    const at = await byHand()
    const refused = async (path: string, body: unknown, by = acme) => {
      const answer = await by.call('POST', path, body)
      return [answer.status, answer.body.code, answer.body.errors?.map(({ path }: Json) => path)]
    }
    expect(await refused(`${at}/run`, { input: {} })).toEqual([400, 'invalid_input', ['input.name']])
    expect(await refused(`${at}/run`, { input: { name: 7 } })).toEqual([400, 'invalid_input', ['input.name']])
    expect(await refused(`${at}/run`, { inputs: {} })).toEqual([400, 'invalid_input', ['inputs']])
    const viewer = await api.caller(acme, { role: 'VIEWER' })
    expect((await refused(`${at}/run`, { input: { name: 'x' } }, viewer))[0]).toBe(403)
    await acme.call('PATCH', at, { enabled: false })
    expect((await refused(`${at}/run`, { input: { name: 'x' } })).slice(0, 2)).toEqual([409, 'invalid_state'])
    const other = await byHand({ schedule: { every: '1 hour' } })
    expect((await acme.call('GET', `${other}/form`)).status).toBe(404)
    expect((await refused(`${other}/run`, { input: null }))[0]).toBe(409)
    expect((await refused(`/v1/rules/${crypto.randomUUID()}/run`, { input: null }))[0]).toBe(404)
    const events = (await acme.call('GET', '/v1/events?type=rule.run_requested')).body.items
    expect(events.filter(({ subject }: Json) => at.endsWith(subject.id))).toEqual([])
  })
})
