import { newId, type Schedule } from '@orchestrator/domain'
import { endRun, explainHeld, putBundle, type Run } from '@orchestrator/store'
import { Client, Connection } from '@temporalio/client'
import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { startRelayHost } from '../relay-host.ts'
import { installRuntime } from '../temporal/runtime.ts'
import { temporalScheduleId } from './schedule-sync.ts'

let stage: TestStore
let connection: Connection
let client: Client
let host: () => Promise<{ stop(): Promise<void> }>
let running: { stop(): Promise<void> } | undefined
const quiet = pino({ enabled: false })
vi.setConfig({ testTimeout: 120_000 })
const patient = { timeout: 45_000, interval: 100 }

beforeAll(async () => {
  installRuntime(quiet)
  const [opened, temporal] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  connection = await Connection.connect({ address: temporal.address })
  client = new Client({ connection, namespace: temporal.namespace })
  host = () => startRelayHost({ ...stage.database, temporal, home: testHome, logger: quiet })
  running = await host()
})
afterAll(async () => {
  await running?.stop()
  await connection?.close()
  await stage?.close()
})

async function withoutHost(work: () => Promise<void>): Promise<void> {
  await running?.stop()
  running = undefined
  try {
    await work()
  } finally {
    running = await host()
  }
}

const hash = 'e'.repeat(64)
async function deploy(w: TestWorkspace, ...schedules: object[]): Promise<string> {
  await putBundle(w.store, w.id, { hash, manifest: {}, isolate: new Uint8Array([1]), steps: null })
  const triggers = schedules.map((schedule) => ({ kind: 'schedule' as const, schedule }))
  const manual = { kind: 'manual' as const, input: null }
  await w.run('playbook.deploy', {
    bundleHash: hash,
    playbooks: [
      {
        id: 'timed',
        folder: 'a/timed',
        title: null,
        scopes: null,
        steps: null,
        triggers: [...triggers, manual] as never,
      },
    ],
  })
  return (await schedulesOf(w))[0]?.id ?? ''
}

const schedulesOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<Schedule[]>`select * from schedules where workspace_id = ${w.id} order by position`)
const firingsOf = async (w: TestWorkspace, id: string) =>
  (await w.events()).filter(
    ({ type, subject }) => subject.id === id && /^schedule\.(fired|missed)$/.test(type),
  ) as unknown as {
    type: string
    scheduledFor: string
    reason: string
    count: number
    from: string
    to: string
    actor: object
  }[]
/** As an outage of so long would have left it. */
const asIfAwaySince = (w: TestWorkspace, id: string, minutes: number) =>
  w.store.write(
    w.id,
    (tx) => tx`
    update schedules set active_at = now() - make_interval(mins => ${minutes}), last_at = null,
      next_at = now() - make_interval(mins => ${minutes - 1}), due_at = now() - make_interval(mins => ${minutes - 1})
    where id = ${id}`,
  )
const known = async (w: TestWorkspace, id: string) => {
  try {
    return await client.schedule.getHandle(temporalScheduleId(w.id, id)).describe()
  } catch {
    return null
  }
}

test('fires at its times, each once, as its owner, and the log says for which time', async () => {
  const w = await stage.workspace()
  const id = await deploy(w, { every: '10 seconds' })
  await expect.poll(async () => (await firingsOf(w, id)).length, patient).toBeGreaterThanOrEqual(2)
  const firings = await firingsOf(w, id)
  expect(firings.map(({ type }) => type)).not.toContain('schedule.missed')
  const times = firings.map(({ scheduledFor }) => Date.parse(scheduledFor))
  expect(times).toEqual(times.map((_, n) => (times[0] as number) + n * 10_000))
  expect((times[0] as number) % 10_000).toBe(0)
  for (const { reason, actor } of firings) {
    expect(reason).toBe('due')
    expect(actor).toEqual({ type: 'schedule', id, memberId: w.owner.actor.memberId })
  }
  expect(await known(w, id)).not.toBeNull()
})

