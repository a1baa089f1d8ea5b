import { type Command, newId } from '@orchestrator/domain'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { beginAgentStep } from '../agents/agent-steps.ts'
import { putBundle } from '../automation/bundles.ts'
import { ensureCursor } from '../automation/cursor.ts'
import { holdRuns } from '../automation/flow/hold-runs.ts'
import { insertLagging } from '../automation/lagging.ts'
import { claimDeliveries } from '../outgoing/claim-deliveries.ts'
import { createEndpoint } from '../outgoing/endpoints.ts'
import { ensureFanOutCursor } from '../outgoing/fan-out.ts'
import { planEmails } from '../outgoing/plan-emails.ts'
import { recordAttempts } from '../outgoing/record-attempts.ts'
import { definerRole, loginRole, roleNames, roleUrl } from '../roles.ts'

let stage: TestStore
let [ours, theirs] = [] as unknown as [TestWorkspace, TestWorkspace]
let owner: postgres.Sql
let app: postgres.Sql
let relay: postgres.Sql
let tables: string[]
/** Only the relay looks into these: there its role is put to the same tests. */
const closedToApp = ['flow_keys']
const roleFor = (table: string) => (closedToApp.includes(table) ? relay : app)

beforeAll(async () => {
  stage = await openTestStore()
  ours = await stage.workspace()
  theirs = await stage.workspace()
  await fill(ours)
  await fill(theirs)
  const { databaseUrl, masterKey } = stage.database
  const open = (url: string) => postgres(url, { max: 2, onnotice: () => {} })
  owner = open(databaseUrl)
  app = open(roleUrl(databaseUrl, masterKey, 'app'))
  relay = open(roleUrl(databaseUrl, masterKey, 'relay'))
  const rows = await owner<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm') order by 1`
  tables = rows.map((row) => row.name)
})
afterAll(async () => {
  await Promise.all([owner?.end(), app?.end(), relay?.end()])
  await stage?.close()
})

