import { randomBytes } from 'node:crypto'
import { defaultCodeMoves, newId } from '@orchestrator/domain'
import postgres from 'postgres'
import { afterEach, describe, expect, test } from 'vitest'
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/index.ts'
import { startOwnCluster } from '../../../test/support/own-cluster.ts'
import { createWorkspace } from './access/create-workspace.ts'
import { currentEpoch, renewEpoch } from './automation/epoch.ts'
import { headOf, readEvents } from './automation/events.ts'
import { isMigrated, migrate } from './migrate.ts'
import { createStore } from './store.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase()
  cleanups.push(database.drop)
  return database
}

async function asOwner<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

const schemaOf = (url: string) =>
  asOwner(url, async (sql) =>
    JSON.stringify(
      await sql`select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2`,
    ),
  )

test('brings an empty database up to date; a second time nothing is left to do', async () => {
  const database = await emptyDatabase()
  expect(await isMigrated(database.databaseUrl)).toBe(false)
  expect(await migrate(database)).toContain('0001-foundation')
  const schema = await schemaOf(database.databaseUrl)
  expect(await isMigrated(database.databaseUrl)).toBe(true)
  expect(await migrate(database)).toEqual([])
  expect(await schemaOf(database.databaseUrl)).toBe(schema)
})

test('a new migration sorts after all that databases may have had: between these it would be refused', async () => {
  const database = await emptyDatabase()
  // As they came to be. Only ever add at the end.
  expect(await migrate(database)).toEqual([
    '0001-foundation',
    '0003-playbook-host',
    '0005-references',
    '0006-traceparent',
    '0007-rules-in-their-transaction',
    '0008-lagging-triggers',
    '0009-templates',
    '0010-approvals',
    '0011-deployment-sources',
    '0012-series',
    '0013-cycles-and-milestones',
    '0014-time-entries',
    '0015-retries',
    '0016-long-rules',
    '0017-schedules',
    '0018-flow',
    '0019-rule-triggers',
    '0020-outgoing',
    '0021-notifications',
    '0022-emails',
    '0023-stepped-runs',
    '0025-fair-delivery-targets',
    '0026-integrations',
    '0027-connection-calls',
    '0028-task-links',
    '0029-slack',
    '0030-mail',
    '0031-sync-failures',
    '0032-calls-and-leases',
    '0033-patches',
    '0034-learning',
    '0035-suggestions',
    '0036-agents',
    '0037-model-calls',
    '0038-patches-in-slack',
    '0039-server-tools',
    '0040-words-of-comments',
    '0041-preferences-in-words',
    '0042-agent-runs-woken-while-queued',
    '0043-model-tries',
    '0044-troubles-of-mappings',
    '0045-left-out',
    '0046-ended-links',
    '0049-unreadable-deliveries',
    '0050-leases-in-order',
    '0051-left-there',
    '0052-what-comes-in',
    '0053-background-looks',
  ])
})

test('a mapping from before pull requests were followed moves no task by itself', async () => {
  const database = await emptyDatabase()
  await migrate({ ...database, upTo: '0027-connection-calls' })
  await asOwner(database.databaseUrl, async (sql) => {
    // Without the workspace and all else that a mapping refers to.
    await sql`set session_replication_role = replica`
    await sql`
      insert into mappings (workspace_id, id, connection_id, project_id, container_id, container_key, container_name, fields, direction,
        comments, deleted_there, deleted_here, enabled, version, field_versions, created_at, updated_at)
      values (${newId()}, ${newId()}, ${newId()}, ${newId()}, '1', 'acme/shop', 'shop', '[]', 'both',
        true, 'keep', 'keep', true, 1, '{}', now(), now())`
  })
  await migrate(database)
  const [mapping] = await asOwner(database.databaseUrl, (sql) => sql`select moves from mappings`)
  expect(Object.keys(mapping?.['moves']).sort()).toEqual(Object.keys(defaultCodeMoves).sort())
  expect(Object.values(mapping?.['moves'])).toEqual(Object.values(defaultCodeMoves).map(() => null))
})

