import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../ports.ts'
import { type PostgresService, startPostgres } from './start-postgres.ts'

let folder: string
let running: PostgresService | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-pg-'))
  chmodSync(folder, 0o711)
})

afterEach(async () => {
  await running?.stop({ withinMs: 3_000 })
  running = undefined
  rmSync(folder, { recursive: true, force: true })
})

async function start(port: number) {
  running = await startPostgres({ dataFolder: join(folder, 'postgres'), port, password: 'p@ss/word' })
  return running
}

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await sql.unsafe(text)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

test('makes a durable UTF-8 cluster that listens on 127.0.0.1 alone, and keeps it over a restart', async () => {
  const port = await freePort()
  const first = await start(port)
  expect(first.made).toBe(true)
  await query(first.url, 'CREATE TABLE kept (id int)')
  const shown = async (name: string) => Object.values((await query(first.url, `SHOW ${name}`))[0] ?? {})[0]
  expect(await shown('fsync')).toBe('on')
  expect(await shown('server_encoding')).toBe('UTF8')
  expect(await shown('listen_addresses')).toBe('127.0.0.1')
  expect((await query(first.url, `SELECT lower('ÄÉ') AS small`))[0]?.small).toBe('äé')
  await first.stop()

  const second = await start(port)
  expect(second.made).toBe(false)
  expect(await query(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }])
})

test('after kill -9 of the postmaster with a busy backend left over, it starts again with every committed row', async () => {
  const port = await freePort()
  const first = await start(port)
  await query(first.url, 'CREATE TABLE kept (id int); INSERT INTO kept SELECT generate_series(1, 1000)')
  const busy = postgres(first.url, { max: 1, onnotice: () => {} })
  const spin = busy`SELECT count(*) FROM generate_series(1, 10000000000)`.catch(() => 'ended')
  while (
    (
      await query(
        first.url,
        `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%10000000000%' AND pid <> pg_backend_pid()`,
      )
    ).length === 0
  );
  first.kill('SIGKILL')
  expect(await first.exited).toMatchObject({ signal: 'SIGKILL' })

  const second = await start(port)
  expect(await query(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }])
  expect(await spin).toBe('ended')
  await busy.end({ timeout: 1 })
})

test('a pid file that names a stranger does not stop it, and the stranger lives', async () => {
  const port = await freePort()
  const first = await start(port)
  first.kill('SIGKILL')
  await first.exited
  const pidFile = join(first.dataFolder, 'postmaster.pid')
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)))
  const second = await start(port)
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a data folder of another major version is refused in a sentence that says what to do', async () => {
  const dataFolder = join(folder, 'postgres')
  mkdirSync(dataFolder)
  writeFileSync(join(dataFolder, 'PG_VERSION'), '15\n')
  await expect(startPostgres({ dataFolder, port: await freePort(), password: 'x' })).rejects.toMatchObject({
    message: expect.stringMatching(/was made by Postgres 15; this Orchestrator brings Postgres 18/),
    hint: expect.stringContaining('pg_dumpall'),
  })
})

test('a folder with something else in it is left alone', async () => {
  const dataFolder = join(folder, 'postgres')
  mkdirSync(dataFolder)
  writeFileSync(join(dataFolder, 'thesis.txt'), 'mine')
  await expect(startPostgres({ dataFolder, port: await freePort(), password: 'x' })).rejects.toThrow(
    'no Postgres data folder',
  )
  expect(readFileSync(join(dataFolder, 'thesis.txt'), 'utf8')).toBe('mine')
})

test('a taken port is said with the way to choose another', async () => {
  const server = await listen()
  const { port } = server.address() as { port: number }
  await expect(start(port)).rejects.toMatchObject({
    message: expect.stringContaining(`port ${port}`),
    hint: expect.stringContaining('--postgres-port'),
  })
  server.close()
})

function listen(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  })
}
