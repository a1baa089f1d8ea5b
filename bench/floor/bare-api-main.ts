// The routes that the API's benchmark asks, with nothing around them: no keys, no checks, no limits. The same statements, in the
// same kind of transaction, under the same role with row-level security.
import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Task } from '@orchestrator/domain'
import { type Context, Hono } from 'hono'
import postgres from 'postgres'

const { BARE_DATABASE_URL = '', BARE_WORKSPACE = '', BARE_PORT = '', BARE_MEMBER = '', BARE_STATE = '' } = process.env
const sql = postgres(BARE_DATABASE_URL, {
  max: 20,
  transform: { column: { from: postgres.toCamel } },
  onnotice: () => {},
})
const ws = BARE_WORKSPACE
const columns = Object.keys(Task.shape)
  .map((field) => `t."${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`)
  .join(', ')
const from = `select ${columns} from tasks t where t.workspace_id = $1 and t.deleted_at is null`

const within = <T>(mode: string, work: (tx: postgres.TransactionSql) => Promise<T>) =>
  sql.begin(mode, async (tx) => {
    const [, result] = await Promise.all([tx`select set_config('app.ws', ${ws}, true)`.execute(), work(tx)])
    return result
  }) as Promise<T>

const app = new Hono()
app.get('/v1/tasks', async (c) => {
  const { projectId = '', limit = '50' } = c.req.query()
  const text = `${from} and t.project_id = $2::uuid and t.archived_at is null order by t.project_id, t.rank, t.id limit $3`
  const rows = await within('read only', (tx) =>
    tx.unsafe(text, [ws, projectId, Number(limit) + 1], { prepare: true }).execute(),
  )
  return c.json({ items: rows.slice(0, Number(limit)), nextCursor: null })
})
app.get('/v1/tasks/:id', async (c) => {
  const text = `${from} and t.id = $2::uuid`
  const [task] = await within('read only', (tx) =>
    tx.unsafe(text, [ws, c.req.param('id')], { prepare: true }).execute(),
  )
  return task ? c.json(task) : c.notFound()
})
app.post('/v1/tasks', async (c: Context) => {
  const { projectId, title } = await c.req.json<{ projectId: string; title: string }>()
  const id = randomUUID()
  const [task] = await within('read write', async (tx) => {
    const [, rows] = await Promise.all([
      ledger(tx),
      tx<Record<string, string>[]>`
        with c as (
          update project_counters set last_number = last_number + 1 where workspace_id = ${ws} and project_id = ${projectId} returning last_number
        )
        insert into tasks (workspace_id, id, project_id, number, identifier, title, description, type, status, state_id, priority,
          creator_id, tags, rank, custom_fields, version, created_at, updated_at)
        select ${ws}, ${id}, ${projectId}, last_number, 'ABC-' || last_number, ${title}, '', 'task', 'unstarted', ${BARE_STATE}, 'none',
          ${BARE_MEMBER}, '{}', 'a0', '{}', 1, now(), now() from c returning *`.execute(),
    ])
    await log(tx, 'task.created', id, rows[0] ?? {})
    return rows
  })
  return c.json(task ?? {}, 201)
})
app.patch('/v1/tasks/:id', async (c) => {
  const { title } = await c.req.json<{ title: string }>()
  const id = c.req.param('id')
  const [task] = await within('read write', async (tx) => {
    const [, rows] = await Promise.all([
      ledger(tx),
      tx<Record<string, string>[]>`
        update tasks set title = ${title}, version = version + 1, updated_at = now() where workspace_id = ${ws} and id = ${id} returning *`.execute(),
    ])
    await log(tx, 'task.updated', id, rows[0] ?? {})
    return rows
  })
  return task ? c.json(task) : c.notFound()
})

const ledger = (tx: postgres.TransactionSql) =>
  tx`
    insert into commands (workspace_id, id, type, request_hash, result, created_at)
    values (${ws}, ${randomUUID()}, 'task', '\\x00', '{}', now())`.execute()

const log = (tx: postgres.TransactionSql, type: string, id: string, task: Record<string, string>) =>
  tx`
    with head as (update workspace_heads set seq = seq + 1 where workspace_id = ${ws} returning seq)
    insert into events (workspace_id, seq, id, type, subject_type, subject_id, actor, command_id, correlation_id, depth, occurred_at, data)
    select ${ws}, seq, ${randomUUID()}, ${type}, 'task', ${id}, '{}', ${randomUUID()}, ${randomUUID()}, 0, now(), ${tx.json({ task })} from head`.execute()

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(BARE_PORT) }, () => console.log('{"msg":"ready"}'))
