import { type AnyEvent, type Command, type CommandInput, newId } from '@orchestrator/domain'
import {
  cursorOf,
  endWaitStep,
  putBundle,
  type Run,
  type Store,
  subscribeWait,
  type WaitSource,
} from '@orchestrator/store'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { matcherFor } from '../activities/match-sources.ts'
import { RecentEvents } from '../rules/recent-events.ts'
import { Relay } from './relay.ts'
import { SlowLane } from './slow-lane.ts'

let stage: TestStore
let store: Store
beforeAll(async () => {
  stage = await openTestStore()
  store = stage.open('relay', 8)
})
afterAll(() => stage?.close())

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

const logger = pino({ enabled: false })
const nothing = {
  onHeld: () => {},
  onRuleRuns: () => {},
  onWaits: () => {},
}

function startLane(app: Store = stage.store): SlowLane {
  const lane = new SlowLane({ store, app, logger, ...nothing })
  lane.start()
  closing.push(() => lane.stop())
  return lane
}

/** The main lane, as one process has it. */
async function startRelay(onLagging = () => {}): Promise<void> {
  const relay = new Relay({ store, logger, recent: new RecentEvents(), ...nothing, onLagging })
  await relay.start()
  closing.push(() => relay.stop())
}

/** Linear in its text, and yet more than a second of work for what is heavy. */
const bomb = 'event.payload.list.all(text, !text.matches("[a-m].{40}[^a-z]"))'
let seed = 1
const letter = () => {
  seed = (seed * 16_807) % 2_147_483_647
  return String.fromCharCode(97 + (seed % 26))
}
const heavy = { list: Array.from({ length: 60 }, () => Array.from({ length: 2_000 }, letter).join('')) }
const light = { list: ['x'] }
const other = { list: [`a${'b'.repeat(40)}!`] }

const then = [{ action: 'comment.create' as const, taskId: `{{"${newId()}"}}`, body: 'x' }]
const rule = async (w: TestWorkspace, more: Partial<CommandInput<'rule.create'>> = {}) =>
  (await w.run('rule.create', { name: 'r', when: 'a.b', then, ...more })).result.id
const send = async (w: TestWorkspace, payload: object, type = 'a.b') =>
  (await w.run('event.send', { type, payload: payload as never })).firstSeq ?? 0

const runsOf = async (w: TestWorkspace, automationId: string) =>
  (
    await w.store.read(
      w.id,
      (tx) => tx<Run[]>`select * from runs where automation_id = ${automationId} order by event_seq`,
    )
  ).map((run) => `${run.eventSeq} v${run.version} ${run.status} ${run.error?.code ?? ''}`.trim())
const laggingOf = (w: TestWorkspace) =>
  w.store.read(
    w.id,
    (tx) => tx<{ kind: string; id: string; seq: number }[]>`select kind, id, seq from lagging_triggers order by seq`,
  )
const toldOf = async (w: TestWorkspace) =>
  (await w.events()).filter(
    (event): event is Extract<AnyEvent, { type: 'automation.throttled' }> => event.type === 'automation.throttled',
  )
const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000, interval: 50 })
const read = async (w: TestWorkspace) =>
  until(async () => (await cursorOf(w.store, w.id)) >= (await w.events()).length).toBe(true)
const calm = (w: TestWorkspace) =>
  stage
    .open('relay', 1)
    .write(
      w.id,
      (tx) => tx`update lagging_triggers set slow_at = now() - interval '2 minutes' where workspace_id = ${w.id}`,
    )

