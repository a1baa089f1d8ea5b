import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, expectNoOpenWorkflows, until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'
import { createWriter, inParallel, type Writer } from './arena/writer.ts'

const count = 300

let arena: Arena
let write: Writer
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  const env = { ORCHESTRATOR_HTTP_ALLOW_HOSTS: new URL(receiver.url).host }
  arena = await openArena({ parts: ['api', 'relay'], env })
  write = createWriter(arena)
  await arena.allUp()
  await arena.addRule({
    name: 'stepped',
    when: 'task.created',
    if: 'event.task.title.startsWith("go ")',
    then: [
      { action: 'task.create', name: 'made', title: 'made: {{event.task.title}}' },
      ...['a', 'b'].map((part) => ({
        ...{ action: 'task.create', title: `part ${part} of {{event.task.title}}`, parentId: '{{steps.made.id}}' },
      })),
      { action: 'delay', for: '2 seconds' },
      {
        action: 'waitFor',
        name: 'word',
        event: 'comment.created',
        if: 'event.comment.taskId == steps.made.id',
        timeout: '1 hour',
        then: [{ action: 'task.update', taskId: '{{steps.made.id}}', description: '{{steps.word.comment.body}}' }],
      },
      {
        action: 'waitFor',
        event: 'never.comes',
        timeout: '1 second',
        onTimeout: [{ action: 'task.create', title: 'late: {{event.task.title}}' }],
      },
      {
        action: 'forEach',
        // What the loop changes must not change what it goes through, also when it is begun again in its middle.
        in: { tasks: { parentId: '{{steps.made.id}}', status: 'unstarted' } },
        then: [
          { action: 'task.update', taskId: '{{item.id}}', status: 'completed' },
          { action: 'delay', for: '0.2 seconds' },
          { action: 'comment.create', taskId: '{{item.id}}', body: 'looked at {{item.title}}' },
        ],
      },
      { action: 'webhook.call', url: `${receiver.url}/told`, json: { title: '{{event.task.title}}' } },
      { action: 'task.update', taskId: '{{steps.made.id}}', status: 'completed' },
    ],
  })
  await arena.addRule({
    name: 'answers',
    when: 'task.created',
    if: 'event.task.title.startsWith("made: ")',
    then: [{ action: 'comment.create', taskId: '{{event.task.id}}', body: 'word' }],
  })
})
afterAll(async () => {
  await arena?.close()
  await receiver?.close()
})

test('300 runs without a workflow end, and each of their effects is there once, whatever is killed meanwhile', async () => {
  const random = createRandom()
  const names = Array.from({ length: count }, (_, n) => `go ${n}`)
  const chaos = beginChaos(arena, random, ['relay', 'relay', 'relay', 'api', 'postgres', 'relay', 'all'], [300, 2_500])
  await inParallel(names, 10, async (title) => {
    const made = await write('POST', '/v1/tasks', title, { projectId: arena.projectId, title })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    await pause(random.between(0, 800))
  })
  await until('some kills', 200_000, async () => ({ done: chaos.kills() >= 15, state: chaos.kills() }))
  const before = await countRuns(arena).catch(() => null)
  const { kills, backAt } = await chaos.end()
  console.log(`  ${kills} kills; before the last: ${JSON.stringify(before)}`)
  await until('every run to end', 400_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0 && (state.runs['stepped completed'] ?? 0) === count, state }
  })
  await until('every message to be delivered', 200_000, async () => {
    const state = await arena.sql`select status, count(*)::int as n from deliveries group by 1`
    return { done: state.length === 1 && state[0]?.['status'] === 'delivered', state }
  })
  console.log(`  all done ${Date.now() - backAt} ms after the last restart`)
  expect((await countRuns(arena)).runs).toEqual({ 'stepped completed': count, 'answers completed': count })
  for (const prefix of ['made: ', 'part a of ', 'part b of ', 'late: '])
    expectEachOnce(
      await countTitles(arena, prefix),
      names.map((name) => `${prefix}${name}`),
    )
  const bodies = await arena.sql<
    { body: string; n: number }[]
  >`select body, count(*)::int as n from comments group by 1`
  expectEachOnce(new Map(bodies.filter(({ body }) => body !== 'word').map(({ body, n }) => [body, n])), [
    ...names.flatMap((name) => ['a', 'b'].map((part) => `looked at part ${part} of ${name}`)),
  ])
  const [left] = await arena.sql`
    select count(*) filter (where status = 'completed' and description = 'word')::int as completed,
      (select count(*)::int from waits) as waits, (select count(*)::int from run_replies) as replies,
      (select count(*)::int from deliveries) as deliveries, (select count(*)::int from runs where workflow_id is not null) as workflows,
      (select count(*)::int from runs where wake_at is not null or leased_until is not null) as awake
    from tasks where starts_with(title, 'made: ')`
  expect(left).toEqual({ completed: count, waits: 0, replies: 0, deliveries: count, workflows: 0, awake: 0 })
  const open =
    await arena.sql`select step, kind, name, status, attempts, error from run_steps where status <> 'completed'`
  expect([...open]).toEqual([])
  await expectLogWhole(arena)
  await expectNoOpenWorkflows(arena)
}, 900_000)