test.each([
  ['all', 59, 0],
  ['latest', 1, 1],
  ['none', 0, 1],
])('after an hour in which nobody ran it: catch-up %s', async (catchUp, atLeast, missed) => {
  const w = await stage.workspace()
  let id = ''
  await withoutHost(async () => {
    // At 30 s past each minute that is not the present one, so that none comes while the test looks.
    id = await deploy(w, { cron: '* * * * *', catchUp, endAt: new Date(Date.now() - 90_000).toISOString() })
    await asIfAwaySince(w, id, 60)
    // Temporal wakes for times long past, twice over, while no worker is there.
    await client.schedule.create({
      scheduleId: temporalScheduleId(w.id, id),
      spec: { intervals: [{ every: '1 minute' }] },
      action: {
        type: 'startWorkflow',
        workflowType: 'scheduleFiring',
        workflowId: temporalScheduleId(w.id, id),
        taskQueue: 'rules',
        args: [{ workspaceId: w.id, scheduleId: id }],
      },
    })
    const handle = client.schedule.getHandle(temporalScheduleId(w.id, id))
    const [start, end] = [new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_000_000)]
    await handle.backfill([
      { start, end, overlap: 'ALLOW_ALL' },
      { start, end, overlap: 'ALLOW_ALL' },
    ])
  })
  await expect.poll(async () => (await schedulesOf(w))[0]?.nextAt, patient).toBeNull()
  const firings = await firingsOf(w, id)
  const fired = firings.filter(({ type }) => type === 'schedule.fired')
  const told = firings.filter(({ type }) => type === 'schedule.missed')
  expect(fired.length).toBeGreaterThanOrEqual(catchUp === 'all' ? atLeast - 3 : atLeast)
  expect(new Set(fired.map(({ scheduledFor }) => scheduledFor)).size).toBe(fired.length)
  if (catchUp !== 'all') expect(fired).toHaveLength(atLeast)
  for (const { reason } of fired) expect(reason).toBe('caught_up')
  expect(told).toHaveLength(missed)
  const total = fired.length + (told[0]?.count ?? 0)
  expect(total).toBeGreaterThanOrEqual(56)
  expect(total).toBeLessThanOrEqual(60)
  // Since it will not fire any more, Temporal is to forget it.
  await expect.poll(() => known(w, id), patient).toBeNull()
})

test('paused it does not fire and misses nothing; resumed it counts from then on; removed, Temporal forgets it', async () => {
  const w = await stage.workspace()
  const id = await deploy(w, { cron: '0 9 * * *', timeZone: 'Europe/Berlin' }, { every: '1 hour' })
  const [daily, hourly] = await schedulesOf(w)
  await expect
    .poll(async () => (await known(w, id))?.info.nextActionTimes[0]?.toISOString(), patient)
    .toBe(new Date(daily?.nextAt ?? '').toISOString())
  await w.run('schedule.pause', { id })
  await expect.poll(() => known(w, id), patient).toBeNull()
  await asIfAwaySince(w, id, 3 * 24 * 60)
  await w.store.write(w.id, (tx) => tx`update schedules set next_at = null, due_at = null where id = ${id}`)
  await w.run('schedule.resume', { id })
  await expect.poll(() => known(w, id), patient).not.toBeNull()
  expect(await firingsOf(w, id)).toEqual([])
  expect(await known(w, hourly?.id ?? '')).not.toBeNull()
  // One less: the set is exactly what was deployed.
  await deploy(w, { cron: '0 9 * * *', timeZone: 'Europe/Berlin' })
  await expect.poll(() => known(w, hourly?.id ?? ''), patient).toBeNull()
  expect((await schedulesOf(w)).map(({ removedAt }) => removedAt === null)).toEqual([true, false])
  await w.run('playbook.remove', { id: daily?.ownerId ?? '' })
  await expect.poll(() => known(w, id), patient).toBeNull()
})

