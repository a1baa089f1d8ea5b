// What taking a webhook costs at the least: its signature is checked over its bytes, and it is a row before it is answered.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'

const { BARE_DATABASE_URL = '', BARE_SECRET = '', BARE_PORT = '' } = process.env
const sql = postgres(BARE_DATABASE_URL, { max: 20, onnotice: () => {} })
await sql`create table if not exists bare_deliveries (id text primary key, headers jsonb not null, body bytea not null)`

const app = new Hono()
app.post('/webhook', async (c) => {
  const body = Buffer.from(await c.req.arrayBuffer())
  const wanted = Buffer.from(`sha256=${createHmac('sha256', BARE_SECRET).update(body).digest('hex')}`)
  const given = Buffer.from(c.req.header('x-hub-signature-256') ?? '')
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return c.body(null, 401)
  const headers = Object.fromEntries(c.req.raw.headers)
  await sql`
    insert into bare_deliveries (id, headers, body) values (${c.req.header('x-github-delivery') ?? ''}, ${sql.json(headers)}, ${body})
    on conflict do nothing`
  return c.body(null, 202)
})

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(BARE_PORT) }, () => console.log('{"msg":"ready"}'))