/** A row in every table that commands and the platform's parts write. */
async function fill(w: TestWorkspace): Promise<void> {
  const project = await w.project()
  const [a, b, run] = [await w.task(project, { tags: ['x'], status: 'completed' }), await w.task(project), newId()]
  const member = await w.member('VIEWER')
  await putBundle(w.store, w.id, { hash: 'f'.repeat(64), manifest: {}, isolate: new Uint8Array([1]), steps: null })
  await ensureCursor(w.store, w.id)
  const triggers = [{ kind: 'webhook', path: 'in', verify: 'none', body: null, if: null }]
  const rule = { name: 'r', when: 'task.created', then: [{ action: 'comment.create', body: 'x' }] }
  const every = {
    name: 'e',
    when: { schedule: { every: '1 hour' } },
    then: [{ action: 'task.create', projectId: project, title: 'x' }],
  }
  const [cycle, template, patch, agentRun] = [newId(), newId(), newId(), newId()]
  const commands: [string, object][] = [
    [
      'cycle.create',
      { id: cycle, projectId: project, startsAt: '2026-06-01T00:00:00Z', endsAt: '2026-06-15T00:00:00Z' },
    ],
    ['time_entry.start', { taskId: b }],
    ['milestone.create', { projectId: project, name: 'x' }],
    ['task.update', { id: b, cycleId: cycle }],
    ['task_relation.create', { type: 'blocks', fromTaskId: a, toTaskId: b }],
    ['comment.create', { taskId: a, body: 'x' }],
    ['task_link.add', { taskId: a, url: 'https://example.com/' }],
    ['change_set.attach', { taskId: a, files: [{ path: 'a', content: 'x' }] }],
    ['template.create', { id: template, name: 't', kind: 'task', content: { tasks: [{ key: 'a', title: 'x' }] } }],
    [
      'series.create',
      { projectId: project, task: { title: 'x' }, recurrence: { rrule: 'FREQ=YEARLY' }, startDate: '2099-01-01' },
    ],
    ['approval.request', { title: 'x', from: { role: 'ADMIN' } }],
    ['patch.propose', { id: patch, title: 'x', operations: [{ key: 'a', command: 'task.archive', data: { id: a } }] }],
    ['agent.create', { name: 'scout', instructions: 'x' }],
    ['agent_run.create', { id: agentRun, agent: 'scout', prompt: 'x' }],
    ['patch_policy.create', { name: 'x', commands: ['task.archive'], minConfidence: 1 }],
    ['patch.review', { id: patch, decisions: [{ key: 'a', decision: 'reject' }] }],
    ['model_budget.set', { limitUsd: 1 }],
    ['preference.create', { words: 'x' }],
    ['notification.send', { to: { memberId: member.actor.memberId }, title: 'x' }],
    ['notification_preferences.set', { memberId: w.owner.actor.memberId, digestHour: 9 }],
    ['suggestion_dismissal.create', { id: newId(), kind: 'sequence', title: 'x' }],
    ['delivery.create', { url: 'https://example.com/' }],
    ['project_member.set', { projectId: project, memberId: member.actor.memberId, role: 'VIEWER' }],
    ['custom_field.create', { key: 'k', name: 'k', type: 'text' }],
    [
      'api_key.create',
      {
        id: newId(),
        name: 'k',
        memberId: w.owner.actor.memberId,
        scopes: null,
        expiresAt: null,
        secretHash: 'a'.repeat(64),
      },
    ],
    ['rule.create', rule],
    ['rule.create', every],
    [
      'playbook.deploy',
      {
        bundleHash: 'f'.repeat(64),
        playbooks: [{ id: 'demo', folder: 'a', title: null, scopes: null, steps: null, triggers }],
      },
    ],
  ]
  await w.store.execute(
    w.owner,
    commands.map(([type, data]) => ({ id: newId(), type, data }) as Command),
    { step: { runId: run, step: 0, name: 'x' } },
  )
  const model = { n: 0, kind: 'model' as const, agent: 'scout', name: 'm', input: {} }
  await beginAgentStep(w.store, { workspaceId: w.id, runId: agentRun }, model)
  await w.store.write(w.id, async (tx) => {
    await tx`
      insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
      values (${w.id}, ${run}, 'rule', ${run}, 'r', '1', 1, 1, ${run}, 'task.created', 'task', ${a}, ${member.actor.memberId}, 1, ${run}, 'held', now())`
    await tx`
      insert into waits (workspace_id, id, run_id, workflow_id, step, sources, types, from_seq, created_at)
      values (${w.id}, ${newId()}, ${run}, 'w', 0, '[]', '{}', 1, now())`
    await tx`insert into run_replies values (${w.id}, ${run}, 0, '{}')`
    await tx`insert into automation_suggestions values (${w.id}, ${newId()}, '{}', now())`
    await tx`insert into model_calls (workspace_id, id, purpose, route) values (${w.id}, ${newId()}, 'x', 'x.low')`
    await tx`insert into model_cache (workspace_id, key, answer, bytes, latency_ms) values (${w.id}, 'k', '{}', 2, 1)`
    await tx`insert into event_gaps values (${w.id}, 1000000, 2000000, 'test', now())`
  })
  await w.run('template.apply', { template, projectId: project } as never)
  await createEndpoint(w.store, stage.database.masterKey, w.owner, { url: 'https://example.com/' } as never)
  await connectAndMap(w, project, a)
  await fillAsRelay(w, run)
}

