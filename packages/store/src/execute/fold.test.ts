import { type AnyEvent, eventCatalogue, foldEvents, newId, Permission, snapshotOf } from '@orchestrator/domain'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { putBundle } from '../automation/bundles.ts'
import { fromJson, type StoredRow, selectJson, tables } from '../tables.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

type Kind = keyof typeof tables
/** The kinds whose rows commands alone write, and whose events carry all of them. */
const kinds = (Object.keys(tables) as Kind[]).filter((kind) => kind !== 'run' && kind !== 'agent_run')
const key = (kind: string) => kind.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

const text = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter((one) => one.trim() !== '' && !one.includes('\u0000'))
const day = fc.constantFrom('2026-01-01', '2026-02-28', '2027-12-31', null)
const number = fc.option(fc.nat({ max: 1_000 }))
const some = fc.nat({ max: 30 })
const optional = <T>(values: Record<string, fc.Arbitrary<T>>) =>
  fc.record(values, { requiredKeys: [], noNullPrototype: true })

const taskFields = optional<unknown>({
  title: text,
  description: text,
  type: fc.constantFrom('task', 'bug', 'epic'),
  priority: fc.constantFrom('none', 'urgent'),
  status: fc.constantFrom('triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled'),
  assigneeId: some,
  parentId: some,
  cycleId: fc.option(some),
  milestoneId: fc.option(some),
  estimatedMinutes: number,
  actualMinutes: number,
  estimatePoints: fc.option(fc.double({ min: 0, max: 1_000, noNaN: true })),
  startDate: day,
  dueDate: day,
  tags: fc.array(fc.constantFrom('a', 'b', 'ü', 'c d'), { maxLength: 3 }),
  customFields: optional<unknown>({
    size: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    note: fc.option(text),
    flag: fc.option(fc.boolean()),
  }),
})

const pullState = fc.constantFrom('draft', 'open', 'merged', 'closed')

