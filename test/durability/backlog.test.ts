import { rmSync } from 'node:fs'
import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import {
  countRuns,
  countTitles,
  expectEachOnce,
  expectLogWhole,
  expectNoOpenWorkflows,
  resumeLimitMs,
  until,
} from './arena/oracle.ts'
import { createWriter, inParallel } from './arena/writer.ts'

const backlog = 20_000

const asks = `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'asks',
  when: on('task.created', { if: (e) => e.task.title.startsWith('question ') }),
  async run({ event, tasks, waitFor }) {
    const made = await tasks.create({ projectId: event.task.projectId, title: 'asked: ' + event.task.title })
    const answer = await waitFor('comment.created', { if: (e) => e.comment.taskId.eq(event.task.id), timeout: '1 hour' })
    await tasks.update(made.id, { description: answer === null ? 'no answer' : answer.comment.body })
  },
})`

let arena: Arena
beforeAll(async () => {
  arena = await openArena({ parts: ['api'], playbooks: { 'asks/playbook.ts': asks } })
  await arena.allUp()
  await arena.addRule({
    name: 'order',
    when: 'order.paid',
    if: null,
    then: [{ action: 'task.create', projectId: arena.projectId, title: 'order {{event.payload.n}}' }],
  })
})
afterAll(() => arena?.close())

const orders = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** Sends an event for each number; the ids are fixed, so that a repetition has no second effect. */
async function sendOrders(numbers: readonly number[], ids = numbers.map(() => newId())): Promise<void> {
  for (let at = 0; at < numbers.length; at += 500) {
    const commands = numbers
      .slice(at, at + 500)
      .map(
        (n, index) =>
          ({ id: ids[at + index], type: 'event.send', data: { type: 'order.paid', payload: { n } } }) as Command,
      )
    await arena.store.execute(arena.principal, commands)
  }
}

const completedOrders = async () => {
  const state = await countRuns(arena)
  return { state, completed: state.runs['order completed'] ?? 0 }
}

test('a backlog of 20,000 survives two kills of the relay in its middle', async () => {
  await sendOrders(orders(0, backlog))
  console.log(`  ${backlog} events wait`)
  const startedAt = Date.now()
  arena.kept.relay.resume()
  for (const share of [0.25, 0.6]) {
    await until(`${share * 100} % of the backlog`, 120_000, async () => {
      const { state, completed } = await completedOrders()
      return { done: completed >= backlog * share, state }
    })
    await arena.kept.relay.kill()
    const { state, completed } = await completedOrders()
    const killedAt = Date.now()
    console.log(`  killed the relay after ${killedAt - startedAt} ms: ${JSON.stringify(state.runs)}`)
    expect(completed, 'a kill in the middle').toBeLessThan(backlog)
    await arena.kept.relay.up()
    const upAt = Date.now()
    await until('the relay to go on', 45_000, async () => {
      const now = await completedOrders()
      return { done: now.completed > completed, state: now.state }
    })
    console.log(`  it went on ${Date.now() - upAt} ms after its restart`)
    expect(Date.now() - upAt).toBeLessThan(resumeLimitMs())
  }
  await until('the backlog to drain', 180_000, async () => {
    const { state, completed } = await completedOrders()
    return { done: completed === backlog, state }
  })
  console.log(`  drained in ${Date.now() - startedAt} ms`)
  expect((await countRuns(arena)).runs).toEqual({ 'order completed': backlog })
  expectEachOnce(
    await countTitles(arena, 'order '),
    orders(0, backlog).map((n) => `order ${n}`),
  )
  await expectLogWhole(arena)
}, 800_000)

test('while Temporal is away writes are accepted; the backlog drains when it is back', async () => {
  await arena.kept.temporal.halt('SIGKILL')
  const write = createWriter(arena)
  await inParallel(orders(0, 20), 5, async (n) => {
    const { status, attempts } = await write('POST', '/v1/tasks', `away ${n}`, {
      projectId: arena.projectId,
      title: `away ${n}`,
    })
    expect({ status, attempts }).toEqual({ status: 201, attempts: 1 })
  })
  const wanted = orders(backlog, backlog + 1_000)
  await sendOrders(wanted)
  expect((await completedOrders()).completed).toBe(backlog)
  arena.kept.temporal.resume()
  await arena.kept.temporal.up()
  const backAt = Date.now()
  await until('the backlog to drain', 120_000, async () => {
    const { state, completed } = await completedOrders()
    return { done: completed === backlog + wanted.length, state }
  })
  console.log(`  ${wanted.length} drained ${Date.now() - backAt} ms after Temporal was back`)
  expect(await countTitles(arena, 'order ')).toHaveLength(backlog + wanted.length)
}, 800_000)

test('when Temporal has lost its state, open runs begin anew and complete, and nothing happens twice', async () => {
  arena.kept.playbooks.resume()
  await arena.kept.playbooks.up()
  const write = createWriter(arena)
  const questions = new Map<string, string>()
  await inParallel(orders(0, 15), 5, async (n) => {
    const { body } = await write('POST', '/v1/tasks', `question ${n}`, {
      projectId: arena.projectId,
      title: `question ${n}`,
    })
    questions.set(`question ${n}`, String(body['id']))
  })
  await until('the questions to be asked', 60_000, async () => {
    const [row] = await arena.sql`select count(*)::int as n from waits`
    return { done: row?.['n'] === questions.size, state: row }
  })

  await arena.kept.temporal.halt('SIGKILL')
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${arena.temporalDb}${suffix}`, { force: true })
  // Answered while nobody can be told, and more work besides.
  const answered = [...questions].slice(0, 7)
  for (const [title, id] of answered)
    await write('POST', '/v1/comments', `answer ${title}`, { taskId: id, body: title })
  const more = orders(backlog + 1_000, backlog + 1_200)
  await sendOrders(more)
  arena.kept.temporal.resume()
  await arena.kept.temporal.up()
  const backAt = Date.now()
  await until('the answered runs to end', 120_000, async () => {
    const state = await countRuns(arena)
    return {
      done: state.runs['asks completed'] === answered.length && state.runs['order completed'] === backlog + 1_200,
      state,
    }
  })
  console.log(`  all that could be done was done ${Date.now() - backAt} ms after Temporal was back, empty`)
  for (const [title, id] of [...questions].slice(7))
    await write('POST', '/v1/comments', `answer ${title}`, { taskId: id, body: title })
  await until('the other runs to end', 120_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0, state }
  })
  expect((await countRuns(arena)).runs).toEqual({
    'order completed': backlog + 1_200,
    'asks completed': questions.size,
  })
  expectEachOnce(
    await countTitles(arena, 'asked: '),
    [...questions.keys()].map((title) => `asked: ${title}`),
  )
  const [told] =
    await arena.sql`select count(*)::int as n from tasks where starts_with(title, 'asked: ') and 'asked: ' || description = title`
  expect(told).toEqual({ n: questions.size })
  await expectLogWhole(arena)
  await expectNoOpenWorkflows(arena)
}, 600_000)
