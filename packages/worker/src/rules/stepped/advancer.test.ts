import { type CommandInput, newId } from '@orchestrator/domain'
import { claimDueRuns, type Definition, nextRunWake, type Run, readRunRecords, type Store } from '@orchestrator/store'
import pino from 'pino'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { Relay } from '../../relay/relay.ts'
import { RecentEvents } from '../recent-events.ts'
import { Advancer } from './advancer.ts'

// Without Temporal: nothing of it is needed.
const logger = pino({ enabled: false })
let stage: TestStore
let owner: postgres.Sql
let relayStore: Store
beforeAll(async () => {
  stage = await openTestStore()
  relayStore = stage.open('relay', 6)
  owner = postgres(stage.database.databaseUrl, { max: 2, onnotice: () => {} })
})
const running = new Set<{ stop(): Promise<void> }>()
afterEach(async () => {
  for (const one of running) await one.stop()
  running.clear()
})
afterAll(async () => {
  await owner?.end()
  await stage?.close()
})

async function startAdvancer(): Promise<Advancer> {
  const app = stage.open('app', 4)
  const advancer = new Advancer({ relay: relayStore, app, logger })
  await advancer.start()
  running.add(advancer)
  return advancer
}

/** What a relay's process does for such runs, beside Temporal. */
async function startRelay(...advancers: readonly Advancer[]): Promise<Relay> {
  const poke = () => {
    for (const advancer of advancers) advancer.poke()
  }
  const nothing = () => {}
  const relay = new Relay({
    ...{ store: relayStore, logger, recent: new RecentEvents() },
    ...{ onRuleRuns: nothing, onHeld: nothing, onLagging: nothing, onWaits: poke, onSteppedRuns: poke },
  })
  await relay.start()
  running.add(relay)
  return relay
}

async function stop(...some: readonly { stop(): Promise<void> }[]): Promise<void> {
  for (const one of some) {
    running.delete(one)
    await one.stop()
  }
}

type Actions = CommandInput<'rule.create'>['then']
const rule = (w: TestWorkspace, then: Actions, start = 'go') =>
  w.run('rule.create', {
    ...{ name: start, when: 'task.created', if: `event.task.title.startsWith("${start}")`, then },
  })
const runsOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq, id`)
const titlesOf = async (w: TestWorkspace) => {
  const rows = await w.store.read(w.id, (tx) => tx<{ title: string }[]>`select title from tasks order by title`)
  return rows.map(({ title }) => title)
}
const patience = { timeout: 90_000, interval: 50 }
const ended = (w: TestWorkspace, count: number) =>
  expect
    .poll(
      async () => (await runsOf(w)).filter(({ status }) => !['held', 'queued', 'running'].includes(status)).length,
      patience,
    )
    .toBe(count)
const parked = (w: TestWorkspace, count: number) =>
  expect
    .poll(async () => {
      const rows = await w.store.read(
        w.id,
        (tx) => tx`
        select from run_steps s join runs r on r.workspace_id = s.workspace_id and r.id = s.run_id
        where s.status = 'running' and r.leased_until is null`,
      )
      return rows.length
    }, patience)
    .toBe(count)

const waits: Actions = [
  { action: 'task.create', name: 'made', title: 'made {{event.task.title}}' },
  { action: 'delay', for: '0.05 seconds' },
  { action: 'waitFor', event: 'never.comes', timeout: '0.05 seconds' },
  { action: 'task.create', title: 'then {{steps.made.title}}' },
  { action: 'delay', for: '0.05 seconds' },
  { action: 'task.create', title: 'last {{steps.made.title}}' },
]

test('where nothing rests, nothing has a time at which to look', async () => {
  expect(await nextRunWake(relayStore, [])).toBeNull()
})

test('several that take the same runs at the same time do each thing once', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, waits)
  const advancers = [await startAdvancer(), await startAdvancer(), await startAdvancer()]
  await startRelay(...advancers)
  const names = Array.from({ length: 15 }, (_, n) => `go ${n}`)
  // Leases are over at once: each takes what another has.
  const robbing = setInterval(() => {
    void owner`update runs set leased_until = null where leased_until is not null`.catch(() => {})
    for (const advancer of advancers) advancer.poke()
  }, 25)
  for (const title of names) await w.task(project, { title })
  await ended(w, names.length).finally(() => clearInterval(robbing))
  const runs = await runsOf(w)
  expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['completed']))
  expect(Math.max(...runs.map(({ claims }) => claims))).toBeGreaterThan(4)
  expect(await titlesOf(w)).toEqual(
    names.flatMap((name) => [name, `made ${name}`, `then made ${name}`, `last made ${name}`]).toSorted(),
  )
  const told = (await w.events()).filter(({ type }) => type === 'run.completed')
  expect(told).toHaveLength(names.length)
}, 120_000)

test('what an action gave is the same after a wait, whatever else its command told of last', async () => {
  const w = await stage.workspace()
  const projectId = await w.project()
  await rule(w, [
    { action: 'task.update', name: 'done', status: 'completed' },
    { action: 'delay', for: '0.05 seconds' },
    { action: 'task.create', title: 'then {{steps.done.title}} is {{steps.done.status}}' },
  ])
  const advancer = await startAdvancer()
  await startRelay(advancer)
  const { result } = await w.run('series.create', {
    ...{ projectId, task: { title: 'go' }, recurrence: { afterCompletion: { days: 3 } } },
  })
  const { memberId } = w.owner.actor
  const who = { ...w.owner, actor: { type: 'series' as const, id: result.id, memberId } }
  await w.run('series.occur', { id: result.id, at: new Date().toISOString() }, who)
  await ended(w, 1)
  expect(await runsOf(w)).toMatchObject([{ status: 'completed', error: null }])
  expect(await titlesOf(w)).toEqual(['go', 'then go is completed'])
  // Completing the task told of its series, after it told of the task.
  const told = (await w.events()).map(({ type }) => type)
  expect(told[told.indexOf('task.status_changed') + 1]).toBe('series.updated')
}, 120_000)

test('what came while nobody was there is found: an event that was waited for, and a time that passed', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, [
    { action: 'waitFor', event: 'go.on', timeout: '1 day' },
    { action: 'task.create', title: 'answered' },
  ])
  await rule(
    w,
    [
      // Long enough that both are seen at rest together, however slow the machine.
      { action: 'delay', for: '5 seconds' },
      { action: 'task.create', title: 'slept' },
    ],
    'sleep',
  )
  const first = [await startAdvancer()]
  const relay = await startRelay(...first)
  await w.task(project, { title: 'go' })
  await w.task(project, { title: 'sleep' })
  await parked(w, 2)
  await stop(...first, relay)
  await w.run('event.send', { type: 'go.on' })
  await expect
    .poll(async () => (await w.store.read(w.id, (tx) => tx`select from runs where wake_at <= now()`)).length, patience)
    .toBe(1)
  const later = await startAdvancer()
  await startRelay(later)
  await ended(w, 2)
  expect(await titlesOf(w)).toEqual(['answered', 'go', 'sleep', 'slept'])
}, 120_000)

test('a run that the database refuses holds up no other, says so, can be cancelled, and goes on once it is mended', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, waits)
  await owner.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'it is refused'; end $$;
    create trigger refuse before insert on run_steps for each row
      when (new.kind = 'sleep' and new.input->>'milliseconds' in ('77', '86400000')) execute function refuse()`)
  const poisons = { poison: '0.077 seconds', unwanted: '0.077 seconds', resting: '1 day' } as const
  for (const [name, pause] of Object.entries(poisons)) {
    const then: Actions = [
      { action: 'delay', for: pause },
      { action: 'task.create', title: 'mended' },
    ]
    await rule(w, then, name)
  }
  const advancer = await startAdvancer()
  await startRelay(advancer)
  for (const title of Object.keys(poisons)) await w.task(project, { title })
  for (let n = 0; n < 30; n++) await w.task(project, { title: `go ${n}` })
  await ended(w, 30)
  const of = async (name: keyof typeof poisons) => (await runsOf(w)).find((run) => run.name === name)
  for (const name of ['poison', 'unwanted', 'resting'] as const) {
    await expect.poll(async () => (await of(name))?.error?.message, patience).toContain('it is refused')
    expect(await of(name)).toMatchObject({ status: 'running' })
  }
  // Also while it waits to be tried again.
  const resting = async (id: string) =>
    (await owner`select from runs where id = ${id} and leased_until is null and wake_at > now()`).length
  const unwanted = (await of('unwanted'))?.id ?? ''
  await expect.poll(() => resting(unwanted), patience).toBe(1)
  await w.run('run.cancel', { id: unwanted })
  expect(await resting(unwanted)).toBe(0)
  await expect.poll(async () => (await of('unwanted'))?.status, patience).toBe('canceled')
  await owner.unsafe('drop trigger refuse on run_steps')
  await ended(w, 32)
  expect(await of('poison')).toMatchObject({ status: 'completed', error: null })
  // What was wrong is over, and is not shown for as long as it sleeps.
  await expect.poll(async () => (await of('resting'))?.error, patience).toBeNull()
  expect((await titlesOf(w)).filter((title) => title === 'mended')).toHaveLength(1)
})