/** What hangs on a connection. That a conflict is resolved is work for the engine. */
async function connectAndMap(w: TestWorkspace, projectId: string, task: string): Promise<void> {
  const [connectionId, mappingId, conflict] = [newId(), newId(), newId()]
  await w.run('connection.create', {
    ...{ id: connectionId, provider: 'github', name: 'c', auth: 'token', scopes: [], settings: {} },
    ...{ account: { id: '1', name: 'a', url: null }, sealedCredentials: 'v1.x', sealedSecret: 'v1.x' },
  })
  const container = { containerId: '7', containerKey: 'k', containerName: 'n' }
  await w.run('mapping.create', { id: mappingId, connectionId, projectId, ...container, fields: [] })
  const { memberId } = w.owner.actor
  await w.run('connection_tool.allow', {
    ...{ connectionId, name: 't', title: null, description: 't', inputSchema: {}, readOnly: false, idempotent: false },
    ...{ hash: 'a'.repeat(64), trusted: false },
  })
  await w.run('user_link.set', { connectionId, externalUserId: '1', externalName: 'ann', memberId })
  const question = { entityKind: 'task' as const, entityId: task, field: 'title', ours: 'a', theirs: 'b' }
  await w.run('task.create_pull_request', { taskId: task })
  await w.run('sync_conflict.open', { id: conflict, mappingId, ...question })
  await w.run('sync_conflict.resolve', { id: conflict, choice: 'ours' })
  await w.store.write(w.id, async (tx) => {
    await tx`
      insert into external_items (workspace_id, id, connection_id, mapping_id, type, external_id, entity_kind, entity_id, state)
      values (${w.id}, ${newId()}, ${connectionId}, ${mappingId}, 'issue', '1', 'task', ${task}, 'linked')`
    await tx`
      insert into ended_links (workspace_id, project_id, provider, container_id, type, external_id, entity_kind, entity_id, state, base_ours, base_theirs, step)
      values (${w.id}, ${newId()}, 'github', '1', 'issue', '2', 'task', ${task}, 'linked', '{}', '{}', 1)`
    await tx`
      insert into inbound_deliveries (workspace_id, connection_id, delivery_id, headers, body)
      values (${w.id}, ${connectionId}, '1', '{}', '')`
    await tx`
      insert into slack_messages (workspace_id, id, connection_id, subject_type, subject_id, live, status)
      values (${w.id}, ${newId()}, ${connectionId}, 'task', ${task}, true, 'pending')`
    await tx`
      insert into slack_replies (workspace_id, connection_id, channel_id, ts, version)
      values (${w.id}, ${connectionId}, 'C1', '1.1', 1.1)`
    await tx`insert into slack_cursors values (${w.id}, 0) on conflict do nothing`
    await tx`
      insert into connection_calls (workspace_id, id, connection_id, action, attempts, lease_until)
      values (${w.id}, ${newId()}, ${connectionId}, 'createIssue', 1, now())`
  })
}

/** What the relay's parts write, with its own rights: what is taken from these is seen here. */
async function fillAsRelay(w: TestWorkspace, run: string): Promise<void> {
  const store = stage.open('relay', 1)
  const keys = { concurrencyKey: null, throttleKey: null, gatherKey: null, idempotencyKey: 'k', expiresAt: null }
  const flow = { ...keys, priority: 0, occurredAt: new Date().toISOString() }
  await planEmails(store, w.id, 10, () => ({ at: flow.occurredAt, digest: false }))
  await store.write(w.id, async (tx) => {
    await insertLagging(tx, w.id, [{ kind: 'automation', id: run, definitionSeq: 1, seq: 1 }])
    await holdRuns(tx, w.id, [{ id: run, automationId: run, eventSeq: 1, flow }])
    await tx`insert into flow_keys values (${w.id}, ${run}, 'k', ${run}, 1, now())`
  })
  await ensureFanOutCursor(store, w.id)
  const claimed = await claimDeliveries(store, w.id, [{ target: 'example.com', most: 1 }], 60_000)
  const ended = { n: 1, startedAt: flow.occurredAt, latencyMs: 1, httpStatus: 200, error: null, nextAt: null }
  const attempts = claimed.map(({ id, endpointId, url }) => ({
    ...{ ...ended, id, endpointId, url },
    status: 'delivered' as const,
  }))
  await recordAttempts(store, w.id, attempts, 60_000)
}

