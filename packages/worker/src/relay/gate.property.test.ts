import { type Flow, newId } from '@orchestrator/domain'
import { endRun, gateTurn, type Run, type Store } from '@orchestrator/store'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { RecentEvents } from '../rules/recent-events.ts'
import { Matcher } from './matcher.ts'
import { WorkspaceRelay } from './workspace-round.ts'

let stage: TestStore
let gates: Store[]
let matcher: Matcher
beforeAll(async () => {
  stage = await openTestStore()
  gates = [stage.open('relay', 3), stage.open('relay', 3), stage.open('relay', 3)]
  matcher = new Matcher()
})
afterAll(async () => {
  await matcher?.close()
  await stage?.close()
})

/** Of one whose process is killed at the last moment before its commit. */
const killed = (store: Store): Store => ({
  ...store,
  write: (workspaceId, work) =>
    store.write(workspaceId, async (tx) => {
      await work(tx)
      throw new Error('killed')
    }),
})

const flows: fc.Arbitrary<Flow> = fc
  .record({
    concurrency: fc.option(fc.record({ key: fc.constant('event.payload.key'), limit: fc.integer({ min: 1, max: 2 }) })),
    throttle: fc.option(
      fc.record({
        key: fc.constant('event.payload.key'),
        limit: fc.integer({ min: 1, max: 2 }),
        period: fc.constant('40 seconds'),
      }),
    ),
    gather: fc.constantFrom<Pick<Flow, 'debounce' | 'batch'>>(
      {},
      { debounce: { key: 'event.payload.key', period: '20 seconds', maxWait: '50 seconds' } },
      { batch: { key: 'event.payload.key', size: 3, timeout: '30 seconds' } },
    ),
    idempotencyKey: fc.option(fc.constant('event.payload.order')),
    priority: fc.option(fc.constant('event.payload.rank')),
    expires: fc.option(fc.constant('2 minutes'), { freq: 4 }),
    drop: fc.boolean(),
  })
  .map(({ concurrency, throttle, gather, idempotencyKey, priority, expires, drop }) => ({
    ...(concurrency && { concurrency }),
    ...(throttle && { throttle: { ...throttle, ...(drop && { drop }) } }),
    ...gather,
    ...(idempotencyKey && { idempotencyKey }),
    ...(priority && { priority }),
    ...(expires && { expires }),
  }))

type Act =
  | { readonly act: 'event'; readonly key: string; readonly rank: number; readonly order: number }
  | { readonly act: 'read' | 'all' | 'kill' | 'pause' | 'resume' }
  | { readonly act: 'gate'; readonly who: number }
  | { readonly act: 'end'; readonly n: number }
  | { readonly act: 'pass'; readonly seconds: number }
const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant('event' as const),
      key: fc.constantFrom('a', 'b'),
      rank: fc.integer({ min: -3, max: 3 }),
      order: fc.integer({ min: 0, max: 12 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('read' as const, 'all' as const) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('gate' as const), who: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('kill' as const, 'pause' as const, 'resume' as const) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('end' as const), n: fc.nat({ max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 45 }) }) },
)

interface Admitted {
  readonly key: string
  readonly at: number
}