test('a run that is cancelled in the middle of a loop does nothing more, whoever has it in hand', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  for (let n = 0; n < 60; n++) await w.task(project, { title: `item ${n}` })
  const comment = { action: 'comment.create', taskId: '{{item.id}}', body: 'seen' } as const
  await rule(w, [
    {
      action: 'forEach',
      in: { tasks: { projectId: project } },
      as: 'item',
      // So many that whoever cancels comes in the middle, however slow the machine is with it.
      ['then' as string]: Array(12).fill(comment),
    },
    { action: 'delay', for: '1 day' },
  ] as never)
  await startRelay(await startAdvancer())
  await w.task(project, { title: 'go' })
  const comments = async () => (await w.store.read(w.id, (tx) => tx`select from comments`)).length
  await expect.poll(comments, { ...patience, interval: 2 }).toBeGreaterThan(0)
  const [run] = await runsOf(w)
  await w.run('run.cancel', { id: run?.id ?? '' })
  const then = await comments()
  await ended(w, 1)
  expect((await runsOf(w))[0]).toMatchObject({ status: 'canceled' })
  expect([await comments(), then < 720]).toEqual([then, true])
  // A process that stood still meanwhile, and does not know.
  const late = { id: newId(), type: 'task.create', data: { projectId: project, title: 'late' } } as const
  const step = { runId: run?.id ?? '', step: 500, name: 'task.create', stepped: true }
  await expect(w.store.execute(w.owner, [late], { step })).rejects.toMatchObject({ code: 'invalid_state' })
  expect(await titlesOf(w)).not.toContain('late')
  expect(await w.store.read(w.id, (tx) => tx`select from run_steps where step = 500`)).toEqual([])
})

