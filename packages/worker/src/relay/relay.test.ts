import { type AnyEvent, type CommandInput, maximumDepth, newId, type Rule } from '@orchestrator/domain'
import { cursorOf, type Run, type Store } from '@orchestrator/store'
import * as fc from 'fast-check'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { asOwner } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { RecentEvents } from '../rules/recent-events.ts'
import { Matcher } from './matcher.ts'
import { Relay } from './relay.ts'
import { WorkspaceRelay } from './workspace-round.ts'

let stage: TestStore
let stores: [Store, Store]
beforeAll(async () => {
  stage = await openTestStore()
  stores = [stage.open('relay', 4), stage.open('relay', 4)]
})
afterAll(() => stage?.close())

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** A thread costs more than all the rest; two processes have two. */
const matchers = [new Matcher(), new Matcher()] as const
afterAll(async () => {
  await Promise.all(matchers.map((matcher) => matcher.close()))
})

function relayOf(w: TestWorkspace, store: Store = stores[0]): WorkspaceRelay {
  const matcher = store === stores[1] ? matchers[1] : matchers[0]
  return new WorkspaceRelay({ store, matcher, recent: new RecentEvents(), workspaceId: w.id })
}

const headOf = async (w: TestWorkspace) => (await w.events()).length
/** Rounds until the log is read. */
async function readAll(w: TestWorkspace, relay: WorkspaceRelay, most = 500): Promise<void> {
  const head = await headOf(w)
  while (relay.position < head) await relay.round(most, head)
}
const runsOf = (w: TestWorkspace) =>
  w.store.read(
    w.id,
    (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq, automation_id`,
  )

const actions = [{ action: 'comment.create' as const, body: 'x' }]
const rule = (more: Partial<CommandInput<'rule.create'>> = {}) => ({
  name: 'r',
  when: 'task.created',
  then: actions,
  ...more,
})

/** The runs that a log demands, told without the relay: each rule as the log has it before the event. */
function demanded(log: readonly AnyEvent[]): string[] {
  const rules = new Map<string, Rule>()
  return log.flatMap((event) => {
    const due = [...rules.values()].filter((one) => {
      if (!one.enabled || one.when !== event.type) return false
      const title = 'task' in event ? event.task.title : 'tag' in event ? event.tag.name : undefined
      return one.if === null || one.if.endsWith(`"${title}"`)
    })
    if ('rule' in event && event.type !== 'rule.run_requested') {
      if (event.type === 'rule.deleted') rules.delete(event.rule.id)
      else rules.set(event.rule.id, event.rule)
    }
    return due.map((one) => `${event.seq} ${one.id} v${one.version}`)
  })
}

describe('the version in force', () => {
  const title = fc.constantFrom('a', 'b')
  const cel = fc.option(title.map((one) => `event.task.title == "${one}"`))
  const mostly = fc.constantFrom(true, true, true, false)
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ act: fc.constant('task' as const), title }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('create' as const), cel, enabled: mostly }) },
    fc.record({ act: fc.constant('change' as const), n: fc.nat({ max: 5 }), cel }),
    fc.record({ act: fc.constant('switch' as const), n: fc.nat({ max: 5 }), enabled: fc.boolean() }),
    fc.record({ act: fc.constant('delete' as const), n: fc.nat({ max: 5 }) }),
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant('round' as const),
        who: fc.nat({ max: 1 }),
        most: fc.integer({ min: 1, max: 7 }),
      }),
    },
  )

  test('at an event’s seq is exact: live or late, whatever the rounds, and when two relays take turns', {
    timeout: 120_000,
  }, async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }),
        fc.integer({ min: 1, max: 9 }),
        async (steps, most) => {
          const w = await stage.workspace()
          const project = await w.project()
          const relays = [relayOf(w, stores[0]), relayOf(w, stores[1])]
          const rules: string[] = []
          for (const one of steps) {
            const id = 'n' in one ? rules[one.n % Math.max(1, rules.length)] : undefined
            if (one.act === 'task') await w.task(project, { title: one.title })
            else if (one.act === 'create')
              rules.push((await w.run('rule.create', rule({ if: one.cel, enabled: one.enabled }))).result.id)
            else if (one.act === 'round') await relays[one.who]?.round(one.most, await headOf(w))
            else if (id === undefined) continue
            else if (one.act === 'change') await w.run('rule.update', { id, if: one.cel })
            else if (one.act === 'switch') await w.run('rule.update', { id, enabled: one.enabled })
            else {
              await w.run('rule.delete', { id })
              rules.splice(rules.indexOf(id), 1)
            }
          }
          await readAll(w, relays[0] as WorkspaceRelay, most)
          const runs = await runsOf(w)
          expect(runs.map((run) => `${run.eventSeq} ${run.automationId} v${run.version}`).sort()).toEqual(
            demanded(await w.events()).sort(),
          )
          expect(runs.every((run) => run.status === 'queued' && run.kind === 'rule')).toBe(true)
          found += runs.length
        },
      ),
      { numRuns: 12 },
    )
    expect(found).toBeGreaterThan(20)
  })

  test('a run tells all that it descends from', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const made = await w.run('rule.create', rule({ name: 'Say x', scopes: ['comment.create'] }))
    const task = await w.task(project)
    await readAll(w, relayOf(w))
    const event = (await w.events()).at(-1)
    const [run, ...rest] = await runsOf(w)
    expect(rest).toEqual([])
    expect(run).toMatchObject({
      kind: 'rule',
      automationId: made.result.id,
      name: 'Say x',
      version: '1',
      definitionSeq: made.firstSeq,
      eventSeq: event?.seq,
      eventId: event?.id,
      eventType: 'task.created',
      subjectType: 'task',
      subjectId: task,
      projectId: project,
      memberId: w.owner.actor.memberId,
      scopes: ['comment.create'],
      depth: 1,
      correlationId: event?.id,
      status: 'queued',
      error: null,
    })
  })

  test('a rule starts on events about rules, but not on its own making', async () => {
    const w = await stage.workspace()
    const watcher = await w.run(
      'rule.create',
      rule({ when: 'rule.created', then: [{ action: 'task.create', title: 'x', projectId: `{{"${newId()}"}}` }] }),
    )
    const other = await w.run('rule.create', rule())
    await readAll(w, relayOf(w))
    expect((await runsOf(w)).map((run) => [run.automationId, run.eventSeq])).toEqual([
      [watcher.result.id, other.firstSeq],
    ])
  })
})

describe('what is not run is recorded', () => {
  test('an event at the end of a chain that is too long', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await w.run('rule.create', rule())
    for (const depth of [maximumDepth - 1, maximumDepth, maximumDepth + 1]) {
      const cause = { causationId: newId(), correlationId: newId(), depth }
      await w.run('task.create', { projectId: project, title: 'x' }, { ...w.owner, cause })
    }
    await readAll(w, relayOf(w))
    const runs = await runsOf(w)
    expect(runs.map((run) => [run.depth, run.status])).toEqual([
      [maximumDepth, 'queued'],
      [maximumDepth + 1, 'skipped'],
      [maximumDepth + 2, 'skipped'],
    ])
    expect(runs[1]).toMatchObject({
      error: { code: 'depth_limit', message: expect.stringContaining('loop') },
      endedAt: expect.any(String),
    })
  })
})

describe('several relays', () => {
  test('on twenty workspaces find every run once, while people write', { timeout: 60_000 }, async () => {
    const spaces = await Promise.all(Array.from({ length: 20 }, () => stage.workspace()))
    const projects = await Promise.all(spaces.map((w) => w.project()))
    await Promise.all(spaces.map((w) => w.run('rule.create', rule())))
    let told = 0
    const start = async (store: Store) => {
      const relay = new Relay({
        store,
        logger: pino({ enabled: false }),
        recent: new RecentEvents(),
        onRuleRuns: () => void told++,
        onWaits: () => {},
        onHeld: () => {},
        onLagging: () => {},
      })
      await relay.start()
      closing.push(() => relay.stop())
    }
    await Promise.all(stores.map(start))
    await Promise.all(
      spaces.map(async (w, n) => {
        for (let round = 0; round < 8; round++) await w.task(projects[n] ?? '')
      }),
    )
    for (const w of spaces) await expect.poll(async () => (await runsOf(w)).length, { timeout: 20_000 }).toBe(8)
    for (const w of spaces)
      expect((await runsOf(w)).map((run) => `${run.eventSeq} ${run.automationId} v${run.version}`)).toEqual(
        demanded(await w.events()),
      )
    expect(told).toBeGreaterThan(0)
    // At rest no workspace is marked, so that a thousand quiet ones cost nothing.
    const dirty = () => stores[0].sql<{ n: number }[]>`select count(*)::int as n from relay_dirty_workspaces(1000)`
    await expect.poll(async () => (await dirty())[0]?.n, { timeout: 20_000 }).toBe(0)
    await spaces[3]?.task(projects[3] ?? '')
    await expect.poll(async () => (await runsOf(spaces[3] as TestWorkspace)).length, { timeout: 20_000 }).toBe(9)
  })

  test('a relay that finds the cursor taken does nothing, and goes on after', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const relay = relayOf(w)
    await readAll(w, relay)
    await w.run('rule.create', rule())
    await w.task(project)
    const head = await headOf(w)
    await w.store.write(w.id, async (tx) => {
      await tx`select 1 from relay_cursors where workspace_id = ${w.id} for update`
      expect(await relay.round(500, head)).toBe('taken')
    })
    expect(await runsOf(w)).toEqual([])
    await readAll(w, relay)
    expect(await runsOf(w)).toHaveLength(1)
  })

  test('a relay that finds the cursor taken is back at once when it is free, and does not wait for its poll', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await w.run('rule.create', rule())
    const relay = new Relay({
      store: stores[0],
      logger: pino({ enabled: false }),
      recent: new RecentEvents(),
      onRuleRuns: () => {},
      onWaits: () => {},
      onHeld: () => {},
      onLagging: () => {},
    })
    await relay.start()
    closing.push(() => relay.stop())
    await expect.poll(() => cursorOf(w.store, w.id), { timeout: 20_000 }).toBe(await headOf(w))
    const late: number[] = []
    for (let n = 1; n <= 6; n++) {
      let free = 0
      await w.store.write(w.id, async (tx) => {
        await tx`select 1 from relay_cursors where workspace_id = ${w.id} for update`
        await w.task(project)
        // Long enough to be found taken, and far shorter than the poll.
        await new Promise((resolve) => setTimeout(resolve, 100))
        free = performance.now()
      })
      await expect.poll(async () => (await runsOf(w)).length, { timeout: 20_000, interval: 5 }).toBe(n)
      late.push(performance.now() - free)
    }
    expect(Math.min(...late)).toBeLessThan(250)
  })
})

test('a log that cannot be read holds up no other', { timeout: 120_000 }, async () => {
  const [broken, sound] = [await stage.workspace(), await stage.workspace()]
  const { databaseUrl } = stage.database
  await asOwner(
    databaseUrl,
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$;
    create trigger refuse before insert on runs for each row when (new.workspace_id = '${broken.id}') execute function refuse()`,
  )
  let failures = 0
  const logger = pino({}, { write: (line: string) => void (line.includes(broken.id) && failures++) })
  const idle = () => {}
  const told = { onRuleRuns: idle, onWaits: idle, onHeld: idle, onLagging: idle }
  const start = async (failurePauseMs: number) => {
    const relay = new Relay({ store: stores[0], logger, recent: new RecentEvents(), ...told, failurePauseMs })
    await relay.start()
    closing.push(() => relay.stop())
    return relay
  }
  const [first, project] = [await broken.project(), await sound.project()]
  for (const w of [broken, sound]) await w.run('rule.create', rule())
  // Whoever waits with the other for the pause after a failure waits for ever.
  const relay = await start(24 * 3_600_000)
  await broken.task(first)
  const patient = { timeout: 60_000, interval: 5 }
  await expect.poll(() => failures, patient).toBe(1)
  for (let n = 1; n <= 3; n++) {
    await sound.task(project)
    await expect.poll(async () => (await runsOf(sound)).length, patient).toBe(n)
  }
  expect(failures).toBe(1)
  await relay.stop()
  await start(50)
  await expect.poll(() => failures, patient).toBeGreaterThan(2)
  await asOwner(databaseUrl, 'drop trigger refuse on runs')
  await expect.poll(async () => (await runsOf(broken)).length, patient).toBe(1)
})
