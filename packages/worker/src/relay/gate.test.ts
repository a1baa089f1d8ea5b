import type { CommandInput, Flow } from '@orchestrator/domain'
import { endRun, explainHeld, flowOverview, type Run, type Store } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { RecentEvents } from '../rules/recent-events.ts'
import { Gate } from './gate.ts'
import { Matcher } from './matcher.ts'
import { WorkspaceRelay } from './workspace-round.ts'

let stage: TestStore
let relayStore: Store
let matcher: Matcher
beforeAll(async () => {
  stage = await openTestStore()
  relayStore = stage.open('relay', 4)
  matcher = new Matcher()
})
afterAll(async () => {
  await matcher?.close()
  await stage?.close()
})

/** A workspace with one rule, whose runs this test ends itself. */
async function open(flow: Flow | null, more: Partial<CommandInput<'rule.create'>> = {}) {
  const w = await stage.workspace()
  const project = await w.project()
  const { result } = await w.run('rule.create', {
    name: 'r',
    when: 'task.created',
    ['then' as string]: [{ action: 'comment.create', body: 'x' }],
    flow,
    ...more,
  } as never)
  const options = { store: relayStore, matcher, recent: new RecentEvents(), workspaceId: w.id }
  const relay = new WorkspaceRelay(options)
  const gate = new Gate({ store: relayStore, app: stage.store, logger: pino({ enabled: false }), onRuleRuns: () => {} })
  const head = async () => (await w.events()).length
  const read = async () => {
    for (const end = await head(); relay.position < end; ) await relay.round(500, end)
  }
  /** Until the gate has nothing to do at this instant. */
  const settle = async () => {
    await read()
    while ((await gate.round()) === 0);
  }
  const runs = () =>
    w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq`)
  const statuses = async () => (await runs()).map((run) => run.error?.code ?? run.status)
  const end = async (run: Run | undefined) =>
    void (await endRun(w.store, w.id, run?.id ?? '', { status: 'completed', result: null }))
  const task = (data: Partial<CommandInput<'task.create'>> = {}) => w.task(project, data)
  /** As if so much time had gone by since all that was written. */
  const pass = async (time: string) => {
    await settle()
    await relayStore.write(w.id, async (tx) => {
      await tx`update runs set created_at = created_at - ${time}::interval where workspace_id = ${w.id}`
      await tx`
        update flow_runs set created_at = created_at - ${time}::interval, since = since - ${time}::interval,
          not_before = not_before - ${time}::interval, expires_at = expires_at - ${time}::interval, admitted_at = admitted_at - ${time}::interval
        where workspace_id = ${w.id}`
      await tx`update flow_keys set expires_at = expires_at - ${time}::interval where workspace_id = ${w.id}`
      // Marks are only added and removed; the relay may not change them.
      await tx`
        with old as (delete from flow_wakes where workspace_id = ${w.id} returning workspace_id, automation_id, due_at)
        insert into flow_wakes (workspace_id, automation_id, due_at) select workspace_id, automation_id, due_at - ${time}::interval from old`
    })
    await settle()
  }
  const hold = async (run: Run | undefined) =>
    (await w.store.read(w.id, (tx) => explainHeld(tx, w.id, run ? [run] : []))).get(run?.id ?? '')
  const overview = () => w.store.read(w.id, (tx) => flowOverview(tx, w.id, result.id))
  return { w, rule: result.id, relay, gate, settle, read, runs, statuses, end, task, pass, hold, overview, project }
}

describe('concurrency', () => {
  test('so many of a key at the same time; the next begins when one has ended', async () => {
    const s = await open({ concurrency: { key: 'event.task.title', limit: 2 } })
    for (const title of ['a', 'a', 'b', 'a', 'a']) await s.task({ title })
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'queued', 'queued', 'held', 'held'])
    const [first, , b, fourth] = await s.runs()
    expect(await s.hold(fourth)).toMatchObject({
      why: 'concurrency',
      reason: 'the rule holds it: 2 of 2 runs are under way for a',
      nextTryAt: null,
    })
    expect(await s.overview()).toMatchObject({
      held: 2,
      keys: [
        { key: 'a', running: 2, held: 2 },
        { key: 'b', running: 1, held: 0 },
      ],
    })
    await s.end(b)
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'queued', 'completed', 'held', 'held'])
    await s.end(first)
    await s.settle()
    expect(await s.statuses()).toEqual(['completed', 'queued', 'completed', 'queued', 'held'])
  })

  test('a limit that is raised, or taken away, lets those go on that it held', async () => {
    const s = await open({ concurrency: { limit: 1 } })
    for (let n = 0; n < 4; n++) await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'held', 'held', 'held'])
    await s.w.run('rule.update', { id: s.rule, flow: { concurrency: { limit: 2 } } })
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'queued', 'held', 'held'])
    await s.w.run('rule.update', { id: s.rule, flow: null })
    await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(Array(5).fill('queued'))
  })

  test('the run of a field that is not there counts with others like it', async () => {
    const s = await open({ concurrency: { key: 'event.task.assigneeId', limit: 1 } })
    await s.task()
    await s.task()
    await s.task({ assigneeId: s.w.owner.actor.memberId })
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'held', 'queued'])
  })
})

describe('order', () => {
  test('by priority, then as the events came', async () => {
    const s = await open({
      concurrency: { limit: 1 },
      priority: 'event.task.priority == "urgent" ? 50 : event.task.priority == "low" ? -50 : 0',
    })
    for (const priority of ['medium', 'low', 'medium', 'urgent', 'urgent'] as const) await s.task({ priority })
    const order: number[] = []
    for (let n = 0; n < 5; n++) {
      await s.settle()
      const runs = await s.runs()
      const at = runs.findIndex((run) => run.status === 'queued')
      order.push(at)
      await s.end(runs[at])
    }
    expect(order).toEqual([3, 4, 0, 2, 1])
  })
})

describe('debounce', () => {
  test('the last event wins, and those before it say by which', async () => {
    const s = await open({ debounce: { key: 'event.task.title', period: '5 minutes' } })
    for (const title of ['a', 'a', 'b', 'a']) await s.task({ title })
    await s.settle()
    expect(await s.statuses()).toEqual(['debounced', 'debounced', 'held', 'held'])
    const [first, second, b, last] = await s.runs()
    expect(await s.hold(b)).toMatchObject({ why: 'debounce', nextTryAt: expect.any(Number) })
    expect(first?.error?.message).toContain(second?.id ?? '-')
    expect(second?.error?.message).toContain(last?.id ?? '-')
    await s.pass('4 minutes')
    expect(await s.statuses()).toEqual(['debounced', 'debounced', 'held', 'held'])
    await s.pass('61 seconds')
    expect(await s.statuses()).toEqual(['debounced', 'debounced', 'queued', 'queued'])
    await s.task({ title: 'a' })
    await s.pass('5 minutes')
    expect(await s.statuses()).toEqual(['debounced', 'debounced', 'queued', 'queued', 'queued'])
  })

  test('ends after maxWait, however many events come', async () => {
    const s = await open({ debounce: { period: '5 minutes', maxWait: '11 minutes' } })
    for (let n = 0; n < 3; n++) {
      await s.task()
      await s.pass('4 minutes')
    }
    expect(await s.statuses()).toEqual(['debounced', 'debounced', 'queued'])
    await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(['debounced', 'debounced', 'queued', 'held'])
  })
})

describe('throttle', () => {
  test('so many within a period; the others wait, and say until when', async () => {
    const s = await open({ throttle: { limit: 2, period: '1 hour' } })
    for (let n = 0; n < 5; n++) await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'queued', 'held', 'held', 'held'])
    const held = (await s.runs()).find((run) => run.status === 'held')
    expect(await s.hold(held)).toMatchObject({ why: 'throttle', nextTryAt: expect.any(Number) })
    await s.pass('59 minutes')
    expect(await s.statuses()).toEqual(['queued', 'queued', 'held', 'held', 'held'])
    await s.pass('61 seconds')
    expect(await s.statuses()).toEqual(['queued', 'queued', 'queued', 'queued', 'held'])
    await s.pass('1 hour')
    expect(await s.statuses()).toEqual(Array(5).fill('queued'))
  })

  test('drop: what is too much is skipped, and says why', async () => {
    const s = await open({ throttle: { limit: 2, period: '1 hour', drop: true } })
    for (let n = 0; n < 4; n++) await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'queued', 'throttled', 'throttled'])
    expect((await s.runs())[3]?.error?.message).toContain('2 runs have started within 1 hour')
  })
})

describe('batch', () => {
  test('one run for so many events, or for those that came in time; the others say which run has theirs', async () => {
    const s = await open({ batch: { key: 'event.task.title', size: 3, timeout: '5 minutes' } })
    for (const title of ['a', 'b', 'a', 'a', 'a']) await s.task({ title })
    await s.settle()
    expect(await s.statuses()).toEqual(['batched', 'held', 'batched', 'queued', 'held'])
    const [first, , , carrier] = await s.runs()
    expect(carrier?.eventSeqs).toHaveLength(3)
    expect(carrier?.eventSeqs?.at(-1)).toBe(carrier?.eventSeq)
    expect(carrier?.eventSeqs?.[0]).toBe(first?.eventSeq)
    expect(first?.error?.message).toContain(carrier?.id ?? '-')
    await s.pass('5 minutes')
    expect(await s.statuses()).toEqual(['batched', 'queued', 'batched', 'queued', 'queued'])
  })
})

describe('idempotency key', () => {
  test('a second event with the same value is skipped while the key is known', async () => {
    const s = await open({ idempotencyKey: { key: 'event.task.title', period: '1 hour' } })
    await s.task({ title: 'a' })
    await s.task({ title: 'b' })
    await s.task({ title: 'a' })
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'queued', 'duplicate'])
    expect((await s.runs())[2]?.error?.message).toContain((await s.runs())[0]?.id ?? '-')
    await s.pass('1 hour')
    await s.task({ title: 'a' })
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'queued', 'duplicate', 'queued'])
  })

  test('of a run that never began it keeps nobody out', async () => {
    const s = await open({ idempotencyKey: { key: 'event.task.title' }, concurrency: { limit: 1 } })
    await s.task({ title: 'before' })
    for (let n = 0; n < 2; n++) await s.task({ title: 'a' })
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'held', 'duplicate'])
    await s.w.run('run.cancel', { id: (await s.runs())[1]?.id ?? '' })
    await s.settle()
    for (let n = 0; n < 2; n++) await s.task({ title: 'a' })
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'canceled', 'duplicate', 'held', 'duplicate'])
  })

  test('of a run whose event another one took along is known all the same', async () => {
    const s = await open({ idempotencyKey: { key: 'event.task.title' }, debounce: { period: '1 hour' } })
    for (const title of ['a', 'b', 'a']) await s.task({ title })
    await s.settle()
    expect(await s.statuses()).toEqual(['debounced', 'held', 'duplicate'])
  })
})

describe('expires', () => {
  test('what has not started in time is skipped', async () => {
    const s = await open({ concurrency: { limit: 1 }, expires: '1 hour' })
    await s.task()
    await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'held'])
    await s.pass('1 hour')
    expect(await s.statuses()).toEqual(['queued', 'expired'])
  })
})

describe('pause', () => {
  test('events are held, and go on in their order when it is resumed', async () => {
    const s = await open(null)
    await s.task()
    await s.w.run('rule.pause', { id: s.rule })
    for (let n = 0; n < 3; n++) await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(['queued', 'held', 'held', 'held'])
    expect(await s.hold((await s.runs())[1])).toMatchObject({ why: 'paused', nextTryAt: null })
    await s.w.run('rule.resume', { id: s.rule })
    await s.task()
    await s.settle()
    expect(await s.statuses()).toEqual(Array(5).fill('queued'))
  })

  test('one that is switched off or deleted meanwhile leaves its held runs out', async () => {
    const off = await open(null)
    const gone = await open(null)
    for (const s of [off, gone]) {
      await s.w.run('rule.pause', { id: s.rule })
      await s.task()
      await s.settle()
      expect(await s.statuses()).toEqual(['held'])
    }
    await off.w.run('rule.update', { id: off.rule, enabled: false })
    await gone.w.run('rule.delete', { id: gone.rule })
    for (const s of [off, gone]) {
      await s.settle()
      expect(await s.statuses()).toEqual(['invalid_state'])
    }
    expect((await gone.runs())[0]?.error?.message).toBe('the rule was removed before the run began')
  })

  test('a held run can be cancelled', async () => {
    const s = await open(null)
    await s.w.run('rule.pause', { id: s.rule })
    await s.task()
    await s.settle()
    await s.w.run('run.cancel', { id: (await s.runs())[0]?.id ?? '' })
    await s.settle()
    expect(await s.statuses()).toEqual(['canceled'])
  })
})

describe('too many', () => {
  test('are held and go on later; the owner is told once, and nothing is switched off', async () => {
    const s = await open({ maxPerMinute: 3 })
    await s.w.run('workspace.update', { id: s.w.id, maxRunsPerMinute: 2 })
    const plain = await s.w.run('rule.create', {
      name: 'plain',
      when: 'task.created',
      ['then' as string]: [{ action: 'comment.create', body: 'x' }],
    } as never)
    for (let n = 0; n < 5; n++) await s.task()
    await s.settle()
    const of = async (id: string) => (await s.runs()).filter((run) => run.automationId === id).map((run) => run.status)
    expect((await of(s.rule)).filter((status) => status === 'queued')).toHaveLength(3)
    expect(await of(plain.result.id)).toEqual(['queued', 'queued', 'held', 'held', 'held'])
    const held = (await s.runs()).find((run) => run.automationId === plain.result.id && run.status === 'held')
    expect(await s.hold(held)).toMatchObject({
      why: 'rate',
      reason: 'the rule holds it: 2 runs have started within a minute, the most it may',
    })
    await s.settle()
    const told = (await s.w.events()).filter((event) => event.type === 'automation.throttled')
    expect(told).toHaveLength(2)
    expect(told.find((event) => event.subject.id === plain.result.id)).toMatchObject({
      cause: 'rate',
      heldSeq: held?.eventSeq,
    })
    // A minute later.
    await s.pass('61 seconds')
    expect(await of(plain.result.id)).toEqual(['queued', 'queued', 'queued', 'queued', 'held'])
  })

  test('counts for runs that people ask for too', async () => {
    const s = await open(null)
    await s.w.run('workspace.update', { id: s.w.id, maxRunsPerMinute: 4 })
    for (let n = 0; n < 3; n++) await s.task()
    await s.settle()
    const error = { code: 'in_use', message: 'x' } as const
    for (const run of await s.runs()) await endRun(s.w.store, s.w.id, run.id, { status: 'failed', error })
    for (const { id } of await s.runs()) await s.w.run('run.retry', { id })
    await s.settle()
    const retries = (await s.runs()).filter((run) => run.retryOf !== null).map((run) => run.status)
    expect(retries.sort()).toEqual(['held', 'held', 'queued'])
  })

  test('a relay that begins anew knows how many there were', async () => {
    const s = await open(null)
    await s.w.run('workspace.update', { id: s.w.id, maxRunsPerMinute: 3 })
    await s.task()
    await s.task()
    await s.settle()
    const options = {
      store: relayStore,
      matcher,
      recent: new RecentEvents(),
      workspaceId: s.w.id,
      onRuleRuns: () => {},
    }
    const other = new WorkspaceRelay(options)
    await s.task()
    await s.task()
    await other.round(500, (await s.w.events()).length)
    expect(await s.statuses()).toEqual(['queued', 'queued', 'queued', 'held'])
  })
})

test('without flow control no row is written beside the run', async () => {
  const s = await open(null)
  await s.task()
  await s.settle()
  const rows = await relayStore.read(
    s.w.id,
    (tx) => tx<{ n: number }[]>`
    select (select count(*) from flow_runs where workspace_id = ${s.w.id}) + (select count(*) from flow_wakes where workspace_id = ${s.w.id}) as n`,
  )
  expect([await s.statuses(), rows[0]?.n]).toEqual([['queued'], 0])
})

describe('runs of one schedule, of a rule that waits', () => {
  const then = [
    { action: 'delay', for: '1 hour' },
    { action: 'event.send', type: 'a.b' },
  ] as never
  const at = (overlap: string): Partial<CommandInput<'rule.create'>> => ({
    when: { schedule: { cron: '0 0 1 1 *', overlap } } as never,
    ['then' as string]: then,
  })
  const openAt = async (overlap: string, flow: Flow | null = null, more: object = {}) => {
    const s = await open(flow, { ...at(overlap), ...more })
    const [schedule] = await s.w.store.read(
      s.w.id,
      (tx) => tx<{ id: string }[]>`select id from schedules where workspace_id = ${s.w.id}`,
    )
    const id = schedule?.id ?? ''
    const fire = async (times: number) => {
      for (let n = 0; n < times; n++) await s.w.run('schedule.trigger', { id })
      await s.settle()
    }
    return { ...s, id, fire }
  }

  test.each([
    ['skip', ['queued', 'invalid_state', 'invalid_state'], [false, false, false]],
    ['cancelOther', ['queued', 'queued', 'queued'], [true, true, false]],
    ['queue', ['queued', 'held', 'held'], [false, false, false]],
    ['allow', ['queued', 'queued', 'queued'], [false, false, false]],
  ])('overlap %s holds while one is open', async (overlap, statuses, canceled) => {
    const s = await openAt(overlap)
    await s.fire(3)
    expect(await s.statuses()).toEqual(statuses)
    expect((await s.runs()).map((run) => run.cancelRequestedAt !== null)).toEqual(canceled)
    if (overlap !== 'skip') return
    expect((await s.runs())[1]?.error?.message).toContain('overlap: skip')
    await s.end((await s.runs())[0])
    await s.fire(1)
    expect((await s.statuses()).at(-1)).toBe('queued')
    // A backfill wants all.
    await s.w.run('schedule.backfill', { id: s.id, from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' })
    await s.settle()
    expect((await s.statuses()).slice(-2)).toEqual(['queued', 'queued'])
  })

  test('what is done at once overlaps with nothing, unless it is held', async () => {
    const soon = { ['then' as string]: [{ action: 'event.send', type: 'a.b' }] }
    for (const overlap of ['skip', 'cancelOther', 'queue']) {
      const s = await openAt(overlap, null, soon)
      await s.fire(3)
      expect(await s.statuses()).toEqual(['queued', 'queued', 'queued'])
      expect((await s.runs()).every((run) => run.cancelRequestedAt === null && !run.flow)).toBe(true)
    }
    const paused = await openAt('skip', null, soon)
    await paused.w.run('rule.pause', { id: paused.rule })
    await paused.fire(3)
    expect(await paused.statuses()).toEqual(['held', 'invalid_state', 'invalid_state'])
  })

  test('one after the other in the order of their events, though the oldest is the least wanted and stands behind a full page', {
    timeout: 240_000,
  }, async () => {
    const s = await openAt('queue', { priority: 'event.seq - 100' })
    await s.w.run('rule.pause', { id: s.rule })
    await s.fire(210)
    expect(new Set(await s.statuses())).toEqual(new Set(['held']))
    await s.w.run('rule.resume', { id: s.rule })
    for (const open of [0, 1, 2]) {
      await s.settle()
      const expected = (n: number) => (n < open ? 'completed' : n === open ? 'queued' : 'held')
      expect(await s.statuses()).toEqual(Array.from({ length: 210 }, (_, n) => expected(n)))
      if (open === 0) expect(await s.hold((await s.runs())[1])).toMatchObject({ why: 'overlap' })
      await s.end((await s.runs())[open])
    }
  })

  test('the end of a run that was not held lets go on what waits for it', async () => {
    const s = await openAt('skip')
    await s.fire(1)
    expect((await s.runs())[0]).toMatchObject({ status: 'queued', flow: false })
    await s.w.run('rule.update', { id: s.rule, when: at('queue').when as never })
    await s.fire(2)
    expect(await s.statuses()).toEqual(['queued', 'held', 'held'])
    const marks = () =>
      s.w.store.read(
        s.w.id,
        (tx) => tx`select from flow_wakes where workspace_id = ${s.w.id} and due_at <= clock_timestamp()`,
      )
    expect(await marks()).toHaveLength(0)
    await s.end((await s.runs())[0])
    // The mark is there with the end itself, not only when the gate would look again anyway.
    expect(await marks()).toHaveLength(1)
    await s.settle()
    expect(await s.statuses()).toEqual(['completed', 'queued', 'held'])
  })
})