test('what Temporal lost is made again, what it has too much is removed, and what it forgot to wake is woken', async () => {
  const w = await stage.workspace()
  const id = await deploy(w, { cron: '30 4 * * *' })
  await expect.poll(() => known(w, id), patient).not.toBeNull()
  const orphan = temporalScheduleId(w.id, newId())
  await withoutHost(async () => {
    await client.schedule.getHandle(temporalScheduleId(w.id, id)).delete()
    await client.schedule.create({
      scheduleId: orphan,
      spec: { intervals: [{ every: '1 day' }] },
      action: { type: 'startWorkflow', workflowType: 'scheduleFiring', taskQueue: 'rules', args: [] },
    })
    await expect.poll(() => known(w, id), patient).toBeNull()
    await asIfAwaySince(w, id, 24 * 60 + 1)
  })
  await expect.poll(async () => (await firingsOf(w, id)).length, patient).toBe(1)
  await expect.poll(() => known(w, id), patient).not.toBeNull()
  await expect
    .poll(
      () =>
        client.schedule
          .getHandle(orphan)
          .describe()
          .then(
            () => 'there',
            () => 'gone',
          ),
      patient,
    )
    .toBe('gone')
})

test('edited while it fires, it goes on by its new times and repeats none of the old', async () => {
  const w = await stage.workspace()
  const id = await deploy(w, { every: '10 seconds' })
  await expect.poll(async () => (await firingsOf(w, id)).length, patient).toBeGreaterThanOrEqual(1)
  await deploy(w, { every: '12 seconds' })
  const before = (await firingsOf(w, id)).length
  await expect.poll(async () => (await firingsOf(w, id)).length, patient).toBeGreaterThanOrEqual(before + 2)
  const later = (await firingsOf(w, id)).slice(before)
  for (const { scheduledFor, type } of later) {
    expect(type).toBe('schedule.fired')
    expect(Date.parse(scheduledFor) % 12_000).toBe(0)
  }
})

test('of many that are woken for the same time, one fires', async () => {
  const w = await stage.workspace()
  const id = await deploy(w, { cron: '0 0 1 1 *' })
  await asIfAwaySince(w, id, 366 * 24 * 60)
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      client.workflow.execute('scheduleFiring', {
        workflowId: `test ${id} ${n}`,
        taskQueue: 'rules',
        args: [{ workspaceId: w.id, scheduleId: id }],
      }),
    ),
  )
  expect((await firingsOf(w, id)).filter(({ type }) => type === 'schedule.fired')).toHaveLength(0)
  const missed = (await firingsOf(w, id)).filter(({ type }) => type === 'schedule.missed')
  expect(missed).toHaveLength(1)
})

