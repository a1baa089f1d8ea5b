import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { countTitles, expectEachOnce, expectLogWhole, resumeLimitMs, until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'
import { createWriter } from './arena/writer.ts'

let arena: Arena
beforeAll(async () => {
  arena = await openArena({ parts: ['api'] })
  await arena.allUp()
})
afterAll(() => arena?.close())

test('no command that was acknowledged is lost or doubled when Postgres, or one of its processes, is killed during writes', async () => {
  const random = createRandom()
  const write = createWriter(arena)
  const acknowledged: { id: string; title: string; at: number }[] = []
  let over = false
  let count = 0
  let attempts = 0
  const client = async () => {
    while (!over) {
      const title = `write ${count++}`
      const id = newId()
      const answer = await write('POST', '/v1/commands', `key of ${title}`, {
        commands: [{ id: newId(), type: 'task.create', data: { id, projectId: arena.projectId, title } }],
      })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      acknowledged.push({ id, title, at: Date.now() })
      attempts += answer.attempts
    }
  }
  const clients = Array.from({ length: 8 }, client)
  const resumed: number[] = []
  try {
    for (let kill = 0; kill < 10; kill++) {
      await pause(random.between(300, 1_500))
      const pids = await until('Postgres to answer', 60_000, async () => ({
        done: true,
        state: await arena.backendPids(),
      }))
      if (kill < 6) process.kill(random.pick(pids), 'SIGKILL')
      else await arena.kept.postgres.kill(random.between(0, 2_000))
      const killedAt = Date.now()
      await arena.kept.postgres.up()
      await until('Postgres to answer', 60_000, async () => ({ done: true, state: await arena.sql`select 1` }))
      const upAt = Date.now()
      const before = acknowledged.length
      await until('a write to be acknowledged', 60_000, async () => ({
        done: acknowledged.length > before,
        state: acknowledged.length,
      }))
      resumed.push(Date.now() - upAt)
      console.log(
        `  killed ${kill < 6 ? 'a backend' : 'the postmaster'}: answers after ${upAt - killedAt} ms, acknowledges writes ${Date.now() - upAt} ms later`,
      )
    }
  } finally {
    over = true
    await Promise.all(clients)
  }
  console.log(`  ${acknowledged.length} writes acknowledged in ${attempts} requests`)
  expect(Math.max(...resumed)).toBeLessThan(resumeLimitMs())
  // The client's own record against the tables and the ledger.
  expectEachOnce(
    await countTitles(arena, 'write '),
    acknowledged.map(({ title }) => title),
  )
  const [ledger] = await arena.sql`
    select count(*)::int as n from commands c join tasks t on t.workspace_id = c.workspace_id and t.id = (c.result->>'id')::uuid
    where c.type = 'task.create' and t.id = any(${acknowledged.map(({ id }) => id)}::uuid[])`
  expect(ledger).toEqual({ n: acknowledged.length })
  expect(arena.kept.api.crashes(), 'the API lives on').toBe(0)
  await expectLogWhole(arena)
}, 800_000)
