import { newId } from '@orchestrator/domain'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../test/support/workspace.ts'
import { readEvents } from './automation/events.ts'
import { loginRole } from './roles.ts'

let stage: TestStore
let w: TestWorkspace
let admin: postgres.Sql
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
  admin = postgres(stage.database.databaseUrl, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  await admin?.end()
  await stage?.close()
})

/** As Postgres does when it is restarted. */
const cutAll = () =>
  admin`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${loginRole(stage.database.masterKey, 'app')} and datname = current_database()`

const within = <T>(ms: number, work: Promise<T>) =>
  Promise.race([work, new Promise<'hangs'>((resolve) => setTimeout(resolve, ms, 'hangs').unref())])

describe('when the database ends connections', () => {
  test('under load, again and again: every call ends, nothing acknowledged is lost, and the next ones work', {
    timeout: 60_000,
  }, async () => {
    const acknowledged: string[] = []
    let over = false
    const codes = new Map<string, number>()
    const count = (code: string) => void codes.set(code, (codes.get(code) ?? 0) + 1)
    const write = async () => {
      while (!over) {
        const id = newId()
        const code = await refusal(
          w.store.execute(w.owner, [
            { id, type: 'event.send', data: { type: 'a.b', payload: 'x'.repeat(Math.random() * 3_000) } },
          ]),
        )
        if (code === 'nothing') acknowledged.push(id)
        count(code)
      }
    }
    const read = async () => {
      while (!over)
        await readEvents(w.store, w.id, 0, 5).then(
          () => count('read'),
          () => count('not read'),
        )
    }
    const callers = [...Array.from({ length: 10 }, write), ...Array.from({ length: 5 }, read)]
    for (let cut = 0; cut < 15; cut++) {
      const before = codes.get('nothing') ?? 0
      await expect.poll(() => codes.get('nothing') ?? 0, { timeout: 15_000, interval: 5 }).toBeGreaterThan(before)
      await cutAll()
    }
    over = true
    expect(await within(15_000, Promise.all(callers))).not.toBe('hangs')
    expect([...codes.keys()].filter((code) => !['nothing', 'unavailable', 'read', 'not read'].includes(code))).toEqual(
      [],
    )

    // One that was idle when it was cut tells so when it is used next.
    await expect
      .poll(
        () =>
          readEvents(w.store, w.id, 0, 1).then(
            (events) => events.length,
            () => 0,
          ),
        { timeout: 15_000 },
      )
      .toBe(1)
    // Every connection of the pool, not only a lucky one.
    const all = await within(
      15_000,
      Promise.all(Array.from({ length: 30 }, () => readEvents(w.store, w.id, 0, 100_000))),
    )
    if (all === 'hangs') throw new Error('a connection of the pool is lost for ever')
    const logged = new Set(all[0]?.map((event) => event.commandId))
    expect(acknowledged.filter((id) => !logged.has(id))).toEqual([])
    expect(all[0]?.map((event) => event.seq)).toEqual(all[0]?.map((_, index) => index + 1))
  })
})

test('a workspace that is no UUID is refused and costs no connection', async () => {
  for (let n = 0; n < 30; n++)
    await expect(w.store.read("'; drop table events; --", (tx) => tx`select 1`)).rejects.toThrow(TypeError)
  expect(await within(5_000, readEvents(w.store, w.id, 0, 1))).toHaveLength(1)
})

test('what fails in a transaction is taken back, and its connection serves the next one', async () => {
  for (let n = 0; n < 30; n++) {
    const failing = w.store.write(w.id, async (tx) => {
      await tx`insert into relay_cursors (workspace_id, seq) values (${w.id}, ${n})`
      if (n % 2) throw new Error('changed my mind')
      await tx`select 1 / 0`
    })
    await expect(failing).rejects.toThrow(n % 2 ? 'changed my mind' : 'division by zero')
  }
  expect(await w.store.read(w.id, (tx) => tx`select * from relay_cursors`)).toHaveLength(0)
})

test('who reads cannot write, and sees the workspace of this transaction alone', async () => {
  await expect(
    w.store.read(w.id, (tx) => tx`insert into relay_cursors (workspace_id, seq) values (${w.id}, 1)`),
  ).rejects.toMatchObject({ code: '25006' })
  const workspaces = await Promise.all([w, w, w].map(() => stage.workspace()))
  const seen = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const one = workspaces[n % 3] as TestWorkspace
      const rows = await one.store.read(
        one.id,
        (tx) => tx<{ workspaceId: string }[]>`select distinct workspace_id from members`,
      )
      return rows.length === 1 && rows[0]?.workspaceId === one.id
    }),
  )
  expect(seen.every(Boolean)).toBe(true)
  // Outside of a transaction there is no workspace, also on a connection that had one before.
  expect(
    await Promise.all(Array.from({ length: 30 }, async () => (await w.store.sql`select 1 from members`).length)),
  ).toEqual(Array(30).fill(0))
})