describe('a rule whose condition takes too long for an event', () => {
  test('is left out for that event alone, visibly; it catches up, and no other rule or workspace waits for it', {
    timeout: 180_000,
  }, async () => {
    const [w, elsewhere] = [await stage.workspace(), await stage.workspace()]
    const [slow, plain, theirs] = [await rule(w, { if: bomb }), await rule(w), await rule(elsewhere)]
    const seqs = []
    for (const payload of [light, heavy, other, light]) seqs.push(await send(w, payload))
    const [one = 0, two = 0, , four = 0] = seqs
    const far = await send(elsewhere, light)
    // No slow lane yet: the main lane goes on without it.
    await startRelay()
    await until(() => runsOf(w, plain)).toEqual(seqs.map((seq) => `${seq} v1 queued`))
    await until(() => runsOf(elsewhere, theirs)).toEqual([`${far} v1 queued`])
    expect(await runsOf(w, slow)).toEqual([])
    expect(await laggingOf(w)).toMatchObject([{ kind: 'automation', id: slow }])

    startLane()
    await until(() => runsOf(w, slow)).toEqual([
      `${one} v1 queued`,
      `${two} v1 skipped condition_too_slow`,
      `${four} v1 queued`,
    ])
    const later = await send(w, light)
    await until(async () => (await runsOf(w, slow)).at(-1)).toBe(`${later} v1 queued`)
    const [run] = await w.store.read(
      w.id,
      (tx) => tx<Run[]>`select * from runs where event_seq = ${two} and automation_id = ${slow}`,
    )
    expect(run?.error?.message).toContain(`longer than 50 ms for event ${two}`)
    expect(run?.endedAt).not.toBeNull()
  })

  test('tells its owner, as the run that was left out, once an hour', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    const manager = await w.member('MANAGER')
    const made = await w.run('rule.create', { name: 'slow one', when: 'a.b', if: bomb, then }, manager)
    const slow = made.result.id
    const seqs = [await send(w, heavy), await send(w, heavy)]
    const lane = startLane()
    await startRelay(() => lane.poke())
    await until(async () => (await runsOf(w, slow)).length).toBe(2)
    const [first, ...more] = await toldOf(w)
    expect(more).toEqual([])
    const [run] = await w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where event_seq = ${seqs[0] ?? 0}`)
    expect(first).toMatchObject({
      subject: { type: 'rule', id: slow },
      automation: { kind: 'rule', id: slow, name: 'slow one' },
      slowSeq: seqs[0],
      reason: run?.error?.message,
      actor: { type: 'rule_run', id: run?.id, memberId: manager.actor.memberId },
      causationId: run?.eventId,
      depth: 1,
    })
    // The rule is in force all the same.
    const next = await send(w, light)
    await until(async () => (await runsOf(w, slow)).at(-1)).toBe(`${next} v1 queued`)
  })

  test('whose owner has left is skipped all the same', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    const manager = await w.member('MANAGER')
    const slow = (await w.run('rule.create', { name: 'r', when: 'a.b', if: bomb, then }, manager)).result.id
    await w.run('member.remove', { id: manager.actor.memberId })
    const seq = await send(w, heavy)
    const lane = startLane()
    await startRelay(() => lane.poke())
    await until(() => runsOf(w, slow)).toEqual([`${seq} v1 skipped condition_too_slow`])
    expect(await toldOf(w)).toEqual([])
  })

  test('that is edited works at once as edited; the version before it is brought to its end', {
    timeout: 180_000,
  }, async () => {
    const w = await stage.workspace()
    const slow = await rule(w, { if: bomb })
    const seqs = [await send(w, light), await send(w, heavy)]
    await startRelay()
    await until(async () => (await laggingOf(w)).length).toBe(1)
    seqs.push(await send(w, light))
    await w.run('rule.update', { id: slow, if: 'event.payload.list.size() > 0' })
    const after = await send(w, heavy)
    await until(() => runsOf(w, slow)).toEqual([`${after} v2 queued`])
    startLane()
    await until(() => runsOf(w, slow)).toEqual([
      `${seqs[0]} v1 queued`,
      `${seqs[1]} v1 skipped condition_too_slow`,
      `${seqs[2]} v1 queued`,
      `${after} v2 queued`,
    ])
    await until(() => laggingOf(w)).toEqual([])
  })

  test('that is deleted is brought to its end', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    const slow = await rule(w, { if: bomb })
    const seqs = [await send(w, light), await send(w, heavy)]
    await w.run('rule.delete', { id: slow })
    await send(w, light)
    const lane = startLane()
    await startRelay(() => lane.poke())
    await until(() => runsOf(w, slow)).toEqual([`${seqs[0]} v1 queued`, `${seqs[1]} v1 skipped condition_too_slow`])
    await until(() => laggingOf(w)).toEqual([])
  })

  test('goes back to the main lane after a minute without a slow event; none is asked about twice or by nobody', {
    timeout: 300_000,
  }, async () => {
    const w = await stage.workspace()
    const slow = await rule(w, { if: bomb })
    const seqs = [await send(w, heavy)]
    const lanes = [startLane(), startLane()]
    const poke = () => {
      for (const lane of lanes) lane.poke()
    }
    await startRelay(poke)
    await startRelay(poke)
    await until(() => runsOf(w, slow)).toEqual([`${seqs[0]} v1 skipped condition_too_slow`])
    // It goes over to and fro while people write.
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 3; n++) seqs.push(await send(w, light))
      await calm(w)
      for (let n = 0; n < 10; n++) seqs.push(await send(w, light))
      await until(async () => (await laggingOf(w)).length).toBe(0)
      seqs.push(await send(w, light), await send(w, heavy))
      for (let n = 0; n < 3; n++) seqs.push(await send(w, light))
      await until(async () => (await runsOf(w, slow)).length).toBe(seqs.length)
    }
    const seen = (await runsOf(w, slow)).map((run) => Number(run.split(' ')[0]))
    expect(seen).toEqual(seqs)
    expect((await runsOf(w, slow)).filter((run) => run.includes('condition_too_slow'))).toHaveLength(3)
    expect(await toldOf(w)).toHaveLength(1)
  })

  test('after a turn that was lost finds the same again, and tells nothing twice', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    const slow = await rule(w, { if: bomb })
    const seqs = [await send(w, light), await send(w, heavy)]
    await startRelay()
    await until(async () => (await laggingOf(w)).length).toBe(1)
    let told = 0
    const dies: Store = {
      ...stage.store,
      execute: async (...told_) => {
        const answer = await stage.store.execute(...told_)
        if (told++ === 0) throw new Error('the process ends here')
        return answer
      },
    }
    startLane(dies)
    await until(() => runsOf(w, slow)).toEqual([`${seqs[0]} v1 queued`, `${seqs[1]} v1 skipped condition_too_slow`])
    expect(told).toBe(1)
    expect(await toldOf(w)).toHaveLength(1)
  })

  test('is always too slow: it costs a share of the processor, and others that lag have their turn', {
    timeout: 300_000,
  }, async () => {
    const [hopeless, w] = [await stage.workspace(), await stage.workspace()]
    const [never, slow] = [await rule(hopeless, { if: bomb }), await rule(w, { if: bomb })]
    for (let n = 0; n < 20; n++) await send(hopeless, heavy)
    await startRelay()
    await until(async () => (await laggingOf(hopeless)).length).toBe(1)
    const started = { cpu: process.cpuUsage(), at: performance.now() }
    const lane = startLane()
    await until(async () => (await runsOf(hopeless, never)).length).toBeGreaterThan(0)
    const seqs = [await send(w, heavy), await send(w, light)]
    await until(async () => (await laggingOf(w)).length).toBe(1)
    lane.poke()
    await until(() => runsOf(w, slow)).toEqual([`${seqs[0]} v1 skipped condition_too_slow`, `${seqs[1]} v1 queued`])
    const left = 20 - (await runsOf(hopeless, never)).length
    expect(left).toBeGreaterThan(0)
    await until(async () => (await runsOf(hopeless, never)).length).toBeGreaterThan(20 - left)
    const { user, system } = process.cpuUsage(started.cpu)
    // The lane is not all that this process does.
    expect((user + system) / 1_000 / (performance.now() - started.at)).toBeLessThan(0.75)
  })
})

describe('a playbook', () => {
  test('goes on with the triggers that cannot be slow, and a run that any trigger found is not left out', {
    timeout: 180_000,
  }, async () => {
    const w = await stage.workspace()
    const trigger = (more: object) => ({ kind: 'event' as const, eventTypes: ['a.b'], if: null, ...more })
    const manifest = {
      id: 'two-ways',
      folder: 'a/two-ways',
      title: null,
      scopes: null,
      steps: null,
      triggers: [
        trigger({ if: bomb }),
        trigger({ if: 'event.payload.list.size() > 1' }),
        trigger({ eventTypes: ['c.d'] }),
      ],
    }
    const hash = 'f'.repeat(64)
    await putBundle(w.store, w.id, { hash, manifest: {}, isolate: new Uint8Array([1]), steps: null })
    await w.run('playbook.deploy', { bundleHash: hash, playbooks: [manifest] })
    const seqs = [await send(w, heavy), await send(w, light), await send(w, heavy, 'c.d')]
    const [row] = await w.store.read(w.id, (tx) => tx<{ id: string }[]>`select id from playbooks`)
    const found = () => runsOf(w, row?.id ?? '')
    const version = `v${hash}`
    await startRelay()
    await until(found).toEqual([`${seqs[0]} ${version} queued`, `${seqs[2]} ${version} queued`])
    startLane()
    await until(found).toEqual([
      `${seqs[0]} ${version} queued`,
      `${seqs[1]} ${version} queued`,
      `${seqs[2]} ${version} queued`,
    ])
  })
})

describe('a wait', () => {
  const source = (afterSeq: number, cel: string | null = bomb, key = 'it', type = 'a.b'): WaitSource => ({
    key,
    eventTypes: [type],
    condition: cel === null ? null : { cel, params: {} },
    afterSeq,
  })
  const begin = async (w: TestWorkspace, sources: readonly WaitSource[], expiresAt: string | null = null) => {
    const run = { workspaceId: w.id, runId: newId() }
    const id = newId()
    const subscription = { id, runId: run.runId, workflowId: 'w', step: 0, sources, expiresAt }
    const subscribe = () => subscribeWait(w.store, w.id, subscription, matcherFor(sources))
    return { id, run, subscribe, found: await subscribe() }
  }
  const rowOf = async (w: TestWorkspace, id: string) =>
    (
      await w.store.read(
        w.id,
        (tx) =>
          tx<{ matchedSeq: number | null; matchedKey: string | null; error: { code: string } | null }[]>`
          select matched_seq, matched_key, error from waits where id = ${id}`,
      )
    )[0]
  const endOf = (w: TestWorkspace, wait: { id: string; run: { workspaceId: string; runId: string } }) =>
    endWaitStep(w.store, wait.run, 0, { waitId: wait.id, canceled: false })

  test('is answered by the first event that it takes, whichever lane finds it', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    // The second source is met by the heavy event, for which the first one takes too long: it is the first event all the same.
    const wait = await begin(w, [source(0), source(0, 'event.payload.list.size() > 1', 'big')])
    const met = await send(w, light)
    await send(w, heavy)
    await startRelay()
    await until(async () => (await laggingOf(w)).length).toBe(1)
    expect(await rowOf(w, wait.id)).toMatchObject({ matchedSeq: null })
    startLane()
    await until(() => rowOf(w, wait.id)).toEqual({ matchedSeq: met, matchedKey: 'it', error: null })
    await until(() => laggingOf(w)).toEqual([])
  })

  test('ends with an error when it cannot be told whether an event meets it', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    const wait = await begin(w, [source(0)])
    const seq = await send(w, heavy)
    await send(w, light)
    const lane = startLane()
    await startRelay(() => lane.poke())
    await until(() => rowOf(w, wait.id)).toMatchObject({ matchedSeq: seq, matchedKey: null })
    // Another one looks back, and comes to the same.
    const late = await begin(w, [source(0)])
    expect(late.found).toBeNull()
    await until(() => rowOf(w, late.id)).toMatchObject({ matchedSeq: seq, matchedKey: null })
    for (const one of [wait, late]) {
      await expect(one.subscribe()).rejects.toMatchObject({ code: 'condition_too_slow' })
      await expect(endOf(w, one)).rejects.toMatchObject({
        code: 'condition_too_slow',
        message: expect.stringContaining(`for event ${seq}`),
      })
      expect(await rowOf(w, one.id)).toBeUndefined()
    }
  })

  test('goes back to the main lane, and misses nothing on the way', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    const cel = `event.payload.size() > 1 && ${bomb}`
    const wait = await begin(w, [source(0, cel)])
    // As if it had been slow for an event that it does not take in the end.
    for (let n = 0; n < 3; n++) await send(w, light)
    await startRelay()
    await read(w)
    const behind = await cursorOf(w.store, w.id)
    const relayStore = stage.open('relay', 1)
    await relayStore.write(
      w.id,
      (tx) => tx`insert into lagging_triggers values (${w.id}, 'wait', ${wait.id}, 0, ${behind - 2}, now())`,
    )
    await send(w, light)
    await read(w)
    startLane()
    await calm(w)
    await until(() => laggingOf(w)).toEqual([])
    const met = await send(w, { list: ['x'], more: 1 })
    await until(() => rowOf(w, wait.id)).toEqual({ matchedSeq: met, matchedKey: 'it', error: null })
  })

  test('that looks back over many events, each nearly too slow, keeps nobody waiting', {
    timeout: 300_000,
  }, async () => {
    const w = await stage.workspace()
    const plain = await rule(w, { when: 'c.d' })
    // Milliseconds of work each, and many more before the thread is warm.
    const long = { list: heavy.list.slice(0, 1) }
    const commands = Array.from({ length: 300 }, () => ({
      id: newId(),
      type: 'event.send',
      data: { type: 'a.b', payload: long },
    }))
    await w.store.execute(w.owner, commands as unknown as Command[])
    const met = await send(w, other)
    await startRelay()
    await read(w)
    startLane()
    const [wait, seq] = await Promise.all([begin(w, [source(0, `!${bomb}`)]), send(w, light, 'c.d')])
    await until(() => runsOf(w, plain)).toEqual([`${seq} v1 queued`])
    expect(wait.found).toBeNull()
    expect(await rowOf(w, wait.id)).toMatchObject({ matchedSeq: null })
    await expect
      .poll(() => rowOf(w, wait.id), { timeout: 120_000, interval: 200 })
      .toEqual({ matchedSeq: met, matchedKey: 'it', error: null })
  })

  test('that looked back goes over to the main lane at once, and misses nothing that comes meanwhile', {
    timeout: 180_000,
  }, async () => {
    const w = await stage.workspace()
    await startRelay()
    await startRelay()
    startLane()
    const wanting = (n: number) => begin(w, [source(0, `event.payload.list.exists(text, text.matches("^${n}$"))`)])
    const giving = (n: number) => send(w, { list: [String(n)] })
    // It comes before, while or after the wait begins.
    const pairs = await Promise.all(
      Array.from({ length: 15 }, async (_, n) => {
        const early = n % 3 === 0 ? await giving(n) : 0
        const [wait, during] = await Promise.all([wanting(n), n % 3 === 1 ? giving(n) : 0])
        return { id: wait.id, seq: early || during || (await giving(n)) }
      }),
    )
    const last = await wanting(99)
    for (const { id, seq } of pairs)
      await until(() => rowOf(w, id)).toEqual({ matchedSeq: seq, matchedKey: 'it', error: null })
    await until(() => laggingOf(w)).toEqual([])
    expect(await rowOf(w, last.id)).toMatchObject({ matchedSeq: null })
    await giving(99)
    const seq = await giving(99)
    await until(async () => (await rowOf(w, last.id))?.matchedSeq).toBe(seq - 1)
  })

  test('that looks back is asked about nothing in the main lane, where a later event could come first', async () => {
    const w = await stage.workspace()
    await startRelay()
    const first = await send(w, light)
    await read(w)
    const wait = await begin(w, [source(0)])
    await send(w, light)
    await read(w)
    expect(await rowOf(w, wait.id)).toMatchObject({ matchedSeq: null })
    startLane()
    await until(() => rowOf(w, wait.id)).toEqual({ matchedSeq: first, matchedKey: 'it', error: null })
  })

  test('that has nothing to look back at is in the main lane from the start', async () => {
    const w = await stage.workspace()
    await send(w, light, 'c.d')
    await send(w, light)
    await startRelay()
    await read(w)
    await begin(w, [source(await cursorOf(w.store, w.id))])
    expect(await laggingOf(w)).toEqual([])
    const back = await begin(w, [source(0, `!${bomb}`)])
    expect(await laggingOf(w)).toMatchObject([{ kind: 'wait', id: back.id, seq: 0 }])
  })

  test('whose time is over waits until all that came in time was looked at', { timeout: 180_000 }, async () => {
    const w = await stage.workspace()
    const soon = new Date(Date.now() + 2_000).toISOString()
    const wait = await begin(w, [source(0, 'event.payload.n == 7')], soon)
    const never = await begin(w, [source(0, 'event.payload.n == 8', 'it', 'c.d')], soon)
    const met = await send(w, { n: 7 })
    // The relay is late.
    await expect(endOf(w, wait)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await endOf(w, never)).toBeNull()
    await startRelay()
    await until(async () => (await rowOf(w, wait.id))?.matchedSeq).toBe(met)
    expect(await endOf(w, wait)).toEqual({ key: 'it', seq: met })
  })
})

test.each([
  ['skip', ['queued ', 'skipped invalid_state', 'skipped invalid_state']],
  ['cancelOther', ['queued canceled', 'queued canceled', 'queued ']],
  ['queue', ['held ', 'held ', 'held ']],
])(
  'runs of one schedule are kept apart in this lane, too: overlap %s',
  { timeout: 120_000 },
  async (overlap, expected) => {
    const w = await stage.workspace()
    const id = await rule(w, {
      when: { schedule: { cron: '0 0 1 1 *', overlap } } as never,
      if: 'event.reason.matches("^trig")',
      ['then' as string]: [{ action: 'delay', for: '1 hour' }, ...then],
    })
    const created =
      (await w.events()).find(({ type, subject }) => type === 'rule.created' && subject.id === id)?.seq ?? 0
    await store.write(
      w.id,
      (tx) => tx`
        insert into lagging_triggers (workspace_id, kind, id, definition_seq, seq, slow_at)
        values (${w.id}, 'automation', ${id}, ${created}, ${created}, now())`,
    )
    const [schedule] = await w.store.read(
      w.id,
      (tx) => tx<{ id: string }[]>`select id from schedules where workspace_id = ${w.id}`,
    )
    for (let n = 0; n < 3; n++) await w.run('schedule.trigger', { id: schedule?.id ?? '' })
    await startRelay()
    await read(w)
    // The main lane has passed them, and left them to the other one.
    expect(await runsOf(w, id)).toEqual([])
    startLane()
    const runs = async () =>
      (
        await w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where automation_id = ${id} order by event_seq`)
      ).map((run) => `${run.status} ${run.error?.code ?? (run.cancelRequestedAt ? 'canceled' : '')}`)
    await until(runs).toEqual(expected)
    expect(await laggingOf(w)).toMatchObject([{ kind: 'automation', id }])
  },
)
