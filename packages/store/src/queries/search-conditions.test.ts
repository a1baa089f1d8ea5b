import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { listEntities } from './list-entities.ts'
import { byCreation } from './orders.ts'
import { commentsWith } from './search-conditions.ts'

let stage: TestStore
let w: TestWorkspace
let task: string
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
  task = await w.task(await w.project())
})
afterAll(() => stage?.close())

const comment = (body: string) => w.run('comment.create', { taskId: task, body })
const found = async (q: string, by: TestWorkspace = w) => {
  const request = {
    kind: 'comment',
    where: commentsWith(q),
    sort: byCreation['createdAt'] as never,
    limit: 20,
  } as const
  const page = await by.store.read(by.id, (tx) => listEntities(tx, by.id, request))
  return page.items.map((item) => String(item['body']))
}

test('comments are found by words as they are written, in names and addresses too', async () => {
  const url = 'see https://example.com/plans/Launch-2027 please'
  const mixed = 'Größe der A-Klasse: 3.5'
  for (const body of [url, mixed, 'nothing of that']) await comment(body)
  for (const q of ['launch', 'example', 'plans 2027', 'Launch-2027', 'https://example.com', 'see plea'])
    expect([q, await found(q)]).toEqual([q, [url]])
  for (const q of ['größ', 'klasse', 'A-KLASSE', '3.5', 'der größe']) expect([q, await found(q)]).toEqual([q, [mixed]])
  for (const q of ['aunch', 'launch klasse', '3%5', '...', 'Launch 2028']) expect([q, await found(q)]).toEqual([q, []])
  const gone = await comment('the lost word')
  await w.run('comment.delete', { id: gone.result.id })
  expect(await found('lost')).toEqual([])
})

test('only those of the own workspace are found', async () => {
  const other = await stage.workspace()
  await comment('a secret of ours')
  expect(await found('secret', other)).toEqual([])
  expect(await found('secret')).toEqual(['a secret of ours'])
})

test('the index is used, though row-level security lets the words themselves use none', async () => {
  await comment('needle in a haystack')
  await w.store.write(
    w.id,
    (tx) => tx`
    insert into comments select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'body', 'hay ' || n))).*
    from comments c, generate_series(1, 5000) n where c.workspace_id = ${w.id} and c.body = 'needle in a haystack'`,
  )
  const owner = postgres(stage.database.databaseUrl, { max: 1, onnotice: () => {} })
  const plan = await owner
    .begin(async (tx) => {
      await tx`analyze comments`
      await tx`select set_config('app.ws', ${w.id}, true)`
      await tx`set local role orchestrator_definer`
      const [inner] = await tx<{ code: string }[]>`
        select pg_get_function_sqlbody(oid) as code from pg_proc where proname = 'comments_with_words'`
      const query = /SELECT[\s\S]*?;/
        .exec(inner?.code ?? '')?.[0]
        .replaceAll(/comments_with_words\.wanted|wanted/g, `'needle:*'`)
      const rows = await tx.unsafe<Record<string, string>[]>(`explain ${query}`)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    .finally(() => owner.end())
  expect(plan).toContain('Bitmap Index Scan on comments_words')
  expect(await found('needle')).toEqual(['needle in a haystack'])
})
