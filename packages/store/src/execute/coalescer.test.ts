import { type AddressInfo, createServer } from 'node:net'
import { type AppError, type Command, newId } from '@orchestrator/domain'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { connect } from '../connection.ts'
import { createStore } from '../store.ts'
import { mostWaiting } from './coalescer.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())
const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

const tag = (name: string = newId()): Command => ({ id: newId(), type: 'tag.create', data: { name } })

function openStore(options: { patienceMs?: number; connections?: number; databaseUrl?: string } = {}) {
  const store = createStore({ ...stage.database, role: 'app', connections: 4, ...options })
  cleanups.push(store.close)
  return store
}

/** Holds the workspace's log, so that no change of it comes to its end. @returns how to let go */
async function hold(w: TestWorkspace): Promise<() => Promise<void>> {
  const sql = postgres(stage.database.databaseUrl, { max: 1, onnotice: () => {} })
  cleanups.push(() => sql.end({ timeout: 1 }))
  await sql`begin`
  await sql`select 1 from workspace_heads where workspace_id = ${w.id} for update`
  return async () => void (await sql`rollback`)
}

const tagsOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<{ name: string }[]>`select name from tags order by name`)
const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('what waited past its time is refused and not done, however long the database took', async () => {
  const w = await stage.workspace()
  const store = openStore({ patienceMs: 300 })
  const release = await hold(w)
  const first = refusal(store.execute(w.owner, [tag('first')]))
  await soon(50)
  const late = Array.from({ length: 60 }, (_, n) => refusal(store.execute(w.owner, [tag(`late-${n}`)])))
  await soon(400)
  await release()
  expect(await first).toBe('nothing')
  expect(new Set(await Promise.all(late))).toEqual(new Set(['unavailable']))
  expect(await tagsOf(w)).toEqual([{ name: 'first' }])
  expect(await refusal(store.execute(w.owner, [tag('after')]))).toBe('nothing')
})

test('what waits past its time is told so while the database still hangs, whether its workspace has a turn or not', async () => {
  const [w, other] = [await stage.workspace(), await stage.workspace()]
  const store = openStore({ patienceMs: 200, connections: 1 })
  const release = await hold(w)
  const first = refusal(store.execute(w.owner, [tag('first')]))
  await soon(50)
  const late = [w, w, other, other].map((one) => refusal(store.execute(one.owner, [tag()])))
  expect(await Promise.all(late)).toEqual(late.map(() => 'unavailable'))
  await release()
  expect(await first).toBe('nothing')
  expect(await tagsOf(w)).toEqual([{ name: 'first' }])
  expect(await refusal(store.execute(other.owner, [tag()]))).toBe('nothing')
})

test('a workspace has so many in the queue and no more, and others are served meanwhile', async () => {
  const [w, other] = [await stage.workspace(), await stage.workspace()]
  const store = openStore({ patienceMs: 100 })
  const release = await hold(w)
  const work = [refusal(store.execute(w.owner, [tag()]))]
  await soon(50)
  for (let n = 0; n < mostWaiting.inWorkspace; n++) work.push(refusal(store.execute(w.owner, [tag()])))
  const error = await store.execute(w.owner, [tag()]).catch((reason: AppError) => reason)
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('too many') })
  expect(await refusal(store.execute(other.owner, [tag()]))).toBe('nothing')
  await release()
  await Promise.all(work)
  expect(await refusal(store.execute(w.owner, [tag()]))).toBe('nothing')
})

test('all workspaces together have so many in the queue and no more', async () => {
  const count = mostWaiting.inAll / mostWaiting.inWorkspace
  const workspaces = await Promise.all(Array.from({ length: count + 1 }, () => stage.workspace()))
  const last = workspaces.pop() as TestWorkspace
  // One connection, which the first holds: so the others do not begin.
  const store = openStore({ patienceMs: 100, connections: 1 })
  const release = await hold(workspaces[0] as TestWorkspace)
  const work = [refusal(store.execute((workspaces[0] as TestWorkspace).owner, [tag()]))]
  await soon(50)
  for (const w of workspaces)
    for (let n = 0; n < mostWaiting.inWorkspace; n++) work.push(refusal(store.execute(w.owner, [tag()])))
  const error = await store.execute(last.owner, [tag()]).catch((reason: AppError) => reason)
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('too many') })
  await soon(100)
  await release()
  const ends = await Promise.all(work)
  expect(ends.filter((end) => end === 'nothing')).toHaveLength(1)
  expect(await refusal(store.execute(last.owner, [tag()]))).toBe('nothing')
})

test('a group whose connection is lost is done again together, and nothing of it twice', async () => {
  const w = await stage.workspace()
  const store = openStore({ connections: 2 })
  const release = await hold(w)
  const first = store.execute(w.owner, [tag('first')])
  await soon(50)
  const others = Array.from({ length: 30 }, (_, n) => store.execute(w.owner, [tag(`t${n}`)]))
  const admin = connect(stage.database.databaseUrl, { connections: 1, name: 'admin', durable: false })
  cleanups.push(() => admin.end())
  await admin`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like '%workspace_heads set seq%' and pid <> pg_backend_pid()`
  await release()
  await Promise.all([first, ...others])
  expect(await tagsOf(w)).toHaveLength(31)
  expect((await w.events()).filter(({ type }) => type === 'tag.created')).toHaveLength(31)
})

/** A store whose database is starting up, and takes its time to say so. */
async function openAway(answerMs: number, patienceMs: number) {
  let tries = 0
  // What Postgres says while it starts.
  const fields = Buffer.from('SFATAL\0C57P03\0Mthe database system is starting up\0\0')
  const length = Buffer.alloc(4)
  length.writeInt32BE(fields.length + 4)
  const away = createServer((socket) => {
    tries++
    const answer = () => socket.end(Buffer.concat([Buffer.from('E'), length, fields]))
    socket.once('data', () => setTimeout(answer, answerMs))
  })
  await new Promise<void>((resolve) => away.listen(0, '127.0.0.1', resolve))
  cleanups.push(async () => away.close())
  const url = new URL(stage.database.databaseUrl)
  url.port = String((away.address() as AddressInfo).port)
  return { store: openStore({ databaseUrl: url.href, patienceMs }), tries: () => tries }
}

test('a database that is away refuses a whole group after the tries of one', async () => {
  const w = await stage.workspace()
  const { store, tries } = await openAway(0, 10_000)
  const ends = await Promise.all(Array.from({ length: 51 }, () => refusal(store.execute(w.owner, [tag()]))))
  expect(new Set(ends)).toEqual(new Set(['unavailable']))
  // The first request is a group of its own; each group is tried twice.
  expect(tries()).toBe(4)
})

test('what was lost past its time is not tried again', async () => {
  const w = await stage.workspace()
  const { store, tries } = await openAway(300, 100)
  expect(await refusal(store.execute(w.owner, [tag()]))).toBe('unavailable')
  expect(tries()).toBe(1)
})