/** One step: a command whose numbers stand for ids that exist by then. */
const step: fc.Arbitrary<[string, Record<string, unknown>]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constant('task.create'),
      taskFields.map((fields) => ({ title: 't', ...fields, projectId: 0 })),
    ),
  },
  {
    weight: 9,
    arbitrary: fc.tuple(
      fc.constant('task.update'),
      fc.tuple(taskFields, some).map(([fields, id]) => ({ ...fields, id })),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('task.archive', 'task.unarchive', 'task.delete'), fc.record({ id: some })),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('comment.create'), fc.record({ taskId: some, body: text })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('comment.update'), fc.record({ id: some, body: text })) },
  fc.tuple(fc.constant('comment.delete'), fc.record({ id: some })),
  fc.tuple(
    fc.constant('task_relation.create'),
    fc.record({ type: fc.constantFrom('blocks', 'relates'), fromTaskId: some, toTaskId: some }),
  ),
  fc.tuple(
    fc.constantFrom(
      'task_relation.delete',
      'tag.delete',
      'state.delete',
      'custom_field.delete',
      'rule.delete',
      'project.delete',
      'api_key.revoke',
      'project.archive',
      'project.unarchive',
    ),
    fc.record({ id: some }),
  ),
  fc.tuple(
    fc.constant('project.create'),
    fc.record({ key: fc.integer({ min: 10, max: 99 }).map((n) => `K${n}`), name: text, leadId: some }),
  ),
  fc.tuple(
    fc.constant('project.update'),
    fc
      .tuple(
        optional<unknown>({ name: text, health: fc.constantFrom('onTrack', null), startDate: day, leadId: some }),
        some,
      )
      .map(([f, id]) => ({ ...f, id })),
  ),
  fc.tuple(
    fc.constant('member.add'),
    fc.record({ name: text, email: some.map((n) => `m${n}@example.com`), role: fc.constantFrom('VIEWER', 'MANAGER') }),
  ),
  fc.tuple(
    fc.constant('member.update'),
    fc.record({ id: some, role: fc.constantFrom('VIEWER', 'CONTRIBUTOR'), name: text }),
  ),
  fc.tuple(fc.constant('member.remove'), fc.record({ id: some })),
  fc.tuple(
    fc.constant('project_member.set'),
    fc.record({ projectId: some, memberId: some, role: fc.constantFrom('VIEWER', 'ADMIN') }),
  ),
  fc.tuple(fc.constant('project_member.remove'), fc.record({ projectId: some, memberId: some })),
  fc.tuple(fc.constant('tag.create'), fc.record({ name: fc.constantFrom('a', 'new', 'other') })),
  fc.tuple(fc.constant('tag.update'), fc.record({ id: some, description: text })),
  fc.tuple(fc.constant('state.create'), fc.record({ name: text, category: fc.constantFrom('started', 'completed') })),
  fc.tuple(
    fc.constant('cycle.create'),
    fc.nat({ max: 40 }).map((n) => ({
      projectId: 0,
      startsAt: new Date(Date.UTC(2026, 0, 1 + n)).toISOString(),
      endsAt: new Date(Date.UTC(2026, 0, 3 + n)).toISOString(),
    })),
  ),
  fc.tuple(fc.constantFrom('cycle.start', 'cycle.start', 'cycle.delete'), fc.record({ id: some })),
  fc.tuple(fc.constant('cycle.complete'), fc.record({ id: some, unfinished: fc.constantFrom('next', 'backlog') })),
  fc.tuple(
    fc.constant('time_entry.create'),
    fc.record({
      taskId: some,
      startedAt: fc.constant('2026-01-01T00:00:00Z'),
      minutes: fc.integer({ min: 1, max: 90 }),
    }),
  ),
  fc.tuple(fc.constant('time_entry.start'), fc.record({ taskId: some })),
  fc.tuple(fc.constantFrom('time_entry.stop', 'time_entry.delete'), fc.record({ id: some })),
  fc.tuple(fc.constant('milestone.create'), fc.record({ projectId: fc.constant(0), name: text })),
  fc.tuple(fc.constantFrom('milestone.complete', 'milestone.reopen', 'milestone.delete'), fc.record({ id: some })),
  fc.tuple(fc.constant('state.update'), fc.record({ id: some, name: text, position: fc.nat({ max: 9 }) })),
  fc.tuple(fc.constant('custom_field.update'), fc.record({ id: some, name: text })),
  fc.tuple(fc.constant('workspace.update'), fc.record({ id: fc.constant(0), name: text })),
  fc.tuple(
    fc.constant('api_key.create'),
    fc.record({
      memberId: some,
      name: text,
      scopes: fc.option(fc.subarray([...Permission.options], { minLength: 1 })),
    }),
  ),
  fc.tuple(
    fc.constant('series.create'),
    fc.record({ projectId: some, leadDays: fc.nat({ max: 3 }), task: fc.constant({ title: 'S' }) }),
  ),
  fc.tuple(fc.constantFrom('series.pause', 'series.resume', 'series.end'), fc.record({ id: some })),
  fc.tuple(
    fc.constant('series.occur'),
    fc.record({ id: some, at: fc.constantFrom('2099-01-01T12:00:00.000Z', '2099-01-09T12:00:00.000Z') }),
  ),
  fc.tuple(
    fc.constant('series.update'),
    fc.record({ id: some, time: fc.constant('10:00') }, { requiredKeys: ['id'], noNullPrototype: true }),
  ),
  fc.tuple(fc.constant('template.create'), fc.record({ name: fc.constantFrom('a', 'b') })),
  fc.tuple(fc.constant('template.update'), fc.record({ id: some, description: text })),
  fc.tuple(fc.constant('template.apply'), fc.record({ template: fc.constantFrom('a', 'b'), projectId: some })),
  fc.tuple(fc.constant('template.undo_apply'), fc.record({ id: some })),
  fc.tuple(fc.constant('template.create_from_project'), fc.record({ projectId: some, name: text })),
  fc.tuple(fc.constant('rule.create'), fc.record({ name: text, when: fc.constant('task.created'), body: text })),
  fc.tuple(
    fc.constant('approval.request'),
    fc.record({
      title: text,
      allowSelf: fc.boolean(),
      from: fc.constant({ role: 'VIEWER' }),
      count: fc.constantFrom(1, 2),
      timeoutMs: fc.constant(60_000),
      remindAt: fc.constant(['2120-01-01T00:00:00Z']),
    }),
  ),
  fc.tuple(fc.constant('approval.answer'), fc.record({ id: some, answer: fc.record({ approved: fc.boolean() }) })),
  fc.tuple(fc.constant('approval.cancel'), fc.record({ id: some })),
  fc.tuple(fc.constant('rule.update'), fc.record({ id: some, enabled: fc.boolean(), name: text })),
  fc.tuple(
    fc.constant('patch.propose'),
    fc.record({
      title: text,
      taskId: some,
      priority: fc.constantFrom('low', 'high'),
      agent: fc.constantFrom('a', null),
    }),
  ),
  fc.tuple(fc.constant('patch.review'), fc.record({ id: some, accept: fc.boolean(), apply: fc.boolean() })),
  fc.tuple(fc.constantFrom('patch.apply', 'patch.undo', 'patch.withdraw'), fc.record({ id: some })),
  fc.tuple(fc.constant('agent.create'), fc.record({ instructions: text })),
  fc.tuple(fc.constant('agent.update'), fc.record({ id: some, enabled: fc.boolean() })),
  fc.tuple(fc.constant('agent.delete'), fc.record({ id: some })),
  fc.tuple(fc.constant('patch_policy.create'), fc.record({ name: text })),
  fc.tuple(fc.constant('patch_policy.update'), fc.record({ id: some, enabled: fc.boolean() })),
  fc.tuple(fc.constant('patch_policy.delete'), fc.record({ id: some })),
  fc.tuple(
    fc.constant('model_budget.set'),
    fc.record({ agent: fc.constantFrom('a', null), limitUsd: fc.constantFrom(1, 2) }),
  ),
  fc.tuple(fc.constant('model_budget.delete'), fc.record({ id: some })),
  fc.tuple(fc.constantFrom('playbook.deploy', 'playbook.deploy again'), fc.record({})),
  fc.tuple(fc.constant('playbook.update'), fc.record({ id: some, enabled: fc.boolean() })),
  fc.tuple(fc.constant('playbook.remove'), fc.record({ id: some })),
)