test('whoever cancels a run waits for its step that is under way, and is told when none can come any more', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, [{ action: 'delay', for: '1 day' }])
  const relay = await startRelay(await startAdvancer())
  const task = await w.task(project, { title: 'go' })
  await parked(w, 1)
  await stop(relay)
  const runId = (await runsOf(w))[0]?.id ?? ''
  const free = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  // Whoever holds the task holds up the step in the middle of its transaction, after it has looked at its run.
  const holder = owner.begin(async (tx) => {
    await tx`select from tasks where id = ${task} for update`
    held.resolve()
    await free.promise
  })
  await held.promise
  const command = { id: newId(), type: 'task.update', data: { id: task, title: 'in time' } } as const
  const waiting = (count: number) =>
    expect
      .poll(async () => {
        const rows = await owner`
          select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
        return rows.length
      }, patience)
      .toBe(count)
  const stepped = w.store.execute(w.owner, [command], {
    step: { runId, step: 500, name: 'task.update', stepped: true },
  })
  let canceled: ReturnType<Store['execute']> | undefined
  try {
    await waiting(1)
    canceled = stage.open().execute(w.owner, [{ id: newId(), type: 'run.cancel', data: { id: runId } }])
    await waiting(2)
  } finally {
    free.resolve()
  }
  const [[step], [cancel]] = await Promise.all([stepped, canceled, holder])
  expect(step?.lastSeq).toBeLessThan(cancel?.firstSeq ?? 0)
})

test('rules beyond those that are remembered are read, whatever is forgotten meanwhile', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, waits)
  await rule(w, waits, 'other')
  await startRelay()
  await w.task(project, { title: 'go' })
  await w.task(project, { title: 'other' })
  await expect.poll(async () => (await runsOf(w)).length, patience).toBe(2)
  const options = { most: 10, leaseMs: 60_000, share: 10, underWay: new Map() }
  const claimed = (await claimDueRuns(relayStore, options)).filter(({ workspaceId }) => workspaceId === w.id)
  expect(claimed).toHaveLength(2)
  const known = new Map<string, Definition | null>()
  const [first] = await readRunRecords(w.store, w.id, claimed.slice(0, 1), known)
  for (let n = 0; known.size < 5_000; n++) known.set(`another ${n}`, null)
  const records = await readRunRecords(w.store, w.id, claimed, known)
  expect(records.map(({ definition }) => definition?.kind)).toEqual(['rule', 'rule'])
  expect(records.some(({ definition }) => definition?.seq === first?.definition?.seq)).toBe(true)
})

/** As if its parked run had been started so many times more. */
async function copyRuns(w: TestWorkspace, count: number): Promise<void> {
  const [{ columns } = { columns: '' }] = await owner<{ columns: string }[]>`
    select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
    where attrelid = 'runs'::regclass and attnum > 0 and attname <> 'id'`
  await owner.unsafe(
    `insert into runs (id, ${columns}) select gen_random_uuid(), ${columns} from runs, generate_series(1, $2::int) where stepped and wake_at > now() and workspace_id = $1`,
    [w.id, count],
  )
}

test('10,000 runs that wait cost nothing: each look at what is due reads a few lines of the index', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, [
    { action: 'delay', for: '30 days' },
    { action: 'task.create', title: 'late' },
  ])
  const advancer = await startAdvancer()
  const relay = await startRelay(advancer)
  await w.task(project, { title: 'go' })
  await parked(w, 1)
  await stop(relay)
  await copyRuns(w, 10_000)
  const counted = async () => {
    await owner`select pg_stat_clear_snapshot()`
    const [row] = await owner<{ read: string; scans: string; all: string }[]>`
      select i.idx_tup_read::text as read, i.idx_scan::text as scans, t.seq_scan::text as all
      from pg_stat_user_indexes i join pg_stat_user_tables t on t.relid = i.relid where i.indexrelname = 'runs_wake'`
    return { read: Number(row?.read), scans: Number(row?.scans), all: Number(row?.all) }
  }
  const before = await counted()
  for (let n = 0; n < 50; n++) {
    advancer.poke()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await expect.poll(async () => (await counted()).scans - before.scans, patience).toBeGreaterThan(30)
  const after = await counted()
  expect((after.read - before.read) / (after.scans - before.scans)).toBeLessThan(310)
  expect(after.all).toBe(before.all)
})

test('one workspace with 10,000 runs that are due has its share, and no look goes through them all', async () => {
  const [many, few] = [await stage.workspace(), await stage.workspace()]
  const advancer = await startAdvancer()
  const relay = await startRelay(advancer)
  for (const w of [many, few]) {
    const project = await w.project()
    await rule(w, [{ action: 'delay', for: '30 days' }])
    await w.task(project, { title: 'go' })
    await parked(w, 1)
  }
  await stop(relay, advancer)
  await copyRuns(many, 10_000)
  await owner`update runs set wake_at = now() - interval '1 hour' where workspace_id = ${many.id}`
  await owner`update runs set wake_at = now() where workspace_id = ${few.id}`
  await owner`analyze runs`
  const countRead = async () => {
    await owner`select pg_stat_clear_snapshot()`
    const [row] = await owner<{ read: string }[]>`
      select sum(idx_tup_read)::text as read from pg_stat_user_indexes where indexrelname like 'runs_wake%'`
    return Number(row?.read)
  }
  const before = await countRead()
  const claim = async (underWay: number) => {
    const options = { most: 100, leaseMs: 60_000, share: 60, underWay: new Map([[many.id, underWay]]) }
    const claimed = await claimDueRuns(relayStore, options)
    return [many, few].map((w) => claimed.filter(({ workspaceId }) => workspaceId === w.id).length)
  }
  expect(await claim(0)).toEqual([60, 1])
  expect(await claim(60)).toEqual([0, 0])
  expect(await claim(59)).toEqual([1, 0])
  await expect.poll(countRead, patience).toBeGreaterThan(before)
  // Its connection has told what it read.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect((await countRead()) - before).toBeLessThan(6_000)
  await owner`delete from runs where workspace_id = ${many.id}`
  await owner`vacuum runs`
})