/** A workspace with one rule with this flow, several gates, and somebody who looks whether its limits hold. */
async function open(flow: Flow) {
  const w: TestWorkspace = await stage.workspace()
  const then = [{ action: 'comment.create', taskId: `{{"${newId()}"}}`, body: 'x' }]
  const rule = (await w.run('rule.create', { name: 'r', when: 'a.b', ['then' as string]: then, flow } as never)).result
    .id
  const ref = { workspaceId: w.id, automationId: rule }
  const recent = new RecentEvents()
  const relay = new WorkspaceRelay({
    ...{ store: gates[0] as Store, matcher, recent, workspaceId: w.id, onRuleRuns: () => {} },
  })
  const read = async () => {
    for (const head = (await w.events()).length; relay.position < head; ) await relay.round(3, head)
  }
  const gate = (who: number) => gateTurn(gates[who] as Store, ref)
  const runs = () =>
    w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq`)
  const end = async (n: number) => {
    const open = (await runs()).filter((run) => run.status === 'queued')
    const run = open[n % Math.max(1, open.length)]
    if (run) await endRun(w.store, w.id, run.id, { status: 'completed', result: null })
  }
  const pass = (seconds: number) =>
    gates[0]?.write(w.id, async (tx) => {
      const time = `${seconds} seconds`
      await tx`
        update flow_runs set created_at = created_at - ${time}::interval, since = since - ${time}::interval, occurred_at = occurred_at - ${time}::interval,
          not_before = not_before - ${time}::interval, expires_at = expires_at - ${time}::interval, admitted_at = admitted_at - ${time}::interval
        where workspace_id = ${w.id}`
      await tx`update flow_keys set expires_at = expires_at - ${time}::interval where workspace_id = ${w.id}`
    })
  const admitted = () =>
    w.store.read(
      w.id,
      (tx) => tx<Admitted[]>`
      select coalesce(throttle_key, '') as key, extract(epoch from admitted_at)::float8 * 1000 as at from flow_runs
      where workspace_id = ${w.id} and admitted_at is not null order by 2`,
    )
  return {
    w,
    rule,
    read,
    gate,
    runs,
    end,
    pass,
    admitted,
    killed: () => gateTurn(killed(gates[1] as Store), ref).catch(() => null),
  }
}

type Opened = Awaited<ReturnType<typeof open>>

/** Whether all limits hold at this instant. */
async function holds(s: Opened, { concurrency, throttle }: Flow, keyOf: (run: Run) => string): Promise<void> {
  if (concurrency) {
    const underWay = (await s.runs()).filter((run) => run.status === 'queued')
    for (const [key, own] of Map.groupBy(underWay, keyOf))
      expect([key, own.length <= concurrency.limit]).toEqual([key, true])
  }
  if (throttle) {
    for (const own of Map.groupBy(await s.admitted(), (one) => one.key).values())
      for (const [n, { at }] of own.entries()) {
        const over = own[n + throttle.limit]
        if (over) expect(over.at - at).toBeGreaterThanOrEqual(40_000)
      }
  }
}

test('limits are never exceeded, nothing is stuck, and each event ends in one run or in one visible skip', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(flows, fc.array(acts, { minLength: 15, maxLength: 45 }), async (flow, list) => {
      const s = await open(flow)
      const keys = new Map<string, string>()
      const keyOf = (run: Run) => keys.get(run.eventId) ?? ''
      let paused = false
      const act = async (one: Act): Promise<unknown> => {
        switch (one.act) {
          case 'event': {
            const { key, rank, order } = one
            const sent = await s.w.run('event.send', { type: 'a.b', payload: { key, rank, order: `${key}${order}` } })
            const [event] = await s.w.events((sent.firstSeq ?? 1) - 1)
            return event && keys.set(event.id, key)
          }
          case 'read':
            return s.read()
          case 'gate':
            return s.gate(one.who)
          // Everybody at once.
          case 'all':
            return Promise.all([s.read(), s.gate(0), s.gate(1), s.gate(2), s.end(0), s.killed()])
          case 'kill':
            return s.killed()
          case 'end':
            return s.end(one.n)
          case 'pass':
            return s.pass(one.seconds)
          case 'pause':
          case 'resume':
            paused = one.act === 'pause'
            return s.w.run(`rule.${one.act}`, { id: s.rule })
        }
      }
      for (const one of list) {
        await act(one)
        await holds(s, flow, keyOf)
      }
      // Then all goes its way.
      if (paused) await s.w.run('rule.resume', { id: s.rule })
      await s.read()
      for (let turn = 0; (await s.runs()).some((run) => run.status === 'held' || run.status === 'queued'); turn++) {
        expect(turn).toBeLessThan(400)
        await s.gate(turn % 3)
        await holds(s, flow, keyOf)
        await s.end(turn)
        await s.pass(10)
      }
      const runs = await s.runs()
      expect(runs.map((run) => run.eventId).sort()).toEqual([...keys.keys()].sort())
      // Of a batch one run has all events, whatever becomes of it.
      const handled = runs.flatMap((run) => (run.error?.code === 'batched' ? [] : (run.eventSeqs ?? [run.eventSeq])))
      expect(handled.sort((a, b) => a - b)).toEqual(runs.map((run) => run.eventSeq))
      for (const run of runs) {
        const what = run.error?.code ?? run.status
        seen.set(what, (seen.get(what) ?? 0) + 1)
        if (what === 'debounced')
          expect(runs.some((by) => by.eventSeq > run.eventSeq && run.error?.message.includes(by.id))).toBe(true)
      }
    }),
    { numRuns: 60, endOnFailure: true },
  )
  // It says something only if all come up.
  for (const what of ['completed', 'debounced', 'batched', 'duplicate', 'throttled', 'expired'])
    expect([what, seen.get(what) ?? 0]).toEqual([what, expect.any(Number)])
  expect([...seen.keys()].length).toBeGreaterThanOrEqual(5)
}, 300_000)
