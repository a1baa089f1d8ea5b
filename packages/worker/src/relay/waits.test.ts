import { type Command, newId } from '@orchestrator/domain'
import {
  cancelWait,
  cursorOf,
  markWaitDelivered,
  readMatchedWait,
  type Subscription,
  subscribeWait,
  sweepWaits,
  undeliveredWaits,
  type Wait,
  type WaitMatcher,
  type WaitSource,
} from '@orchestrator/store'
import * as fc from 'fast-check'
import pino from 'pino'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { matchSources } from '../activities/match-sources.ts'
import { RecentEvents } from '../rules/recent-events.ts'
import { Matcher } from './matcher.ts'
import { Relay } from './relay.ts'
import { SlowLane } from './slow-lane.ts'
import { WorkspaceRelay } from './workspace-round.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())
const matchers = [new Matcher(), new Matcher()] as const
afterAll(async () => {
  await Promise.all(matchers.map((matcher) => matcher.close()))
})

function relayOf(w: TestWorkspace, n: 0 | 1 = 0): WorkspaceRelay {
  const matcher = matchers[n]
  return new WorkspaceRelay({
    store: relayStore(),
    matcher,
    recent: new RecentEvents(),
    workspaceId: w.id,
  })
}
let relayStoreOf: ReturnType<TestStore['open']> | undefined
const relayStore = () => (relayStoreOf ??= stage.open('relay', 6))

const source = (afterSeq: number, n: number, key = 'it'): WaitSource => ({
  key,
  eventTypes: ['a.b'],
  condition: { cel: 'event.payload == params.n', params: { n } },
  afterSeq,
})
const subscription = (sources: readonly WaitSource[], id = newId()): Subscription => ({
  id,
  runId: newId(),
  workflowId: `w/${id}`,
  step: 0,
  sources,
  expiresAt: null,
})
const send = (w: TestWorkspace, n: number) => w.run('event.send', { type: 'a.b', payload: n })
const headOf = async (w: TestWorkspace) => (await w.events()).length
const readAll = async (w: TestWorkspace, relay: WorkspaceRelay, most = 3) => {
  const head = await headOf(w)
  // Whoever subscribes at this moment holds the cursor; then the relay comes again.
  while (relay.position < head) await relay.round(most, head)
}
const waitOf = async (w: TestWorkspace, id: string): Promise<Wait | undefined> =>
  (await w.store.read(w.id, (tx) => tx<Wait[]>`select * from waits where id = ${id}`))[0]