const words = { code: 'unauthorized', message: 'no', action: 'x' }
/** Of connected services alone: among all others hardly any would find what it hangs on. */
const integrationStep: fc.Arbitrary<[string, Record<string, unknown>]> = fc.oneof(
  fc.tuple(fc.constant('connection.create'), fc.record({ name: text })),
  fc.tuple(fc.constant('connection.update'), fc.record({ id: some, name: text })),
  fc.tuple(fc.constant('connection.replace_credentials'), fc.record({ id: some })),
  fc.tuple(
    fc.constantFrom('connection.pause', 'connection.resume', 'connection.disconnect', 'connection.recover'),
    fc.record({ id: some }),
  ),
  fc.tuple(fc.constant('connection.delete'), fc.record({ id: some })),
  fc.tuple(
    fc.constant('connection.report_trouble'),
    fc.boolean().chain((attention) => fc.record({ id: some, attention: fc.constant(attention) })),
  ),
  fc.tuple(
    fc.constant('connection_tool.allow'),
    fc.record({
      connectionId: some,
      name: fc.constantFrom('a', 'b'),
      hash: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
      trusted: fc.boolean(),
    }),
  ),
  fc.tuple(fc.constant('connection_tool.remove'), fc.record({ id: some })),
  fc.tuple(
    fc.constant('user_link.set'),
    fc.record({ connectionId: some, memberId: some, externalUserId: fc.constantFrom('1', '2'), externalName: text }),
  ),
  fc.tuple(fc.constant('user_link.remove'), fc.record({ id: some })),
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('mapping.create'),
      fc.record({
        connectionId: some,
        projectId: some,
        containerId: fc.constantFrom('a', 'b', 'c'),
        containerName: text,
      }),
    ),
  },
  fc.tuple(fc.constant('mapping.update'), fc.record({ id: some, direction: fc.constantFrom('in', 'out', 'both') })),
  fc.tuple(fc.constant('mapping.delete'), fc.record({ id: some })),
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('sync_conflict.open'),
      fc.record({
        ...{ mappingId: some, entityId: fc.constant('019a0000-0000-7000-8000-000000000001') },
        ...{ entityKind: fc.constantFrom('task', 'comment'), field: fc.constantFrom('title', 'tags') },
        ...{ base: fc.constant(null), ours: fc.option(text), theirs: fc.array(text, { maxLength: 2 }) },
      }),
    ),
  },
  fc.tuple(
    fc.constant('task_link.add'),
    fc.record({ taskId: some, url: fc.constantFrom('https://a.example/', 'https://b.example/1') }),
  ),
  fc.tuple(fc.constantFrom('task_link.update', 'task_link.remove'), fc.record({ id: some })),
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constant('task_link.observe'),
      fc.record({ taskId: some, connectionId: some, mappingId: some, number: fc.nat({ max: 2 }), state: pullState }),
    ),
  },
  fc.tuple(fc.constant('task_link.report_error'), fc.record({ id: some })),
  fc.tuple(fc.constant('task.create_pull_request'), fc.record({ taskId: some, branch: fc.constantFrom('a', 'b') })),
  fc.tuple(
    fc.constant('change_set.attach'),
    fc.record({ taskId: some, path: fc.constantFrom('a', 'b'), content: fc.option(text) }),
  ),
  fc.tuple(fc.constant('change_set.detach'), fc.record({ taskId: some })),
  fc.tuple(fc.constant('sync_conflict.settle'), fc.record({ id: some })),
  fc.tuple(fc.constant('sync_conflict.resolve'), fc.record({ id: some, choice: fc.constantFrom('ours', 'theirs') })),
  fc.tuple(fc.constant('project.delete'), fc.record({ id: some })),
)

