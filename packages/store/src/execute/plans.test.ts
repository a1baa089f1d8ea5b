import { type Command, newId } from '@orchestrator/domain'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { createStore } from '../store.ts'

const command = (type: Command['type'], data: object): Command => ({ id: newId(), type, data }) as Command

let stage: TestStore
let owner: postgres.Sql
beforeAll(async () => {
  stage = await openTestStore()
  owner = postgres(stage.database.databaseUrl, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  await owner?.end({ timeout: 1 })
  await stage?.close()
})

/** Rows and index entries of tasks that were read, by sessions that have ended. */
async function read(): Promise<number> {
  await owner`select pg_stat_force_next_flush()`
  const [row] = await owner<{ n: number }[]>`
    select (seq_tup_read + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'tasks'))::int as n
    from pg_stat_user_tables where relname = 'tasks'`
  return row?.n ?? Number.NaN
}

test('what a command costs does not grow with the tasks that there are', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const first = await w.task(project)
  await owner`
    insert into tasks select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'number', n, 'identifier', 'X-' || n, 'rank', 'a' || lpad(n::text, 6, '0')))).*
    from tasks t, generate_series(2, 5001) n where t.id = ${first}`
  await owner`update project_counters set last_number = 5001 where project_id = ${project}`
  await owner`analyze tasks`
  const before = await read()
  const writer = createStore({ ...stage.database, role: 'app', connections: 1, name: 'plans' })
  for (let n = 0; n < 20; n++) {
    const id = newId()
    await writer.execute(w.owner, [command('task.create', { id, projectId: project, title: 'One more' })])
    await writer.execute(w.owner, [command('task.update', { id, status: 'completed', title: 'Done' })])
  }
  // A session hands in what it read when it ends.
  await writer.close()
  await expect.poll(() => owner`select from pg_stat_activity where application_name = 'plans' limit 1`).toHaveLength(0)
  const after = await read()
  expect(after).toBeGreaterThan(before)
  expect(after - before).toBeLessThan(1_000)
})