describe('a wait', () => {
  test('misses nothing, whatever happens before, while and after it is subscribed', { timeout: 120_000 }, async () => {
    const plan = fc.record({
      before: fc.nat({ max: 4 }),
      during: fc.nat({ max: 4 }),
      after: fc.nat({ max: 3 }),
      // Which of the events, counted through, is the first that it waits for.
      wanted: fc.nat({ max: 12 }),
      lookBack: fc.nat({ max: 4 }),
      relayFirst: fc.boolean(),
      order: fc.array(fc.nat({ max: 2 }), { minLength: 12, maxLength: 12 }),
    })
    const ends = { found: 0, matched: 0, none: 0 }
    await fc.assert(
      fc.asyncProperty(plan, async ({ before, during, after, wanted, lookBack, relayFirst, order }) => {
        const w = await stage.workspace()
        const [one, two] = [relayOf(w, 0), relayOf(w, 1)]
        let n = 0
        const next = () => send(w, n++ >= wanted ? 7 : 0)
        for (let i = 0; i < before; i++) await next()
        if (relayFirst) await readAll(w, one)
        const start = Math.max(0, (await headOf(w)) - lookBack)
        const wait = subscription([source(start, 7)])
        // All at once: the subscription, writers, and two relays.
        const acts = order.map(async (what) => {
          if (what === 0) await one.round(2, await headOf(w))
          if (what === 1) await two.round(2, await headOf(w))
        })
        const [answer] = await Promise.all([
          subscribeWait(w.store, w.id, wait, matchSources),
          ...acts,
          ...Array.from({ length: during }, next),
        ])
        for (let i = 0; i < after; i++) await next()
        await readAll(w, one)
        await readAll(w, two)

        const first = (await w.events()).find((event) => event.seq > start && 'payload' in event && event.payload === 7)
        const row = await waitOf(w, wait.id)
        if (answer) expect([answer.event.seq, answer.key]).toEqual([first?.seq, 'it'])
        expect([row?.matchedSeq ?? null, row?.matchedKey ?? null]).toEqual(first ? [first.seq, 'it'] : [null, null])
        ends[answer ? 'found' : first ? 'matched' : 'none']++
      }),
      { numRuns: 60 },
    )
    // Each way was gone.
    expect(Object.values(ends).every((count) => count > 0)).toBe(true)
  })

  test('is matched once, by the first event that meets it, and told to its run until the run was told', async () => {
    const w = await stage.workspace()
    const relay = relayOf(w)
    const wait = subscription([source(0, 1, 'one'), source(0, 2, 'two')])
    expect(await subscribeWait(w.store, w.id, wait, matchSources)).toBeNull()
    await send(w, 5)
    const met = await send(w, 2)
    await send(w, 1)
    await readAll(w, relay)
    await send(w, 2)
    await readAll(w, relay)
    expect(await waitOf(w, wait.id)).toMatchObject({ matchedSeq: met.firstSeq, matchedKey: 'two' })
    const undelivered = async () =>
      (await undeliveredWaits(relayStore(), 1_000)).filter(({ workspaceId }) => workspaceId === w.id)
    expect(await undelivered()).toEqual([{ workspaceId: w.id, id: wait.id }])
    expect(await readMatchedWait(relayStore(), w.id, wait.id)).toMatchObject({
      matchedKey: 'two',
      matchedSeq: met.firstSeq,
      workflowId: wait.workflowId,
    })
    await markWaitDelivered(relayStore(), w.id, wait.id)
    expect(await undelivered()).toEqual([])
  })

  test('subscribed again, as after a crash, gives the same answer and matches nothing a second time', async () => {
    const w = await stage.workspace()
    const relay = relayOf(w)
    const wait = subscription([source(0, 1)])
    await subscribeWait(w.store, w.id, wait, matchSources)
    const met = await send(w, 1)
    await readAll(w, relay)
    await send(w, 1)
    await readAll(w, relay)
    for (let n = 0; n < 3; n++)
      expect((await subscribeWait(w.store, w.id, wait, matchSources))?.event.seq).toBe(met.firstSeq)
    const late = subscription([source(0, 1)])
    const answers = await Promise.all(Array.from({ length: 5 }, () => subscribeWait(w.store, w.id, late, matchSources)))
    expect(answers.map((answer) => answer?.event.seq)).toEqual(Array(5).fill(met.firstSeq))
  })

  test('does not look back further than its run may see', async () => {
    const w = await stage.workspace()
    const relay = relayOf(w)
    await send(w, 1)
    const start = await headOf(w)
    const wait = subscription([source(start, 1), source(0, 9, 'other')])
    // The relay comes late to events that lie before the wait's beginning.
    expect(await subscribeWait(w.store, w.id, wait, matchSources)).toBeNull()
    await readAll(w, relay)
    expect((await waitOf(w, wait.id))?.matchedSeq).toBeNull()
    const met = await send(w, 1)
    await readAll(w, relay)
    expect((await waitOf(w, wait.id))?.matchedSeq).toBe(met.firstSeq)
  })

  test('of another workspace is not met', async () => {
    const [w, other] = [await stage.workspace(), await stage.workspace()]
    const wait = subscription([source(0, 1)])
    await subscribeWait(w.store, w.id, wait, matchSources)
    await send(other, 1)
    await readAll(other, relayOf(other))
    await readAll(w, relayOf(w))
    expect((await waitOf(w, wait.id))?.matchedSeq).toBeNull()
  })

  test('that looks back over a long log holds the relay up only for the end of it', async () => {
    const w = await stage.workspace()
    for (let part = 0; part < 3; part++) {
      const commands = Array.from({ length: 500 }, (_, n) => ({
        id: newId(),
        type: 'event.send',
        data: { type: 'a.b', payload: part * 500 + n },
      }))
      await w.store.execute(w.owner, commands as Command[])
    }
    await readAll(w, relayOf(w), 500)
    const free: boolean[] = []
    const watching: WaitMatcher = async (sources, events) => {
      const lock = relayStore().write(
        w.id,
        (tx) => tx`select 1 from relay_cursors where workspace_id = ${w.id} for update nowait`,
      )
      free.push(
        await lock.then(
          () => true,
          () => false,
        ),
      )
      return matchSources(sources, events)
    }
    const wait = subscription([source(0, -1)])
    expect(await subscribeWait(w.store, w.id, wait, watching)).toBeNull()
    expect(free.slice(0, 3)).toEqual([true, true, true])
    expect(free.at(-1)).toBe(false)
    const found = await subscribeWait(w.store, w.id, subscription([source(0, 1_400)]), watching)
    expect(found?.event).toMatchObject({ payload: 1_400 })
    const met = await send(w, -1)
    await readAll(w, relayOf(w))
    expect((await waitOf(w, wait.id))?.matchedSeq).toBe(met.firstSeq)
  })

  test('that is over is forgotten by the relay; one that was subscribed anew is not', async () => {
    const w = await stage.workspace()
    const relay = new Relay({
      store: relayStore(),
      logger: pino({ enabled: false }),
      recent: new RecentEvents(),
      onRuleRuns: () => {},
      onWaits: () => {},
      onHeld: () => {},
      onLagging: () => {},
    })
    await relay.start()
    try {
      const [stays, canceled, again] = [
        subscription([source(0, 1)]),
        subscription([source(0, 1)]),
        subscription([source(0, 1)]),
      ]
      for (const wait of [stays, canceled, again]) await subscribeWait(w.store, w.id, wait, matchSources)
      await send(w, 0)
      await expect.poll(() => cursorOf(w.store, w.id)).toBe(await headOf(w))
      expect(await relay.forgetEndedWaits()).toBe(0)
      await cancelWait(w.store, w.id, canceled.id)
      await cancelWait(w.store, w.id, again.id)
      await subscribeWait(w.store, w.id, again, matchSources)
      const sweep = async () => (await relay.forgetEndedWaits()) + (await relay.forgetEndedWaits())
      expect(await sweep()).toBe(2)
      expect(await sweep()).toBe(0)
      const met = await send(w, 1)
      for (const { id } of [stays, again])
        await expect.poll(async () => (await waitOf(w, id))?.matchedSeq).toBe(met.firstSeq)
    } finally {
      await relay.stop()
    }
  })

  test('that was subscribed anew while it was found out that it is over is not forgotten', async () => {
    const w = await stage.workspace()
    const relay = relayOf(w)
    const wait = subscription([source(0, 1)])
    await subscribeWait(w.store, w.id, wait, matchSources)
    await send(w, 0)
    await readAll(w, relay)
    const [over] = [...relay.waits]
    await cancelWait(w.store, w.id, wait.id)
    await subscribeWait(w.store, w.id, wait, matchSources)
    await send(w, 0)
    await readAll(w, relay)
    if (over) relay.forget(over)
    const met = await send(w, 1)
    await readAll(w, relay)
    expect((await waitOf(w, wait.id))?.matchedSeq).toBe(met.firstSeq)
  })

  test('is not answered by what came after its time, whether looked back for, read late or asked slowly', async () => {
    const w = await stage.workspace()
    const owner = postgres(stage.database.databaseUrl, { max: 1 })
    const expiresAt = '2100-01-01T00:00:00Z'
    const send = async (occurredAt: string) => {
      const { firstSeq } = await w.run('event.send', { type: 'a.b', payload: 1 })
      await owner`update events set occurred_at = ${occurredAt} where workspace_id = ${w.id} and seq = ${firstSeq}`
      return firstSeq
    }
    const [inTime, late] = ['2100-01-01T00:00:00.000Z', '2100-01-01T00:00:00.001Z']
    const begin = async (matches: WaitMatcher | null = matchSources) => {
      const wait = { ...subscription([source(0, 1)]), expiresAt }
      return { id: wait.id, found: await subscribeWait(w.store, w.id, wait, matches) }
    }
    const lane = new SlowLane({
      ...{ store: relayStore(), app: w.store, logger: pino({ enabled: false }) },
      ...{ onRuleRuns: () => {}, onWaits: () => {} },
    })
    try {
      const live = await begin()
      await send(late)
      await readAll(w, relayOf(w))
      expect((await waitOf(w, live.id))?.matchedSeq).toBeNull()
      const back = await begin()
      expect(back.found).toBeNull()
      // The slow lane looks back for it.
      const slow = await begin(null)
      lane.start()
      const met = await send(inTime)
      await send(late)
      await readAll(w, relayOf(w))
      lane.poke()
      for (const { id } of [live, back, slow])
        await expect.poll(async () => (await waitOf(w, id))?.matchedSeq, { timeout: 25_000 }).toBe(met)
      expect((await begin()).found?.event.seq).toBe(met)
    } finally {
      await lane.stop()
      await owner.end()
    }
  })

  test('for which nobody comes is swept, unless something may still come of it', async () => {
    const w = await stage.workspace()
    const [long, soon] = ['2020-01-01T00:00:00Z', '2100-01-01T00:00:00Z']
    const begin = async (runStatus: string | null, more: Partial<Subscription> = {}, n = 1) => {
      const wait = { ...subscription([source(0, n)]), ...more }
      await subscribeWait(w.store, w.id, wait, matchSources)
      if (runStatus !== null)
        await w.store.write(
          w.id,
          (tx) => tx`
          insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
          values (${w.id}, ${wait.runId}, 'playbook', ${wait.id}, 'demo', 'v', 1, 1, ${wait.id}, 'task.created', 'task', ${wait.id}, ${w.owner.actor.memberId}, 1, ${wait.id}, ${runStatus}, now())`,
        )
      return wait.id
    }
    const relay = relayOf(w)
    const kept = [
      await begin('running'),
      await begin('running', { expiresAt: soon }),
      // Matched in time, and not collected yet.
      await begin('running', {}, 7),
    ]
    const swept = [await begin('failed'), await begin('completed', {}, 7), await begin('running', { expiresAt: long })]
    await send(w, 7)
    await readAll(w, relay)
    // An event came in time, long ago, and the relay has not read it yet.
    const late = await begin('running', { expiresAt: long }, 8)
    const { firstSeq } = await send(w, 8)
    const owner = postgres(stage.database.databaseUrl, { max: 1 })
    await owner`update events set occurred_at = '2019-12-31' where workspace_id = ${w.id} and seq = ${firstSeq}`
    await owner.end()
    await w.store.write(w.id, async (tx) => {
      await tx`update waits set expires_at = ${long} where id = any(${[kept[2] ?? '']}::uuid[])`
    })
    // It might be what another wait for its type looks for, too.
    expect(await sweepWaits(relayStore())).toBe(2)
    await readAll(w, relay)
    expect(await sweepWaits(relayStore())).toBe(1)
    expect((await waitOf(w, late))?.matchedSeq).toBe(firstSeq)
    for (const id of kept) expect(await waitOf(w, id)).toBeDefined()
    for (const id of swept) expect(await waitOf(w, id)).toBeUndefined()
  })
})