const references: Record<string, Kind> = {
  connectionId: 'connection',
  mappingId: 'mapping',
  projectId: 'project',
  taskId: 'task',
  fromTaskId: 'task',
  toTaskId: 'task',
  parentId: 'task',
  cycleId: 'cycle',
  milestoneId: 'milestone',
  memberId: 'member',
  assigneeId: 'member',
  leadId: 'member',
}

const connected = {
  ...{ auth: 'token', account: { id: '1', name: 'a', url: null }, scopes: ['x'], settings: { a: 1 } },
  sealedCredentials: 'v1.credentials',
}

async function play(w: TestWorkspace, steps: readonly [string, Record<string, unknown>][]): Promise<number> {
  const made = new Map<string, string[]>([['workspace', [w.id]]])
  let done = 0
  let read = 0
  for (const [name, template] of steps) {
    const type = name.replace(' again', '')
    for (const event of await w.events(read)) {
      read = event.seq
      const known = made.get(event.subject.type) ?? []
      if (!known.includes(event.subject.id)) made.set(event.subject.type, [...known, event.subject.id])
    }
    const idOf = (kind: string, n: unknown) => {
      const ids = made.get(kind) ?? []
      return typeof n === 'number' && ids.length > 0 ? ids[n % ids.length] : newId()
    }
    const data: Record<string, unknown> = { ...template }
    for (const [field, kind] of Object.entries(references))
      if (field in data && data[field] !== null) data[field] = idOf(kind, data[field])
    const kind = type === 'template.undo_apply' ? 'template_application' : type.slice(0, type.indexOf('.'))
    if ('id' in data) data['id'] = idOf(kind, data['id'])
    if (type === 'series.create') Object.assign(data, { startDate: '2099-01-01', recurrence: { rrule: 'FREQ=DAILY' } })
    if (type === 'template.create')
      Object.assign(data, { kind: 'project', content: { tasks: [{ key: 'a', title: 'A', tags: ['a'] }] } })
    if (type === 'api_key.create') Object.assign(data, { id: newId(), expiresAt: null, secretHash: 'a'.repeat(64) })
    if (type === 'connection.create')
      Object.assign(data, { id: newId(), provider: 'github', ...connected, sealedSecret: 'v1.secret' })
    if (type === 'connection.replace_credentials') Object.assign(data, { ...connected, sealedSecret: 'v1.other' })
    if (type === 'connection.report_trouble') Object.assign(data, words)
    if (type === 'connection_tool.allow')
      Object.assign(data, { title: null, description: 'x', inputSchema: {}, readOnly: false, idempotent: false })
    if (type === 'mapping.create')
      Object.assign(data, { containerKey: 'k', fields: [{ theirs: 'title', ours: 'title' }] })
    if (type === 'task_link.update') data['title'] = 'renamed'
    if (type === 'task_link.report_error') data['error'] = { code: 'invalid', message: 'no' }
    if (type === 'change_set.attach') {
      data['files'] = [{ path: data['path'], content: data['content'] }]
      delete data['path']
      delete data['content']
    }
    if (type === 'task_link.observe') {
      const { number, state } = data
      const place = { repositoryId: '7', repository: 'acme/shop', theirsUpdatedAt: '2026-01-01T00:00:00Z' }
      data['link'] = { kind: 'pull_request', url: `https://a.example/${number}`, title: 't', ...place, number, state }
      Object.assign(data['link'] as object, { externalId: `7/pulls/${number}`, completes: number === 1 })
      data['provider'] = 'github'
      delete data['number']
      delete data['state']
    }
    if (type === 'patch.propose') {
      const { title, taskId, priority, agent } = data
      const operations = [
        { key: 'a', command: 'task.update', data: { id: taskId, priority } },
        { key: 'b', command: 'comment.create', data: { taskId, body: 'x' } },
      ]
      for (const field of Object.keys(data)) delete data[field]
      Object.assign(data, { title, operations, author: agent === null ? null : { agent } })
    }
    if (type === 'patch.review') {
      const decision = data['accept'] === true ? 'accept' : 'reject'
      delete data['accept']
      data['decisions'] = ['a', 'b'].map((key) => ({ key, decision }))
    }
    if (type === 'agent.create') data['name'] = `a${newId()}`
    if (type === 'patch_policy.create') Object.assign(data, { commands: ['task.update'], minConfidence: 0 })
    if (type === 'rule.create') {
      data['then'] = [{ action: 'comment.create', body: 'said' }]
      delete data['body']
    }
    if (type === 'playbook.deploy') {
      const triggers = [
        { kind: 'webhook', path: 'in', verify: name === type ? 'github' : 'none', body: null, if: null },
      ]
      Object.assign(data, {
        bundleHash: 'f'.repeat(64),
        playbooks: [{ id: 'demo', folder: 'a', title: null, scopes: null, steps: null, triggers }],
      })
    }
    const end = await refusal(w.store.execute(w.owner, [{ id: newId(), type, data } as never]))
    if (end === 'nothing') done++
    expect(end).not.toBe('internal')
  }
  return done
}

