import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LongRule, openLongRule } from './arena/long-rule.ts'
import { countRuns, until } from './arena/oracle.ts'

let rule: LongRule
beforeAll(async () => {
  rule = await openLongRule('called', (receiver) => ({
    afterWord: [],
    afterTelling: [{ action: 'http.request', method: 'POST', url: `${receiver.url}/asked`, text: 'x' }],
  }))
  // Nothing reaches the disk for itself: what nobody waited for is lost with the process.
  await rule.arena.sql`alter system set wal_writer_delay = '10s'`
  await rule.arena.sql`select pg_reload_conf()`
})
afterAll(() => rule?.close())

test('Postgres is killed right after a workflow was started, and takes back nothing that Temporal was told of', async () => {
  const { arena, write } = rule
  const count = 25
  for (let n = 0; n < count; n++) {
    const made = await write('POST', '/v1/tasks', `go ${n}`, { projectId: arena.projectId, title: `go ${n}` })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    await pause(15 + 6 * n)
    await arena.kept.postgres.kill()
    await arena.allUp()
    await pause(1_000)
  }
  await until('every run to end', 120_000, async () => {
    const failures = await arena.sql`select error from runs where status = 'failed' limit 3`
    const state = { ...(await countRuns(arena)), failures }
    return { done: state.open === 0 && state.runs['called completed'] === count, state }
  })
}, 400_000)

test('Postgres is away when a request that is sent once is answered, and the run goes on with its answer', async () => {
  const { arena, receiver, write } = rule
  const before = receiver.received('/asked').length
  receiver.answer('/asked', () => {
    void arena.kept.postgres.kill(8_000)
    return { status: 204 }
  })
  const made = await write('POST', '/v1/tasks', 'go once', { projectId: arena.projectId, title: 'go once' })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  await until('the request', 60_000, async () => ({ done: receiver.received('/asked').length > before, state: null }))
  await pause(8_000)
  await arena.allUp()
  const run = await until('the run to end', 60_000, async () => {
    const [state] =
      await arena.sql`select status, error from runs where name = 'called' order by created_at desc limit 1`
    return { done: ['completed', 'failed'].includes(state?.['status']), state }
  })
  expect(run).toEqual({ status: 'completed', error: null })
  expect(receiver.received('/asked').length).toBe(before + 1)
}, 200_000)