test('what was deleted here before is left out, but for what was deleted there with it', async () => {
  const database = await emptyDatabase()
  await migrate({ ...database, upTo: '0043-model-tries' })
  const workspace = newId()
  await asOwner(database.databaseUrl, async (sql) => {
    await sql`set session_replication_role = replica`
    for (const policy of ['keep', 'close', 'delete']) {
      const mapping = newId()
      await sql`
        insert into mappings (workspace_id, id, connection_id, project_id, container_id, container_key, container_name, fields, direction,
          comments, deleted_there, deleted_here, enabled, version, field_versions, created_at, updated_at, moves)
        values (${workspace}, ${mapping}, ${newId()}, ${newId()}, '1', 'acme/shop', 'shop', '[]', 'both',
          true, 'keep', ${policy}, true, 1, '{}', now(), now(), '{}')`
      for (const kind of ['task', 'comment'])
        await sql`
          insert into external_items (workspace_id, id, connection_id, mapping_id, type, external_id, entity_kind, entity_id, state)
          values (${workspace}, ${newId()}, ${newId()}, ${mapping}, 'x', ${`${policy} ${kind}`}, ${kind}, ${newId()}, 'gone_here')`
    }
  })
  await migrate(database)
  const items = await asOwner(
    database.databaseUrl,
    (sql) => sql`select external_id from external_items where state = 'left_out' order by external_id`,
  )
  expect(items.map((item) => item['external_id'])).toEqual(['close task', 'keep comment', 'keep task'])
})

test('milestones of GitHub go by their names, whatever pairs they were mapped by', async () => {
  const database = await emptyDatabase()
  await migrate({ ...database, upTo: '0043-model-tries' })
  const values = [{ theirs: '1', ours: newId() }]
  const fields = [
    { theirs: 'state', ours: 'status', values: [{ theirs: 'open', ours: 'started' }] },
    { theirs: 'milestone', ours: 'milestoneId', values },
  ]
  await asOwner(database.databaseUrl, async (sql) => {
    await sql`set session_replication_role = replica`
    for (const provider of ['github', 'notion']) {
      const [workspaceId, id] = [newId(), newId()]
      await sql`
        insert into connections (workspace_id, id, provider, name, auth, owner_id, status, account, scopes, settings, version, field_versions, created_at, updated_at)
        values (${workspaceId}, ${id}, ${provider}, ${provider}, 'token', ${newId()}, 'active', '{}', '{}', '{}', 1, '{}', now(), now())`
      await sql`
        insert into mappings (workspace_id, id, connection_id, project_id, container_id, container_key, container_name, fields, direction,
          comments, deleted_there, deleted_here, enabled, moves, version, field_versions, created_at, updated_at)
        values (${workspaceId}, ${newId()}, ${id}, ${newId()}, '1', ${provider}, 'x', ${sql.json(fields)}, 'both',
          true, 'keep', 'keep', true, '{}', 1, '{}', now(), now())`
    }
  })
  await migrate(database)
  const rows = await asOwner(database.databaseUrl, (sql) => sql`select container_key, fields from mappings order by 1`)
  expect(rows.map((row) => row['fields'])).toEqual([[fields[0], { theirs: 'milestone', ours: 'milestoneId' }], fields])
})

test('several at once: each migration is applied once and nobody fails', async () => {
  const database = await emptyDatabase()
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database)))
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
})

test('several databases of one cluster at once, whose roles are the same', async () => {
  const databases = await Promise.all(Array.from({ length: 4 }, emptyDatabase))
  const applied = await Promise.all(databases.map((database) => migrate(database)))
  expect(applied.every((names) => names.includes('0001-foundation'))).toBe(true)
})

test('a database that is newer than the program is left alone, and it is said what to do', async () => {
  const database = await emptyDatabase()
  await migrate(database)
  await asOwner(
    database.databaseUrl,
    (sql) =>
      sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2099-01-01T00:00:00Z')`,
  )
  const schema = await schemaOf(database.databaseUrl)
  await expect(migrate(database)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/newer than this program.*9999-from-the-future/),
  })
  await expect(isMigrated(database.databaseUrl)).rejects.toMatchObject({ code: 'unavailable' })
  expect(await schemaOf(database.databaseUrl)).toBe(schema)
})

test('a migration that fails leaves nothing behind, and says what failed', async () => {
  const database = await emptyDatabase()
  // Something of the same name is in the way of a table that comes late in the file.
  await asOwner(database.databaseUrl, (sql) => sql`create table store_epoch (a int)`)
  await expect(migrate(database)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('store_epoch'),
  })
  const tables = await asOwner(
    database.databaseUrl,
    (sql) =>
      sql<
        { name: string }[]
      >`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%'`,
  )
  expect(tables.map((table) => table.name)).toEqual(['store_epoch'])
})