/** Runs as a role within a workspace, or without one, and takes everything back. */
async function attempt<T>(
  sql: postgres.Sql,
  workspaceId: string | null,
  work: (tx: postgres.TransactionSql) => Promise<T>,
): Promise<T | string> {
  let result: T | string = 'nothing'
  await sql
    .begin(async (tx) => {
      if (workspaceId !== null) await tx`select set_config('app.ws', ${workspaceId}, true)`
      result = await work(tx)
      throw new Error('taken back')
    })
    .catch((error: Error & { code?: string }) => {
      if (error.message !== 'taken back') result = error.code ?? error.message
    })
  return result
}

const denied = '42501'

describe('row-level security', () => {
  test('is on, forced and has a policy in every table of a workspace; every one was filled', async () => {
    const rows = await owner<{ name: string; on: boolean; forced: boolean; policies: number }[]>`
      select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced, (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any(${tables})`
    expect(rows.filter((row) => !row.on || !row.forced || row.policies === 0)).toEqual([])
    expect(tables.length).toBeGreaterThanOrEqual(47)
    for (const table of tables) {
      const counts = await owner.unsafe<{ ws: string; n: number }[]>(
        `select workspace_id as ws, count(*)::int as n from ${table} group by 1`,
      )
      expect([table, new Set(counts.map((count) => count.ws))]).toEqual([table, new Set([ours.id, theirs.id])])
    }
  })

  test('what is in no workspace’s table is known by name', async () => {
    const rows = await owner<{ name: string }[]>`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm') and c.relname <> all(${tables}) order by 1`
    expect(rows.map((row) => row.name)).toEqual(['kysely_migration', 'kysely_migration_lock', 'store_epoch'])
  })

  test('without a workspace nothing is visible in any table, and nothing can be written', async () => {
    for (const sql of [app, relay]) {
      for (const table of tables) {
        for (const ws of [null, '']) {
          const rows = await attempt(sql, ws, async (tx) => (await tx.unsafe(`select 1 from ${table}`)).length)
          const expected = sql === relay ? (rows === denied ? denied : 0) : closedToApp.includes(table) ? denied : 0
          expect([table, rows]).toEqual([table, expected])
        }
      }
    }
    for (const table of tables) {
      const columns = await owner.unsafe<{ list: string }[]>(
        `select string_agg(quote_ident(attname), ', ') as list from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and attgenerated = '' and attidentity = ''`,
      )
      const row = await owner.unsafe<{ json: string }[]>(
        `select to_jsonb(t)::text as json from ${table} t where workspace_id = '${ours.id}' limit 1`,
      )
      const insert = (tx: postgres.TransactionSql) =>
        tx.unsafe(
          `insert into ${table} (${columns[0]?.list}) select ${columns[0]?.list} from jsonb_populate_record(null::${table}, $1::jsonb)`,
          [JSON.parse(row[0]?.json ?? '{}')],
        )
      for (const ws of [null, theirs.id])
        for (const sql of new Set([app, roleFor(table)]))
          expect([table, await attempt(sql, ws, insert)]).toEqual([table, denied])
    }
  })

  test('another workspace’s rows can be neither read nor changed nor deleted nor taken over', async () => {
    for (const table of tables) {
      const sql = roleFor(table)
      const where = `where workspace_id = '${ours.id}'`
      const read = await attempt(
        sql,
        theirs.id,
        async (tx) => (await tx.unsafe(`select 1 from ${table} ${where}`)).length,
      )
      expect([table, read]).toEqual([table, 0])
      const seen = await attempt(sql, theirs.id, (tx) =>
        tx
          .unsafe<{ ws: string }[]>(`select distinct workspace_id as ws from ${table}`)
          .then((rows) => rows.map((one) => one.ws)),
      )
      expect([table, seen]).toEqual([table, [theirs.id]])
      for (const statement of [
        `update ${table} set workspace_id = workspace_id ${where}`,
        `update ${table} set workspace_id = '${theirs.id}' ${where}`,
        `delete from ${table} ${where}`,
      ]) {
        const changed = await attempt(sql, theirs.id, async (tx) => (await tx.unsafe(statement)).count)
        expect([table, statement, changed === denied ? 0 : changed]).toEqual([table, statement, 0])
      }
      const given = await attempt(
        sql,
        theirs.id,
        async (tx) => (await tx.unsafe(`update ${table} set workspace_id = '${ours.id}'`)).count,
      )
      expect([table, [denied, '23503', '23505', '23514'].includes(String(given))]).toEqual([table, true])
      // In its own workspace the role does see rows: the statements above are not refused for another reason.
      expect(
        await attempt(sql, ours.id, async (tx) => (await tx.unsafe(`select 1 from ${table}`)).length),
      ).toBeGreaterThan(0)
    }
  })
})

