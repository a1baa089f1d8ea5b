import { execFile } from 'node:child_process'
import { chownSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { repositoryRoot } from '@orchestrator/cli/stack'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, expectNoOpenWorkflows, until } from './arena/oracle.ts'
import { createWriter } from './arena/writer.ts'

const run = promisify(execFile)

// Each run is held in its middle until somebody comments: so some are open wherever the backup cuts.
const holds = `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'holds',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed') }),
  async run({ event, tasks, waitFor }) {
    const made = await tasks.create({ projectId: event.task.projectId, title: 'held: ' + event.task.title })
    const go = await waitFor('comment.created', { if: (e) => e.comment.taskId.eq(event.task.id), timeout: '1 hour' })
    await tasks.create({ projectId: event.task.projectId, title: 'done: ' + event.task.title, description: made.identifier + (go === null ? ' never' : ' went') })
  },
})`

let arena: Arena
beforeAll(async () => {
  arena = await openArena({
    playbooks: { 'holds/playbook.ts': holds },
    postgresSettings: { wal_keep_size: '1GB', max_wal_senders: '4' },
  })
  await arena.allUp()
  await arena.addRule({
    name: 'rule',
    when: 'task.status_changed',
    if: 'event.to == "completed"',
    then: [{ action: 'task.create', title: 'rule: {{event.task.title}}' }],
  })
  // The same as the playbook, as data: it waits with a workflow of its own.
  await arena.addRule({
    name: 'long',
    when: 'task.status_changed',
    if: 'event.to == "completed"',
    then: [
      { action: 'task.create', name: 'made', title: 'long: {{event.task.title}}' },
      {
        action: 'waitFor',
        event: 'comment.created',
        if: 'event.comment.taskId == trigger.task.id',
        timeout: '1 hour',
        then: [{ action: 'task.create', title: 'ended: {{event.task.title}}', parentId: '{{steps.made.id}}' }],
      },
    ],
  })
})
afterAll(() => arena?.close())

/** A physical backup while the server works: the files as they are, then the log that makes them whole. */
async function takeBackup(into: string): Promise<void> {
  const { dataFolder } = arena
  const sql = postgres(arena.databaseUrl, { max: 1 })
  await sql`select pg_backup_start('test', fast => true)`
  await copy(['--exclude=./pg_wal/*', '--exclude=./postmaster.pid'])
  const [stopped] = await sql<{ labelfile: string }[]>`select labelfile from pg_backup_stop(wait_for_archive => false)`
  await sql`select pg_switch_wal()`
  await copy(['--include-wal'])
  writeFileSync(join(into, 'backup_label'), stopped?.labelfile ?? '')
  const { uid, gid } = statSync(dataFolder)
  chownSync(join(into, 'backup_label'), uid, gid)
  await sql.end()

  /** Files come and go under the copy: that they do is what the log is for. */
  async function copy(how: readonly string[]): Promise<void> {
    const wal = how.includes('--include-wal')
    const what = wal ? ['./pg_wal'] : ['.']
    const script = `mkdir -p "$2" && cd "$1" && tar -cf - --warning=no-file-changed --warning=no-file-removed --ignore-failed-read "\${@:3}" | tar -xpf - -C "$2"`
    await run('bash', ['-c', script, 'copy', dataFolder, into, ...(wal ? [] : how), ...what]).catch(() => {})
    const { uid, gid, mode } = statSync(dataFolder)
    chownSync(into, uid, gid)
    await run('chmod', [(mode & 0o777).toString(8), into])
  }
}

