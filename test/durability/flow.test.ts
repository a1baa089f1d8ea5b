import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'
import { createWriter, inParallel, type Writer } from './arena/writer.ts'

const events = 60
const limit = 2

const paced = `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'paced',
  when: on('task.created', { if: (e) => e.task.title.startsWith('task ') }),
  concurrency: { key: (e) => e.task.priority, limit: ${limit} },
  async run({ event, tasks, sleep }) {
    await sleep('200 ms')
    await tasks.create({ projectId: event.task.projectId, title: 'paced: ' + event.task.title })
  },
})`
const gathered = `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'gathered',
  when: on('task.created', { if: (e) => e.task.title.startsWith('task ') }),
  batch: { size: 4, timeout: '2 seconds' },
  async run({ event, events, tasks }) {
    for (const { task } of events) await tasks.create({ projectId: task.projectId, title: 'gathered: ' + task.title })
  },
})`

let arena: Arena
let write: Writer
beforeAll(async () => {
  arena = await openArena({ playbooks: { 'paced/playbook.ts': paced, 'gathered/playbook.ts': gathered } })
  write = createWriter(arena)
  await arena.allUp()
  await arena.addRule({
    name: 'throttled',
    when: 'task.created',
    if: 'event.task.title.startsWith("task ")',
    then: [{ action: 'task.create', title: 'throttled: {{event.task.title}}' }],
    ...{ flow: { throttle: { limit: 10, period: '2 seconds' } } },
  })
})
afterAll(() => arena?.close())

/** How many runs of the playbook are under way, of the priority with most. */
async function mostUnderWay(): Promise<number> {
  const rows = await arena.sql<{ n: number }[]>`
    select count(*)::int as n from runs r join events e on e.workspace_id = r.workspace_id and e.seq = r.event_seq
    where r.workspace_id = ${arena.workspaceId} and r.name = 'paced' and r.status in ('queued', 'running')
    group by e.data -> 'task' ->> 'priority' order by 1 desc limit 1`
  return rows[0]?.n ?? 0
}

test('limits hold and every event has its run once, whatever is killed meanwhile', async () => {
  const random = createRandom()
  const names = Array.from({ length: events }, (_, n) => `task ${n}`)
  const chaos = beginChaos(arena, random, ['relay', 'playbooks', 'bundle', 'relay', 'playbooks'], [1_500, 3_500])
  let most = 0
  let over = false
  const watching = (async () => {
    while (!over) most = Math.max(most, await mostUnderWay().catch(() => 0))
  })()
  let kills = 0
  try {
    await inParallel(names, 4, async (title, n) => {
      const priority = ['high', 'low'][n % 2]
      const made = await write('POST', '/v1/tasks', `create ${title}`, { projectId: arena.projectId, title, priority })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
    })
    await until('some kills', 120_000, async () => ({ done: chaos.kills() >= 6, state: chaos.kills() }))
    kills = (await chaos.end()).kills
    await until('every run to end', 300_000, async () => {
      const state = await countRuns(arena)
      const held = Object.keys(state.runs).some((name) => name.endsWith(' held'))
      return { done: state.open === 0 && !held && (state.runs['paced completed'] ?? 0) === events, state }
    })
  } finally {
    over = true
    await watching
  }
  console.log(`  ${kills} kills; at most ${most} under way at the same time`)
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(limit)
  const { runs } = await countRuns(arena)
  expect(runs).toMatchObject({ 'paced completed': events, 'throttled completed': events })
  expect((runs['gathered completed'] ?? 0) + (runs['gathered skipped'] ?? 0)).toBe(events)
  expect(runs['gathered skipped']).toBeGreaterThan(0)
  for (const kind of ['paced', 'throttled', 'gathered'])
    expectEachOnce(
      await countTitles(arena, `${kind}: `),
      names.map((name) => `${kind}: ${name}`),
    )
  const starts = await arena.sql<{ at: number }[]>`
    select extract(epoch from f.admitted_at)::float8 * 1000 as at from flow_runs f join runs r on r.workspace_id = f.workspace_id and r.id = f.run_id
    where r.workspace_id = ${arena.workspaceId} and r.name = 'throttled' and f.admitted_at is not null order by 1`
  for (const [n, { at }] of starts.entries()) {
    const beyond = starts[n + 10]
    if (beyond) expect(beyond.at - at).toBeGreaterThanOrEqual(2_000)
  }
  await expectLogWhole(arena)
}, 600_000)