describe('the database roles', () => {
  test('own nothing, bypass nothing, make nothing', async () => {
    const { masterKey } = stage.database
    const logins = [loginRole(masterKey, 'app'), loginRole(masterKey, 'relay')]
    const rows = await owner<Record<string, boolean>[]>`
      select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles where rolname = any(${[...Object.values(roleNames), ...logins, definerRole]})`
    expect(rows).toHaveLength(5)
    for (const row of rows) expect(Object.values(row)).toEqual([false, false, false, false, false])
    const owned =
      await owner`select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any(${[...Object.values(roleNames), ...logins]})`
    expect([...owned]).toEqual([])
    const members = await owner<{ member: string; group: string }[]>`
      select r.rolname as member, g.rolname as group from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
      where r.rolname = any(${[...Object.values(roleNames), ...logins]}) order by 1`
    expect([...members]).toEqual([
      { member: logins[0], group: roleNames.app },
      { member: logins[1], group: roleNames.relay },
    ])
    for (const sql of [app, relay]) expect(await attempt(sql, ours.id, (tx) => tx`create table x (a int)`)).toBe(denied)
  })

  test.each(['events', 'commands', 'event_gaps'])(
    'the app cannot change or delete what is in %s: it only grows',
    async (table) => {
      for (const statement of [
        `update ${table} set workspace_id = workspace_id`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        expect([statement, await attempt(app, ours.id, (tx) => tx.unsafe(statement))]).toEqual([statement, denied])
      }
    },
  )

  test('the relay reads the log and automations, writes what comes of them, and has no other right', async () => {
    const allowed: Record<string, readonly string[]> = {
      events: ['select'],
      workspace_heads: ['select'],
      rules: ['select'],
      playbooks: ['select'],
      members: ['select'],
      webhooks: ['select'],
      relay_cursors: ['select', 'insert', 'update'],
      runs: ['select', 'insert', 'update'],
      waits: ['select', 'update', 'delete'],
      // A retry is given what the run before it has completed.
      run_steps: ['select', 'insert'],
      lagging_triggers: ['select', 'insert', 'update', 'delete'],
      // Temporal is told of schedules; when they fire is decided by the app.
      schedules: ['select', 'update (sync_at)'],
      // The gate's own.
      flow_runs: ['select', 'insert', 'update', 'delete'],
      flow_keys: ['select', 'insert', 'update', 'delete'],
      flow_wakes: ['select', 'insert', 'delete'],
      workspaces: ['select (id, max_runs_per_minute, name, time_zone, workspace_id)'],
      // What is sent, and whom an event concerns; of inboxes, what goes out by e-mail.
      webhook_endpoints: ['select', 'update (failing_since, failing_told_at)'],
      fan_out_cursors: ['select', 'insert', 'update'],
      deliveries: ['select', 'insert', 'update'],
      delivery_attempts: ['insert'],
      notifications: ['select', 'insert', 'select (id, workspace_id)', 'update (email_id, email_planned)'],
      emails: ['select', 'insert', 'update'],
      member_digests: ['select', 'update'],
      notification_preferences: ['select'],
      tasks: ['select (assignee_id, creator_id, deleted_at, id, identifier, title, workspace_id)'],
      projects: ['select (id, lead_id, name, workspace_id)'],
      project_members: ['select (member_id, project_id, role, workspace_id)'],
      // To whom of these something is told in Slack.
      connections: ['select (created_at, id, provider, settings, status, workspace_id)'],
      user_links: ['select (connection_id, member_id, workspace_id)'],
      slack_messages: ['insert', 'select (id, workspace_id)'],
    }
    const rows = await owner<{ name: string; privileges: string[] }[]>`
      select c.relname as name, array(select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p where has_table_privilege(${roleNames.relay}, c.oid, p))
        || array(
          select lower(x.privilege_type) || ' (' || string_agg(a.attname, ', ' order by a.attname) || ')'
          from pg_attribute a cross join aclexplode(a.attacl) x
          where a.attrelid = c.oid and x.grantee in (0, ${roleNames.relay}::regrole) group by x.privilege_type order by 1
        ) as privileges
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any(${tables})`
    expect(
      Object.fromEntries(rows.flatMap((row) => (row.privileges.length > 0 ? [[row.name, row.privileges]] : []))),
    ).toEqual(allowed)
  })

  test('what looks across workspaces is owned by a role that cannot log in, and is not for everybody', async () => {
    const rows = await owner<{ name: string; owner: string; definer: boolean; public: boolean; login: boolean }[]>`
      select p.proname as name, r.rolname as owner, p.prosecdef as definer, has_function_privilege('public', p.oid, 'execute') as public, r.rolcanlogin as login
      from pg_proc p join pg_roles r on r.oid = p.proowner where p.pronamespace = 'public'::regnamespace and p.prosecdef`
    expect(rows.length).toBeGreaterThanOrEqual(9)
    for (const row of rows) expect(row).toMatchObject({ owner: definerRole, public: false, login: false })
    expect(await attempt(app, ours.id, (tx) => tx`select * from set_aside_rule_runs(now(), 10)`)).toBe(denied)
    expect(await attempt(app, ours.id, (tx) => tx`select due_rule_workspaces(1)`)).toBe(denied)
  })
})

describe('project_velocity', () => {
  test('has the promised columns and counts completed work by week, in UTC', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const done = async (at: string, estimated: number | null, actual: number | null) => {
      const id = await w.task(project, { status: 'completed', estimatedMinutes: estimated, actualMinutes: actual })
      await w.store.write(w.id, (tx) => tx`update tasks set completed_at = ${at} where id = ${id}`)
      return id
    }
    await done('2026-01-05T00:00:00Z', 60, 90)
    await done('2026-01-11T23:59:59.999Z', 30, null)
    await done('2026-01-12T00:00:00Z', null, null)
    await w.run('task.delete', { id: await done('2026-01-12T00:00:00Z', 5, 5) })
    await w.run('task.update', { id: await done('2026-01-12T00:00:00Z', 5, 5), status: 'started' })
    await w.task(project, { estimatedMinutes: 1 })
    const rows = await w.store.read(w.id, (tx) =>
      tx.unsafe<Record<string, unknown>[]>('select * from project_velocity where project_id = $1 order by week', [
        project,
      ]),
    )
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { projectId: project, week: '2026-01-05', tasksCompleted: 2, estimatedEffort: 90, actualEffort: 90 },
      { projectId: project, week: '2026-01-12', tasksCompleted: 1, estimatedEffort: 0, actualEffort: 0 },
    ])
    const columns = await owner<
      { name: string }[]
    >`select attname as name from pg_attribute where attrelid = 'project_velocity'::regclass and attnum > 0 order by attnum`
    expect(columns.map((column) => column.name)).toEqual([
      'project_id',
      'week',
      'tasks_completed',
      'estimated_effort',
      'actual_effort',
    ])
  })

  test('obeys row-level security', async () => {
    const projects = (ws: string | null) =>
      attempt(app, ws, async (tx) => (await tx`select project_id from project_velocity`).length)
    expect([await projects(ours.id), await projects(theirs.id), await projects(null)]).toEqual([1, 1, 0])
    const visible = await attempt(
      app,
      theirs.id,
      async (tx) =>
        (
          await tx`select 1 from project_velocity v where exists (select from tasks t where t.project_id = v.project_id and t.workspace_id = ${ours.id})`
        ).length,
    )
    expect(visible).toBe(0)
  })
})