test('after Postgres is restored from a backup, with Temporal ahead of it, every match of the restored log happens once', async () => {
  const write = createWriter(arena)
  let over = false
  let count = 0
  const comment = (title: string, id: unknown) =>
    write('POST', '/v1/comments', `go ${title} ${over}`, { taskId: id, body: 'go' })
  const client = async () => {
    while (!over) {
      const n = count++
      const title = `task ${n}`
      const made = await write('POST', '/v1/tasks', `create ${title}`, { projectId: arena.projectId, title })
      await write('PATCH', `/v1/tasks/${made.body['id']}`, `complete ${title}`, { status: 'completed' })
      // Every third run stays held.
      if (n % 3 !== 0) void pause(500).then(() => comment(title, made.body['id']))
      await pause(150)
    }
  }
  const clients = Array.from({ length: 2 }, client)
  await pause(5_000)
  const backup = join(arena.folder, 'backup')
  await takeBackup(backup)
  const atBackup = count
  await pause(5_000)
  over = true
  await Promise.all(clients)
  await pause(1_500)
  const [lost] = await arena.sql<
    { seq: string }[]
  >`select seq from workspace_heads where workspace_id = ${arena.workspaceId}`
  console.log(
    `  ${atBackup} tasks begun when the backup was taken, ${count} when all was lost; head ${lost?.seq}; ${JSON.stringify((await countRuns(arena)).runs)}`,
  )

  await Promise.all(
    (['api', 'relay', 'playbooks', 'postgres'] as const).map((name) => arena.kept[name].halt('SIGKILL')),
  )
  await pause(500)
  rmSync(arena.dataFolder, { recursive: true })
  renameSync(backup, arena.dataFolder)
  arena.kept.postgres.resume()
  await arena.kept.postgres.up()
  const tables = await until('Postgres to answer', 30_000, async () => ({ done: true, state: await countRuns(arena) }))
  const { stdout } = await run(
    process.execPath,
    [join(repositoryRoot, 'packages/cli/bin/orchestrator.mjs'), 'restore', '--json'],
    {
      env: {
        ...process.env,
        DATABASE_URL: arena.databaseUrl,
        ORCHESTRATOR_MASTER_KEY: arena.masterKey,
        ORCHESTRATOR_HOME: arena.folder,
      },
    },
  )
  expect(JSON.parse(stdout)).toEqual({ epoch: 2 })
  const completed = await arena.sql<{ seq: string; title: string; id: string }[]>`
    select seq, data->'task'->>'title' as title, subject_id as id from events
    where workspace_id = ${arena.workspaceId} and type = 'task.status_changed' and data->>'to' = 'completed' order by seq`
  const titles = completed.map(({ title }) => title)
  console.log(`  the backup has ${titles.length} completions; ${JSON.stringify(tables.runs)}`)
  expect(titles.length).toBeGreaterThan(5)
  expect(titles.length).toBeLessThan(count)
  const [gap] = await arena.sql<
    { fromSeq: string; toSeq: string }[]
  >`select from_seq as "fromSeq", to_seq as "toSeq" from event_gaps where workspace_id = ${arena.workspaceId}`
  expect(Number(gap?.fromSeq)).toBeLessThanOrEqual(Number(lost?.seq))
  expect(Number(gap?.toSeq)).toBeGreaterThan(Number(lost?.seq))

  const restartedAt = Date.now()
  for (const name of ['api', 'relay', 'playbooks'] as const) arena.kept[name].resume()
  await arena.allUp()
  const held = ({ runs }: { runs: Readonly<Record<string, number>> }, name: string) =>
    (runs[`${name} completed`] ?? 0) + (runs[`${name} running`] ?? 0)
  await until('all matches to be taken up', 120_000, async () => {
    const state = await countRuns(arena)
    const [waits] = await arena.sql<{ n: number }[]>`select count(*)::int as n from waits`
    return {
      done:
        state.runs['rule completed'] === titles.length &&
        held(state, 'holds') === titles.length &&
        held(state, 'long') === titles.length &&
        waits?.n === (state.runs['holds running'] ?? 0) + (state.runs['long running'] ?? 0),
      state: { ...state, waits },
    }
  })
  console.log(`  all was taken up again ${Date.now() - restartedAt} ms after the restart`)
  // Those that were told to go before may have lost it: all are told now.
  over = true
  for (const { title, id } of completed) expect((await comment(`${title} again`, id)).status).toBe(201)
  await until('every run to end', 180_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0, state }
  })
  expect((await countRuns(arena)).runs).toEqual({
    'rule completed': titles.length,
    'holds completed': titles.length,
    'long completed': titles.length,
  })
  for (const prefix of ['rule: ', 'held: ', 'done: ', 'long: ', 'ended: '])
    expectEachOnce(
      await countTitles(arena, prefix),
      titles.map((title) => `${prefix}${title}`),
    )
  const [never] =
    await arena.sql`select count(*)::int as n from tasks where starts_with(title, 'done: ') and description not like '% went'`
  expect(never).toEqual({ n: 0 })
  // What is new reacts as ever, beyond the hole.
  const made = await write('POST', '/v1/tasks', 'create new', { projectId: arena.projectId, title: 'new' })
  await write('PATCH', `/v1/tasks/${made.body['id']}`, 'complete new', { status: 'completed' })
  await write('POST', '/v1/comments', 'go new', { taskId: made.body['id'], body: 'go' })
  await until('the new completion to have its effects', 60_000, async () => {
    const found = await Promise.all(['rule', 'done', 'ended'].map((what) => countTitles(arena, `${what}: new`)))
    const titles = found.flatMap((some) => [...some.keys()])
    return { done: titles.length === 3, state: titles }
  })
  const [last] = await arena.sql<
    { seq: string }[]
  >`select max(seq) as seq from events where workspace_id = ${arena.workspaceId}`
  expect(Number(last?.seq)).toBeGreaterThan(Number(gap?.toSeq))
  await expectLogWhole(arena)
  // Those of before the restore were ended.
  await expectNoOpenWorkflows(arena)
}, 600_000)