test('an owner who is no superuser can migrate, work and restore', async () => {
  const database = await emptyDatabase()
  const [name, password] = [`owner_${randomBytes(4).toString('hex')}`, 'secret']
  const plain = new URL(database.databaseUrl)
  await asOwner(database.databaseUrl, async (sql) => {
    await sql.unsafe(`create role ${name} login createrole password '${password}'`)
    await sql.unsafe(`alter database ${plain.pathname.slice(1)} owner to ${name}`)
    // As on a managed Postgres: whoever may make roles may give those which they made.
    await sql.unsafe(`grant orchestrator_app, orchestrator_relay, orchestrator_definer to ${name} with admin option`)
  })
  const admin = database.databaseUrl
  cleanups.push(() => asOwner(admin.replace(/[^/]+$/, 'postgres'), (sql) => sql.unsafe(`drop role ${name}`)))
  cleanups.push(database.drop)
  Object.assign(plain, { username: name, password })
  const owned = { databaseUrl: plain.href, masterKey: database.masterKey }

  await migrate(owned)
  expect(await migrate(owned)).toEqual([])
  const store = createStore({ ...owned, role: 'app' })
  const relay = createStore({ ...owned, role: 'relay' })
  cleanups.push(store.close, relay.close)
  const { workspaceId, memberId } = await createWorkspace(store, {
    slug: 'plain',
    name: 'Plain',
    owner: { name: 'Ada', email: 'ada@example.com' },
  })
  const principal = { workspaceId, actor: { type: 'user' as const, id: memberId, memberId }, scopes: null }
  const commands = [{ id: newId(), type: 'project.create' as const, data: { key: 'ABC', name: 'x' } }]
  expect(await store.execute(principal, commands)).toMatchObject([{ applied: true }])
  expect(await relay.sql`select * from relay_dirty_workspaces(10)`).toHaveLength(1)

  const head = await headOf(store, workspaceId)
  expect(await renewEpoch(owned)).toBe(2)
  expect(await currentEpoch(store)).toBe(2)
  expect(await headOf(store, workspaceId)).toBe(head + 1_000_000_000)
  await store.execute(principal, [{ id: newId(), type: 'tag.create', data: { name: 'after' } }])
  expect((await readEvents(store, workspaceId, head, 10)).map((event) => event.seq)).toEqual([head + 1_000_000_001])
})

describe('master keys in one cluster', () => {
  const otherKey = () => randomBytes(32).toString('base64')
  const works = async (database: { databaseUrl: string; masterKey: string }) => {
    const store = createStore({ ...database, role: 'app', connections: 1 })
    cleanups.push(store.close)
    return store.sql`select count(*) from tasks`.then(
      () => 'works',
      (error: { code: string }) => error.code,
    )
  }
  const ownCluster = async () => {
    const { stop, ...database } = await startOwnCluster()
    cleanups.push(stop)
    return database
  }
  const otherDatabase = async (database: { databaseUrl: string }) => {
    await asOwner(database.databaseUrl, (sql) => sql`create database other`)
    return { databaseUrl: database.databaseUrl.replace(/[^/]+$/, 'other'), masterKey: otherKey() }
  }

  test('two databases with two keys leave each other alone, also one that a version before made', async () => {
    const first = await ownCluster()
    // As it made them: one pair of roles for all, with the password of whoever came last.
    await asOwner(first.databaseUrl, (sql) => sql`create role orchestrator_app with login password 'old'`)
    const second = await otherDatabase(first)
    await migrate(first)
    await migrate(second)
    expect([await works(first), await works(second)]).toEqual(['works', 'works'])
    await migrate(first)
    expect([await works(first), await works(second)]).toEqual(['works', 'works'])
    const [old] = await asOwner(
      first.databaseUrl,
      (sql) =>
        sql`select rolcanlogin, rolpassword is not null as has_password from pg_authid where rolname = 'orchestrator_app'`,
    )
    expect(old).toEqual({ rolcanlogin: true, has_password: true })
  })

  test('a key opens its own database and no other', async () => {
    const first = await ownCluster()
    const second = await otherDatabase(first)
    await migrate(first)
    await migrate(second)
    expect(await works({ ...first, masterKey: second.masterKey })).toBe('42501')
    expect(await works({ ...second, masterKey: first.masterKey })).toBe('42501')
  })

  test('a database that is given another key lets the one before in no more', async () => {
    const database = await ownCluster()
    const changed = { ...database, masterKey: otherKey() }
    await migrate(database)
    await migrate(changed)
    expect([await works(changed), await works(database)]).toEqual(['works', '42501'])
    await migrate(database)
    expect([await works(changed), await works(database)]).toEqual(['42501', 'works'])
  })
})