async function rowsOf(w: TestWorkspace, kind: Kind): Promise<Map<string, Record<string, unknown>>> {
  const { name, softDelete } = tables[kind]
  const rows = await w.store.read(w.id, (tx) =>
    tx.unsafe<{ row: StoredRow }[]>(
      `select to_jsonb(r) as row from (select ${selectJson(kind)} from ${name} ${softDelete ? 'where deleted_at is null' : ''}) r`,
    ),
  )
  return new Map(rows.map(({ row }) => [row.id, snapshotOf(fromJson(kind, row))]))
}

async function checkFold(w: TestWorkspace): Promise<void> {
  const events = await w.events()
  for (const event of events)
    expect(
      (eventCatalogue as Record<string, { safeParse(input: unknown): { error?: unknown } }>)[event.type]?.safeParse(
        event,
      ).error,
    ).toBeUndefined()
  for (const kind of kinds) {
    const bySubject = Map.groupBy(
      events.filter((event) => event.subject.type === kind),
      (event: AnyEvent) => event.subject.id,
    )
    const folded = new Map(
      [...bySubject].flatMap(([id, own]) => {
        const state = foldEvents(own, key(kind))
        return state === null ? [] : [[id, state] as const]
      }),
    )
    const rows = await rowsOf(w, kind)
    // A removed playbook keeps its row, so that deploying it again is the same playbook.
    for (const [id, row] of rows) if (kind === 'playbook' && row['removedAt'] !== null) rows.delete(id)
    expect([kind, folded]).toEqual([kind, rows])
  }
}

test('folding the events of anything gives its row, and every event is of its schema', async () => {
  let done = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 45 }), async (steps) => {
      const w = await stage.workspace()
      await putBundle(w.store, w.id, { hash: 'f'.repeat(64), manifest: {}, isolate: new Uint8Array([1]), steps: null })
      for (const [field, type] of [
        ['size', 'number'],
        ['note', 'text'],
        ['flag', 'checkbox'],
      ] as const)
        await w.run('custom_field.create', { key: field, name: field, type })
      await w.project()
      done += await play(w, steps)

      await checkFold(w)
    }),
    // Shrinking would take minutes, and a time-out tells nothing of what is wrong.
    { numRuns: 10, endOnFailure: true },
  )
  // The steps are worth something only if many of them are done.
  expect(done).toBeGreaterThan(10 * 5)
}, 120_000)

test('and so do those of connected services, which carry no credentials', async () => {
  let done = 0
  await fc.assert(
    fc.asyncProperty(fc.array(integrationStep, { minLength: 30, maxLength: 60 }), async (steps) => {
      const w = await stage.workspace()
      await w.project()
      await w.project()
      await w.run('connection.create', {
        id: newId(),
        provider: 'github',
        name: 'c',
        ...connected,
        sealedSecret: 'x',
      } as never)
      done += await play(w, steps)
      await checkFold(w)
      expect(JSON.stringify(await w.events())).not.toMatch(/sealed|v1\./)
    }),
    { numRuns: 15, endOnFailure: true },
  )
  expect(done).toBeGreaterThan(15 * 5)
}, 120_000)
