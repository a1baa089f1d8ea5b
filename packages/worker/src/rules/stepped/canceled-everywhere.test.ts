import { newId } from '@orchestrator/domain'
import type { Run } from '@orchestrator/store'
import pino from 'pino'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore } from '../../../../../test/support/workspace.ts'
import { Relay } from '../../relay/relay.ts'
import { RecentEvents } from '../recent-events.ts'
import { Advancer } from './advancer.ts'

// A database of its own: what its transactions waited for in circles is counted.
const logger = pino({ enabled: false })
const patience = { timeout: 120_000, interval: 50 }
const count = 24
let stage: TestStore
let owner: postgres.Sql
beforeAll(async () => {
  stage = await openTestStore()
  owner = postgres(stage.database.databaseUrl, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  await owner?.end()
  await stage?.close()
})

test('runs that are cancelled while they work, rest, wake and end do nothing after the answer, and nobody waits in a circle', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const tasks: string[] = []
  for (let n = 0; n < 6; n++) tasks.push(await w.task(project, { title: `item ${n}` }))
  const comment = { action: 'comment.create', taskId: '{{item.id}}', body: 'seen' } as const
  await w.run('rule.create', {
    ...{ name: 'all', when: 'task.created', if: 'event.task.title.startsWith("go")' },
    ['then' as string]: [
      {
        action: 'forEach',
        in: { tasks: { projectId: project } },
        as: 'item',
        ['then' as string]: [
          comment,
          { action: 'delay', for: '0.01 seconds' },
          { action: 'task.update', taskId: '{{item.id}}', description: '{{event.task.title}}' },
          { action: 'waitFor', event: 'comment.created', timeout: '0.05 seconds' },
          comment,
        ],
      },
    ],
  } as never)
  const stores = [stage.open('relay', 6), stage.open('app', 4), stage.open('app', 4), stage.open('app', 4)] as const
  const [relayStore, first, second, other] = stores
  // Leases so short that they are renewed all the time, and run out now and then.
  const advancers = [first, second].map((app) => new Advancer({ relay: relayStore, app, logger, leaseMs: 150 }))
  const poke = () => {
    for (const advancer of advancers) advancer.poke()
  }
  const nothing = () => {}
  const relay = new Relay({
    ...{ store: relayStore, logger, recent: new RecentEvents() },
    ...{ onRuleRuns: nothing, onHeld: nothing, onLagging: nothing, onWaits: poke, onSteppedRuns: poke },
  })
  for (const part of [...advancers, relay]) await part.start()
  const runsOf = () => w.store.read(w.id, (tx) => tx<Run[]>`select * from runs order by event_seq, id`)
  for (let n = 0; n < count; n++) await w.task(await w.project(), { title: `go ${n}` })
  await expect.poll(async () => (await runsOf()).length, patience).toBe(count)
  const done = async (runId: string) => {
    const rows = await w.store.read(
      w.id,
      (tx) => tx`select step from run_steps where run_id = ${runId} and kind = 'command' order by step`,
    )
    return rows.map(({ step }) => step as number)
  }
  const after = new Map<string, number[]>()
  for (const [n, { id }] of (await runsOf()).entries()) {
    // Beside others that change the same tasks, so that they share transactions.
    const [answer] = await Promise.all([
      refusal(other.execute(w.owner, [{ id: newId(), type: 'run.cancel', data: { id } }])),
      ...tasks.map((task) =>
        other.execute(w.owner, [{ id: newId(), type: 'task.update', data: { id: task, title: `item ${n}` } }]),
      ),
    ])
    if (answer === 'nothing') after.set(id, await done(id))
  }
  expect(after.size).toBeGreaterThan(0)
  await expect
    .poll(async () => (await runsOf()).filter(({ status }) => ['held', 'queued', 'running'].includes(status)), patience)
    .toEqual([])
  for (const [id, steps] of after) expect(await done(id)).toEqual(steps)
  for (const part of [relay, ...advancers]) await part.stop()
  // Whoever goes tells what was counted.
  for (const store of stores) await store.close()
  const deadlocks = async () =>
    (
      await owner<{ n: number }[]>`select deadlocks::int as n from pg_stat_database where datname = current_database()`
    )[0]
  expect(await deadlocks()).toEqual({ n: 0 })
}, 300_000)
