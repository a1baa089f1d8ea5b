import { setTimeout as pause } from 'node:timers/promises'
import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'

const minute = 60_000
/** The last of the times that were missed; longer ago than what still counts as punctual. */
const last = Math.floor(Date.now() / minute) * minute - 2 * minute
const endAt = new Date(last + 30_000).toISOString()
const timesOf = (minutes: number) =>
  Array.from({ length: minutes + 1 }, (_, n) => new Date(last - (minutes - n) * minute).toISOString())

const overlaps = ['skip', 'queue', 'cancelOther', 'allow'] as const
const overlapping = (overlap: string) => `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'timed-${overlap.toLowerCase()}',
  when: on.schedule({ cron: '* * * * *', timeZone: 'UTC', overlap: '${overlap}', catchUp: 'all', endAt: '${endAt}' }),
  async run({ event, projects, sleep, tasks }) {
    const [project] = (await projects.list({ key: 'DUR' })).items
    if (!project) throw new Error('there is no project')
    await tasks.create({ projectId: project.id, title: '${overlap} ' + event.scheduledFor })
    await sleep('500 ms')
  },
})`

let arena: Arena
beforeAll(async () => {
  const playbooks = Object.fromEntries(
    overlaps.map((one) => [`timed-${one.toLowerCase()}/playbook.ts`, overlapping(one)]),
  )
  arena = await openArena({ parts: ['relay', 'playbooks'], playbooks })
  await arena.allUp()
})
afterAll(() => arena?.close())

const random = createRandom()
const run = async (type: string, data: object) => {
  const [applied] = await arena.store.execute(arena.principal, [{ id: newId(), type, data } as Command])
  return applied?.result.id ?? ''
}
const timedRule = (name: string, schedule: object, title: string) =>
  run('rule.create', {
    ...{ name, when: { schedule } },
    ['then' as string]: [{ action: 'task.create', projectId: arena.projectId, title }],
  })
const told = (name: string) =>
  arena.sql<{ type: string; time: string; reason: string; count: number; to: string }[]>`
    select type, data->>'scheduledFor' as time, data->>'reason' as reason, (data->>'count')::int as count, data->>'to' as to
    from events where type in ('schedule.fired', 'schedule.missed') and data->'schedule'->>'name' = ${name} order by seq`

test('after an hour without a worker each policy is kept, and each firing is there once, with kills in the middle of them', async () => {
  const policies = ['all', 'latest', 'none'] as const
  await until('the playbooks to be deployed', 120_000, async () => {
    const state = (await arena.sql`select name from schedules`).map((row) => row['name'])
    return { done: state.length === overlaps.length, state }
  })
  await Promise.all((['relay', 'playbooks'] as const).map((name) => arena.kept[name].halt('SIGKILL')))
  for (const catchUp of policies)
    await timedRule(catchUp, { cron: '* * * * *', timeZone: 'UTC', catchUp }, `${catchUp} {{event.scheduledFor}}`)
  await arena.addRule({
    name: 'tells',
    when: 'schedule.missed',
    if: null,
    then: [
      {
        ...{ action: 'task.create', projectId: arena.projectId },
        title: 'missed {{event.schedule.name}} {{event.count}} to {{event.to}}',
      },
    ],
  })
  // As an outage of so long would have left them. An end that is over already is refused when a rule is saved.
  const away = (owner: string, minutes: number) => arena.sql`
    update schedules set spec = spec || ${arena.sql.json({ endAt })}, last_at = null, active_at = ${new Date(last - (minutes + 0.5) * minute).toISOString()},
      next_at = ${timesOf(minutes)[0] ?? ''}, due_at = ${timesOf(minutes)[0] ?? ''} where owner_kind = ${owner}`
  await away('rule', 60)
  await away('playbook', 10)
  for (const name of ['relay', 'playbooks'] as const) arena.kept[name].resume()
  for (let kill = 0; kill < 5; kill++) {
    await arena.kept.relay.up()
    await pause(random.between(0, 1_200))
    await arena.kept.relay.kill()
  }
  await until('some runs of playbooks', 120_000, async () => {
    const { runs } = await countRuns(arena)
    return { done: (runs['timed-queue completed'] ?? 0) >= 2, state: runs }
  })
  await arena.kept.playbooks.kill()
  await until('every run to end', 300_000, async () => {
    const state = await countRuns(arena)
    const [left] = await arena.sql`select count(*)::int as n from schedules where next_at is not null`
    const held = Object.keys(state.runs).some((name) => name.endsWith(' held'))
    return { done: state.open === 0 && !held && left?.['n'] === 0, state: { ...state, left } }
  })

  const hour = timesOf(60)
  const firings = Object.fromEntries(
    await Promise.all(
      policies.map(async (name) => [name, [...(await told(name))].map((row) => ({ ...row }))] as const),
    ),
  )
  const missed = (count: number, to: string | undefined) => ({
    type: 'schedule.missed',
    time: null,
    reason: null,
    count,
    to,
  })
  const fired = (time: string) => ({ type: 'schedule.fired', time, reason: 'caught_up', count: null, to: null })
  expect(firings).toEqual({
    all: hour.map(fired),
    latest: [missed(60, hour.at(-2)), fired(hour.at(-1) ?? '')],
    none: [missed(61, hour.at(-1))],
  })
  for (const [policy, times] of [
    ['all', hour],
    ['latest', hour.slice(-1)],
    ['none', []],
  ] as const)
    expectEachOnce(
      await countTitles(arena, `${policy} `),
      times.map((time) => `${policy} ${time}`),
    )
  expectEachOnce(await countTitles(arena, 'missed '), [
    `missed latest 60 to ${hour.at(-2)}`,
    `missed none 61 to ${hour.at(-1)}`,
  ])

  for (const overlap of overlaps) await expectOverlap(overlap, timesOf(10))
  await expectLogWhole(arena)
}, 900_000)