test.each([
  ['skip', ['queued', 'skipped', 'skipped'], [false, false, false]],
  ['cancelOther', ['queued', 'queued', 'queued'], [true, true, false]],
  ['queue', ['queued', 'held', 'held'], [false, false, false]],
  ['allow', ['queued', 'queued', 'queued'], [false, false, false]],
])('while a run that it started before has not ended: overlap %s', async (overlap, statuses, canceled) => {
  const w = await stage.workspace()
  // Nobody serves playbooks here, so none of its runs ends.
  const id = await deploy(w, { cron: '0 0 1 1 *', overlap })
  for (let n = 0; n < 3; n++) await w.run('schedule.trigger', { id })
  const runs = () =>
    w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq`)
  await expect.poll(async () => (await runs()).map((run) => run.status), patient).toEqual(statuses)
  expect((await runs()).map((run) => run.cancelRequestedAt !== null)).toEqual(canceled)
  if (overlap === 'queue') {
    const [first, second, third] = await runs()
    const held = await w.store.read(w.id, (tx) => explainHeld(tx, w.id, third ? [third] : []))
    expect(held.get(third?.id ?? '')).toMatchObject({ why: 'overlap' })
    // One after the other, also when one is cancelled before it began.
    await w.run('run.cancel', { id: second?.id ?? '' })
    await expect.poll(async () => (await runs())[1]?.status, patient).toBe('canceled')
    await endRun(w.store, w.id, first?.id ?? '', { status: 'completed', result: null })
    await expect
      .poll(async () => (await runs()).map((run) => run.status), patient)
      .toEqual(['completed', 'canceled', 'queued'])
  }
  if (overlap !== 'skip') return
  expect((await runs())[1]?.error?.message).toContain('overlap: skip')
  // A backfill wants them all.
  await w.run('schedule.backfill', { id, from: '2020-01-01T00:00:00Z', to: '2022-01-01T00:00:00Z' })
  await expect
    .poll(async () => (await runs()).map((run) => run.status), patient)
    .toEqual([...statuses, 'queued', 'queued', 'queued'])
})

test.each([
  ['skip', ['held', 'skipped', 'skipped']],
  ['cancelOther', ['canceled', 'canceled', 'held']],
])('overlap %s counts for runs that flow control holds too', async (overlap, statuses) => {
  const w = await stage.workspace()
  const id = await deploy(w, { cron: '0 0 1 1 *', overlap })
  const [playbook] = await w.store.read(
    w.id,
    (tx) => tx<{ id: string; name: string }[]>`select id, name from playbooks where workspace_id = ${w.id}`,
  )
  await w.run('playbook.pause', { id: playbook?.id ?? '' })
  for (let n = 0; n < 3; n++) await w.run('schedule.trigger', { id })
  const runs = () =>
    w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq`)
  await expect.poll(async () => (await runs()).map((run) => run.status), patient).toEqual(statuses)
})

/** A rule that waits, with its schedule and its runs. */
async function waitingRule(w: TestWorkspace, overlap: string) {
  await w.run('rule.create', {
    name: 'waits',
    when: { schedule: { cron: '0 0 1 1 *', overlap } } as never,
    ['then' as string]: [{ action: 'waitFor', event: 'go.on', timeout: '1 hour' }],
  } as never)
  const [schedule] = await schedulesOf(w)
  const runs = () =>
    w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq`)
  return { fire: () => w.run('schedule.trigger', { id: schedule?.id ?? '' }), runs }
}
const statusesOf = async (runs: () => Promise<readonly Run[]>) => (await runs()).map(({ status }) => status)

test('a rule that waits runs one after the other: overlap queue', async () => {
  const w = await stage.workspace()
  const { fire, runs } = await waitingRule(w, 'queue')
  for (let n = 0; n < 3; n++) await fire()
  await expect.poll(() => statusesOf(runs), patient).toEqual(['running', 'held', 'held'])
  // What each of them waits for: it came after their firings.
  await w.run('event.send', { type: 'go.on', payload: null })
  await expect.poll(() => statusesOf(runs), patient).toEqual(['completed', 'completed', 'completed'])
  const all = await runs()
  for (const [n, { startedAt }] of all.entries())
    if (n > 0) expect(Date.parse(startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(all[n - 1]?.endedAt ?? ''))
})

test('of a rule that waits, the run before is ended: overlap cancelOther', async () => {
  const w = await stage.workspace()
  const { fire, runs } = await waitingRule(w, 'cancelOther')
  await fire()
  await expect.poll(() => statusesOf(runs), patient).toEqual(['running'])
  await fire()
  await expect.poll(() => statusesOf(runs), patient).toEqual(['canceled', 'running'])
})

test('a rule that waits is left out while its run is under way: overlap skip', async () => {
  const w = await stage.workspace()
  const { fire, runs } = await waitingRule(w, 'skip')
  await fire()
  await expect.poll(() => statusesOf(runs), patient).toEqual(['running'])
  await fire()
  await expect.poll(() => statusesOf(runs), patient).toEqual(['running', 'skipped'])
  await w.run('event.send', { type: 'go.on', payload: null })
  await expect.poll(() => statusesOf(runs), patient).toEqual(['completed', 'skipped'])
  await fire()
  await expect.poll(() => statusesOf(runs), patient).toEqual(['completed', 'skipped', 'running'])
})