async function expectOverlap(overlap: (typeof overlaps)[number], times: readonly string[]): Promise<void> {
  const runs = await arena.sql<{ time: string; status: string; from: number; to: number }[]>`
    select e.data->>'scheduledFor' as time, r.status, extract(epoch from r.started_at)::float8 as from, extract(epoch from r.ended_at)::float8 as to
    from runs r join events e on e.workspace_id = r.workspace_id and e.seq = r.event_seq
    where r.name = ${`timed-${overlap.toLowerCase()}`} order by r.event_seq`
  // One run for each, in order, whatever became of it.
  expect(
    runs.map(({ time }) => time),
    overlap,
  ).toEqual(times)
  const completed = runs.filter(({ status }) => status === 'completed')
  expectEachOnce(
    new Map(
      [...(await countTitles(arena, `${overlap} `))].filter(([title]) =>
        completed.some(({ time }) => title.endsWith(time)),
      ),
    ),
    completed.map(({ time }) => `${overlap} ${time}`),
  )
  const others = { skip: 'skipped', queue: 'completed', cancelOther: 'canceled', allow: 'completed' }[overlap]
  expect(new Set(runs.map(({ status }) => status).filter((status) => status !== 'completed')), overlap).toEqual(
    new Set(completed.length === runs.length ? [] : [others]),
  )
  if (overlap === 'cancelOther') expect(runs.at(-1)?.status).toBe('completed')
  if (overlap === 'queue' || overlap === 'allow') expect(completed).toHaveLength(times.length)
  if (overlap === 'queue' || overlap === 'skip')
    for (const [n, { from }] of completed.entries())
      if (n > 0)
        expect(from, `${overlap}: ${n} begins after the one before`).toBeGreaterThanOrEqual(completed[n - 1]?.to ?? 0)
  console.log(`  ${overlap}: ${completed.length} completed, ${runs.length - completed.length} ${others}`)
}

test('schedules that fire at the same time, with a kill at each of their times, fire each once and leave none out', async () => {
  const names = Array.from({ length: 12 }, (_, n) => `every ${String.fromCharCode(97 + n)}`)
  for (const name of names)
    await timedRule(name, { every: '10 seconds', catchUp: 'all' }, `${name} {{event.scheduledFor}}`)
  const most = async () => Math.max(...(await Promise.all(names.map(async (name) => (await told(name)).length))))
  await until('the first firing', 60_000, async () => {
    const state = await most()
    return { done: state > 0, state }
  })
  for (let kill = 0; kill < 4; kill++) {
    // About when all are woken: before some of them have fired, or after.
    await pause(10_000 - (Date.now() % 10_000) + random.between(-30, 150))
    await arena.kept[kill === 2 ? 'temporal' : 'relay'].kill(random.between(0, 500))
    if (kill === 3) await arena.kept.postgres.kill()
    const counts = await until('Postgres to answer', 60_000, async () => ({
      done: true,
      state: await Promise.all(names.map(async (name) => (await told(name)).length)),
    }))
    console.log(`  killed when they had fired ${counts.join(' ')} times`)
    await arena.allUp()
  }
  const reached = await most()
  await until('all to have fired after the last kill', 120_000, async () => {
    const state = await Promise.all(names.map(async (name) => (await told(name)).length))
    return { done: Math.min(...state) > reached, state }
  })
  // Not the rules: what they have not begun would be skipped.
  for (const { id } of await arena.sql`select id from schedules where starts_with(name, 'every ')`)
    await run('schedule.pause', { id })
  await until('every firing to have its run, and that to end', 120_000, async () => {
    const fired = (await Promise.all(names.map(async (name) => (await told(name)).length))).reduce((sum, n) => sum + n)
    const { runs } = await countRuns(arena)
    const completed = names.reduce((sum, name) => sum + (runs[`${name} completed`] ?? 0), 0)
    return { done: completed === fired, state: { fired, runs } }
  })
  for (const name of names) {
    const firings = await told(name)
    expect(new Set(firings.map(({ type }) => type))).toEqual(new Set(['schedule.fired']))
    const times = firings.map(({ time }) => Date.parse(time))
    expect(times, name).toEqual(times.map((_, n) => (times[0] ?? 0) + n * 10_000))
    expectEachOnce(
      await countTitles(arena, `${name} `),
      firings.map(({ time }) => `${name} ${time}`),
    )
  }
  await expectLogWhole(arena)
}, 600_000)
