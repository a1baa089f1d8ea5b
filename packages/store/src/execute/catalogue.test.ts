import {
  type Command,
  type CommandInput,
  type CommandType,
  commandCatalogue,
  deriveId,
  newId,
  type Principal,
  Role,
} from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openTestStore,
  principalOf,
  refusal,
  type TestStore,
  type TestWorkspace,
} from '../../../../test/support/workspace.ts'
import { beginAgentRun } from '../agents/agent-runs.ts'
import { putBundle } from '../automation/bundles.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

interface Seed {
  readonly w: TestWorkspace
  readonly project: string
  readonly task: string
  readonly other: string
  readonly comment: string
  readonly member: Principal
  readonly state: (category: string) => string
}

async function seed(): Promise<Seed> {
  const w = await stage.workspace()
  const [project, task, other, member, comment] = [newId(), newId(), newId(), newId(), newId()]
  await w.store.execute(w.owner, [
    command('project.create', { id: project, key: 'DEMO', name: 'Demo' }),
    command('task.create', { id: task, projectId: project, title: 'One' }),
    command('task.create', { id: other, projectId: project, title: 'Other' }),
    command('member.add', { id: member, name: 'Cy', email: 'cy@example.com', role: 'CONTRIBUTOR' }),
    command('comment.create', { id: comment, taskId: task, body: 'first' }),
  ])
  const names: Record<string, string> = {
    triage: 'Triage',
    backlog: 'Backlog',
    unstarted: 'Todo',
    started: 'In progress',
    completed: 'Done',
    canceled: 'Canceled',
  }
  return {
    w,
    project,
    task,
    other,
    comment,
    member: principalOf(w.id, member),
    state: (category) => deriveId(w.id, 'state', names[category] ?? ''),
  }
}

interface Refusal<T extends CommandType> {
  readonly code: string
  readonly data: (seed: Seed) => CommandInput<T> | Promise<CommandInput<T>>
  readonly as?: (seed: Seed) => Principal | Promise<Principal>
}

interface Case<T extends CommandType> {
  /** Data with which the owner succeeds; may make first what it needs. */
  readonly data: (seed: Seed) => CommandInput<T> | Promise<CommandInput<T>>
  /** The types of the events that it makes. */
  readonly events: readonly string[]
  /** The least role that may do it; null: no role alone lets anybody. */
  readonly least: Role | null
  /** The role that counts is the one in the project. */
  readonly inProject?: true
  /** Lets another workspace do the same, for it names nothing that exists. */
  readonly namesNothing?: true
  readonly refused?: Readonly<Record<string, Refusal<T>>>
}

const nobody = '019a0000-0000-7000-8000-00000000dead'
const made = async (work: Promise<{ result: { id: string } }>) => (await work).result.id
const tag = (s: Seed, name = 'bug') => made(s.w.run('tag.create', { name }))
const field = (s: Seed, data: Partial<CommandInput<'custom_field.create'>> = {}) =>
  made(s.w.run('custom_field.create', { key: 'severity', name: 'Severity', type: 'number', ...data }))
const rule = (s: Seed) => made(s.w.run('rule.create', ruleData))
const manualRule = (s: Seed) => {
  const input = { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] }
  const actions = [{ action: 'task.create' as const, projectId: s.project, title: 'For {{event.input.amount}}' }]
  return made(
    s.w.run('rule.create', { name: 'by hand', when: { manual: { input } }, ['then' as string]: actions } as never),
  )
}
const saying = (body: string) => {
  const actions = [{ action: 'comment.create' as const, body }]
  return { then: actions }
}
const nothing = { then: [] }
const ruleData = { name: 'r', when: 'task.created', ...saying('hello') }
const left = async (s: Seed) => {
  await s.w.run('member.remove', { id: s.member.actor.memberId })
  return s.member.actor.memberId
}
const archived = async (s: Seed) => {
  await s.w.run('task.archive', { id: s.task })
  return s.task
}
/** Any id, in a project that is archived. */
const away = async (s: Seed, id: string) => {
  await s.w.run('project.archive', { id: s.project })
  return id
}
const gone = async (s: Seed) => {
  await s.w.run('task.delete', { id: s.task })
  return s.task
}
const asked = { title: 'Publish?', from: { role: 'VIEWER' } } satisfies CommandInput<'approval.request'>
const approval = (s: Seed, data: Partial<CommandInput<'approval.request'>> = {}) =>
  made(s.w.run('approval.request', { ...asked, allowSelf: true, ...data }))
/** One whose time is over, and of which that has not been told. */
const late = async (s: Seed) => {
  const id = await approval(s, { timeoutMs: 1 })
  const over = Date.now() + 2
  await expect.poll(() => Date.now() > over).toBe(true)
  return id
}
const proposed = (s: Seed, data: Partial<CommandInput<'patch.propose'>> = {}) =>
  made(s.w.run('patch.propose', { ...proposal(s), ...data }))
const proposal = (s: Seed): CommandInput<'patch.propose'> => ({
  title: 'Tidy up',
  operations: [{ key: 'a', command: 'task.update', data: { id: s.task, priority: 'high' } }],
})
const decided = (decision: 'accept' | 'reject') => [{ key: 'a', decision }]
const accepted = async (s: Seed) => {
  const id = await proposed(s)
  await s.w.run('patch.review', { id, decisions: decided('accept') })
  return id
}
const applied = async (s: Seed) => {
  const id = await accepted(s)
  await s.w.run('patch.apply', { id })
  return id
}
const withdrawn = async (s: Seed) => {
  const id = await proposed(s)
  await s.w.run('patch.withdraw', { id })
  return id
}
/** One whose time is over, and of which that has not been told. */
const latePatch = async (s: Seed) => {
  const expiresAt = new Date(Date.now() + 1_000).toISOString()
  const id = await proposed(s, { expiresAt })
  await expect.poll(() => new Date().toISOString() > expiresAt).toBe(true)
  return id
}
const policyData: CommandInput<'patch_policy.create'> = {
  name: 'Tidy up by itself',
  commands: ['task.update'],
  minConfidence: 0.9,
}
const agentData = { name: 'scout', instructions: 'Look around.', tools: ['list_tasks'] }
const agent = (s: Seed, data: Partial<CommandInput<'agent.create'>> = {}) =>
  made(s.w.run('agent.create', { ...agentData, ...data }))
const callerTool = { name: 'look', description: 'Looks', parameters: { type: 'object' } }
const agentRun = (s: Seed) => made(s.w.run('agent_run.create', { agent: 'planner', prompt: 'Plan it' }))
/** One that waits for the answer to its step 3. */
const waitingRun = async (s: Seed) => {
  const id = await agentRun(s)
  await beginAgentRun(s.w.store, s.w.id, id, 'w')
  const actor = { type: 'agent_run' as const, id, memberId: s.w.owner.actor.memberId }
  const waits = [{ step: 3, kind: 'caller' as const, tool: 'look', input: {}, approvalId: null }]
  await s.w.run('agent_run.wait', { id, waits }, { ...s.w.owner, actor })
  return id
}
const policy = (s: Seed) => made(s.w.run('patch_policy.create', policyData))
const budget = (s: Seed) => made(s.w.run('model_budget.set', { projectId: s.project, limitUsd: 5 }))
const preference = (s: Seed) =>
  made(s.w.run('preference.create', { scope: 'project', projectId: s.project, words: 'Titles begin with a verb' }))
const ownPreference = (s: Seed, as: Principal) => made(s.w.run('preference.create', { words: 'Few words' }, as))
const otherProject = (s: Seed) => made(s.w.run('project.create', { key: 'OTHER', name: 'Other' }))
const shownId = '019a0000-0000-7000-8000-00000000beef'
const learning = (s: Seed, of: { memberId?: null; projectId?: string } = {}): CommandInput<'preference.learn'> => ({
  shown: [
    {
      ...{ id: shownId, memberId: s.w.owner.actor.memberId, projectId: null, words: 'x', isNew: true, ...of },
      context: { command: null, field: 'dueDate', tag: null, projectId: null },
      learned: {
        effect: { kind: 'shift', field: 'dueDate', days: -2 },
        ...{ support: 7, of: 9, confidence: 0.5, operations: [], lastAt: '2026-06-01T00:00:00.000Z' },
      },
    },
  ],
  gone: [],
  until: newId(),
})
const relation = (s: Seed, type: 'blocks' | 'relates' = 'blocks') =>
  made(s.w.run('task_relation.create', { type, fromTaskId: s.task, toTaskId: s.other }))
const days = (first: number, last: number) => ({
  startsAt: `2026-06-${String(first).padStart(2, '0')}T09:00:00.000Z`,
  endsAt: `2026-06-${String(last).padStart(2, '0')}T09:00:00.000Z`,
})
/** Each begins when the one before it ends. */
const cycle = (s: Seed, first = 1, projectId = s.project) =>
  made(s.w.run('cycle.create', { projectId, ...days(first, first + 7) }))
const started = async (s: Seed) => {
  const id = await cycle(s)
  await s.w.run('cycle.start', { id })
  return id
}
const ended = async (s: Seed) => {
  const id = await started(s)
  await s.w.run('cycle.complete', { id })
  return id
}
const worked = (s: Seed) =>
  made(s.w.run('time_entry.create', { taskId: s.task, startedAt: '2026-06-01T09:00:00Z', minutes: 30 }))
const timer = (s: Seed) => made(s.w.run('time_entry.start', { taskId: s.task }))
const milestone = (s: Seed, projectId = s.project) => made(s.w.run('milestone.create', { projectId, name: 'Beta' }))
const manifest = (id: string, more: object = {}) => ({
  id,
  folder: `a/${id}`,
  title: null,
  scopes: null,
  steps: null,
  triggers: [{ kind: 'manual' as const, input: null }],
  ...more,
})
const hash = 'f'.repeat(64)
const bundle = (s: Seed) =>
  putBundle(s.w.store, s.w.id, { hash, manifest: {}, isolate: new Uint8Array([1]), steps: null })
const deployed = async (s: Seed, more: object = {}) => {
  await bundle(s)
  await s.w.run('playbook.deploy', { bundleHash: hash, playbooks: [manifest('demo', more)] })
  return (await s.w.events()).find((event) => event.type === 'playbook.deployed')?.subject.id ?? ''
}
const webhook = async (s: Seed) => {
  await deployed(s, { triggers: [{ kind: 'webhook', path: 'in', verify: 'github', body: null, if: null }] })
  return (await s.w.events()).find((event) => event.type === 'webhook.created')?.subject.id ?? ''
}
const hourly = { kind: 'schedule', schedule: { every: '1 hour' } }
const schedule = async (s: Seed) => {
  await deployed(s, { triggers: [hourly] })
  return (await s.w.events()).find((event) => event.type === 'schedule.created')?.subject.id ?? ''
}
/** Two or three firings are due. */
const lateSchedule = async (s: Seed) => {
  const id = await schedule(s)
  await s.w.store.write(
    s.w.id,
    (tx) => tx`update schedules set active_at = now() - interval '150 minutes' where id = ${id}`,
  )
  return id
}
const endpointData = (): CommandInput<'webhook_endpoint.create'> => ({
  id: newId(),
  url: 'https://example.com/hooks',
  sealedSecrets: 'v1.sealed',
  sealedHeaders: null,
})
const endpoint = (s: Seed, more: Partial<CommandInput<'webhook_endpoint.create'>> = {}) =>
  made(s.w.run('webhook_endpoint.create', { ...endpointData(), ...more }))
const connected = {
  auth: 'token' as const,
  account: { id: '1', name: 'acme', url: null },
  scopes: ['repo'],
  settings: {},
  sealedCredentials: 'v1.sealed',
}
const connectionData = (): CommandInput<'connection.create'> => ({
  id: newId(),
  provider: 'github',
  name: `GitHub ${newId()}`,
  ...connected,
  sealedSecret: 'v1.secret',
})
const connection = (s: Seed) => made(s.w.run('connection.create', connectionData()))
const disconnected = async (s: Seed) => {
  const id = await connection(s)
  await s.w.run('connection.disconnect', { id })
  return id
}
const titles = { theirs: 'title', ours: 'title' }
const mappingData = async (s: Seed, more: Partial<CommandInput<'mapping.create'>> = {}) => ({
  connectionId: more.connectionId ?? (await connection(s)),
  projectId: s.project,
  containerId: '7',
  containerKey: 'acme/shop',
  containerName: 'shop',
  fields: [titles],
  ...more,
})
const mapping = async (s: Seed, more: Partial<CommandInput<'mapping.create'>> = {}) =>
  made(s.w.run('mapping.create', await mappingData(s, more)))
const toolData = (connectionId: string) => ({
  ...{ connectionId, name: 'search', title: null, description: 'Searches.', inputSchema: { type: 'object' } },
  ...{ readOnly: true, idempotent: false, hash: 'a'.repeat(64), trusted: false },
})
const userLink = async (s: Seed) =>
  made(
    s.w.run('user_link.set', {
      connectionId: await connection(s),
      externalUserId: '1',
      externalName: 'ann',
      memberId: s.w.owner.actor.memberId,
    }),
  )
const conflictData = async (s: Seed) => ({
  mappingId: await mapping(s),
  entityKind: 'task' as const,
  entityId: s.task,
  field: 'title',
  base: 'a',
  ours: 'b',
  theirs: ['c'],
})
const conflict = async (s: Seed) => made(s.w.run('sync_conflict.open', await conflictData(s)))
const link = (s: Seed, url = 'https://example.com/a') => made(s.w.run('task_link.add', { taskId: s.task, url }))
const pull = {
  ...{
    kind: 'pull_request' as const,
    url: 'https://github.com/acme/shop/pull/12',
    title: 'Fix',
    externalId: '7/pulls/12',
  },
  ...{ repositoryId: '7', repository: 'acme/shop', number: 12, branch: 'fix', state: 'open' as const },
  theirsUpdatedAt: '2026-01-01T00:00:00Z',
}
const observed = async (s: Seed, more: Partial<typeof pull> = {}) => {
  const connectionId = await connection(s)
  const mappingId = await mapping(s, { connectionId })
  return { taskId: s.task, connectionId, provider: 'github', mappingId, link: { ...pull, ...more } }
}
const wanted = async (s: Seed) => {
  await mapping(s)
  return made(s.w.run('task.create_pull_request', { taskId: s.task }))
}
const file = { path: 'src/a.ts', content: 'export {}' }
const trouble = { code: 'unauthorized' as const, message: 'the token is revoked', action: 'connect it anew' }
const troubled = async (s: Seed) => {
  const id = await connection(s)
  await s.w.run('connection.report_trouble', { id, ...trouble, attention: true })
  return id
}
const field1 = (field: object) => (s: Seed) => mappingData(s, { fields: [field] as never })
const queuedRun = async (s: Seed, status = 'queued', kind = 'playbook') => {
  const id = newId()
  await s.w.store.write(
    s.w.id,
    (tx) => tx`
    insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
    values (${s.w.id}, ${id}, ${kind}, ${id}, 'demo', 'v', 1, 1, ${id}, 'task.created', 'task', ${s.task}, ${s.w.owner.actor.memberId}, 1, ${id}, ${status}, now())`,
  )
  return id
}

const seriesData = (s: Seed): CommandInput<'series.create'> => ({
  projectId: s.project,
  task: { title: 'Report' },
  recurrence: { rrule: 'FREQ=DAILY;INTERVAL=5' },
  startDate: '2099-01-01',
})
const series = (s: Seed) => made(s.w.run('series.create', seriesData(s)))
const templateData = {
  name: 'Launch',
  kind: 'project' as const,
  variables: [{ name: 'client', type: 'text' as const, default: 'Acme' }],
  content: {
    project: { name: 'For {{variables.client}}' },
    tasks: [
      { key: 'brief', title: 'Brief {{variables.client}}', dueDate: { from: 'start', days: 3, working: true } },
      { key: 'draft', title: 'Draft', parent: 'brief', tags: ['text'] },
      { key: 'review', title: 'Review', assignee: { role: 'reviewer' } },
    ],
    relations: [{ type: 'blocks' as const, from: 'brief', to: 'review' }],
  },
}
const template = (s: Seed, more: object = {}) => made(s.w.run('template.create', { ...templateData, ...more }))
const application = async (s: Seed) =>
  made(s.w.run('template.apply', { template: await template(s), projectId: s.project }))
const content = (tasks: object[], more: object = {}) => ({
  content: { tasks, ...more } as unknown as CommandInput<'template.create'>['content'],
})

/** Everybody, or an agent's run, does these for themselves: there is no role for them. They have tests of their own. */
type OwnOnly = 'notification.mark' | 'notification_preferences.set' | 'agent_run.wait' | 'agent_run.end'
const cases: { [T in Exclude<CommandType, OwnOnly>]: Case<T> | 'founds a workspace' } = {
  'workspace.create': 'founds a workspace',
  'workspace.update': {
    data: ({ w }) => ({ id: w.id, name: 'New', timeZone: 'Europe/Berlin' }),
    events: ['workspace.updated'],
    least: 'ADMIN',
    refused: {
      'no time zone': { code: 'invalid_input', data: ({ w }) => ({ id: w.id, timeZone: 'Mars/Base' }) },
      'another workspace': { code: 'not_found', data: () => ({ id: nobody, name: 'x' }) },
    },
  },
  'member.add': {
    data: () => ({ name: 'Bo', email: 'BO@example.com', role: 'VIEWER' }),
    events: ['member.added'],
    least: 'ADMIN',
    namesNothing: true,
    refused: {
      'an address that is taken, in another case': {
        code: 'already_exists',
        data: () => ({ name: 'x', email: 'Ada@Example.com', role: 'VIEWER' }),
      },
      'an id that is taken': {
        code: 'already_exists',
        data: ({ member }) => ({ id: member.actor.memberId, name: 'x', email: 'x@example.com', role: 'VIEWER' }),
      },
    },
  },
  'member.update': {
    data: ({ member }) => ({ id: member.actor.memberId, role: 'MANAGER', baseVersion: 1 }),
    events: ['member.updated'],
    least: 'ADMIN',
    refused: {
      'the last ADMIN': { code: 'invalid_state', data: ({ w }) => ({ id: w.owner.actor.memberId, role: 'MANAGER' }) },
      'somebody who left': { code: 'invalid_state', data: async (s) => ({ id: await left(s), name: 'x' }) },
      nobody: { code: 'not_found', data: () => ({ id: nobody, name: 'x' }) },
    },
  },
  'member.remove': {
    data: ({ member }) => ({ id: member.actor.memberId }),
    events: ['member.removed'],
    least: 'ADMIN',
    refused: { 'the last ADMIN': { code: 'invalid_state', data: ({ w }) => ({ id: w.owner.actor.memberId }) } },
  },
  'project.create': {
    data: ({ member }) => ({ key: 'NEW', name: 'New', leadId: member.actor.memberId, startDate: '2026-01-01' }),
    events: ['project.created'],
    least: 'MANAGER',
    refused: {
      'a key that is taken': {
        code: 'already_exists',
        data: () => ({ key: 'DEMO', name: 'x' }),
      },
      'an id that is taken': { code: 'already_exists', data: ({ project }) => ({ id: project, key: 'XX', name: 'x' }) },
      'a lead who left': {
        code: 'invalid_input',
        data: async (s) => ({ key: 'XX', name: 'x', leadId: await left(s) }),
      },
      'a bad key': { code: 'invalid_input', data: () => ({ key: 'x', name: 'x' }) },
    },
  },
  'project.update': {
    data: ({ project }) => ({ id: project, name: 'Renamed', health: 'atRisk' }),
    events: ['project.updated'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'a change since the version seen': {
        code: 'version_conflict',
        data: async ({ w, project }) => {
          await w.run('project.update', { id: project, name: 'theirs' })
          return { id: project, name: 'mine', baseVersion: 1 }
        },
      },
      'an archived one': { code: 'invalid_state', data: async (s) => ({ id: await away(s, s.project), name: 'x' }) },
    },
  },
  'project.archive': {
    data: ({ project }) => ({ id: project }),
    events: ['project.archived'],
    least: 'MANAGER',
    inProject: true,
  },
  'project.unarchive': {
    data: async ({ w, project }) => {
      await w.run('project.archive', { id: project })
      return { id: project }
    },
    events: ['project.unarchived'],
    least: 'MANAGER',
    inProject: true,
  },
  'project.delete': {
    data: async ({ w }) => ({ id: await w.project() }),
    events: ['project.deleted'],
    least: 'ADMIN',
    inProject: true,
    refused: { 'one with tasks': { code: 'in_use', data: ({ project }) => ({ id: project }) } },
  },
  'time_entry.start': {
    data: ({ task }) => ({ taskId: task, note: 'x', billable: true }),
    events: ['time_entry.started'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a second timer': {
        code: 'invalid_state',
        data: async (s) => {
          await timer(s)
          return { taskId: s.other }
        },
      },
      'an archived task': { code: 'invalid_state', data: async (s) => ({ taskId: await archived(s) }) },
      'a deleted task': { code: 'not_found', data: async (s) => ({ taskId: await gone(s) }) },
    },
  },
  'time_entry.stop': {
    data: async (s) => ({ id: await timer(s) }),
    events: ['time_entry.stopped', 'task.updated'],
    // Its own member, or whoever manages the time of others.
    least: 'MANAGER',
    inProject: true,
  },
  'time_entry.create': {
    data: ({ task, member }) => ({
      taskId: task,
      memberId: member.actor.memberId,
      startedAt: '2026-06-01T09:00:00Z',
      endedAt: '2026-06-01T10:30:20+00:00',
      note: 'x',
      billable: true,
    }),
    events: ['time_entry.created', 'task.updated'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'somebody who left': {
        code: 'invalid_input',
        data: async (s) => ({ taskId: s.task, memberId: await left(s), startedAt: '2026-06-01T09:00:00Z', minutes: 1 }),
      },
      'neither an end nor minutes': {
        code: 'invalid_input',
        data: ({ task }) => ({ taskId: task, startedAt: '2026-06-01T09:00:00Z' }),
      },
      'an end and minutes': {
        code: 'invalid_input',
        data: ({ task }) => ({
          taskId: task,
          startedAt: '2026-06-01T09:00:00Z',
          endedAt: '2026-06-01T10:00:00Z',
          minutes: 60,
        }),
      },
      'an end before its start': {
        code: 'invalid_input',
        data: ({ task }) => ({ taskId: task, startedAt: '2026-06-01T09:00:00Z', endedAt: '2026-06-01T08:00:00Z' }),
      },
      'time that is yet to come': {
        code: 'invalid_input',
        data: ({ task }) => ({ taskId: task, startedAt: '2099-06-01T09:00:00Z', minutes: 5 }),
      },
      'an archived task': {
        code: 'invalid_state',
        data: async (s) => ({ taskId: await archived(s), startedAt: '2026-06-01T09:00:00Z', minutes: 1 }),
      },
    },
  },
  'time_entry.update': {
    data: async (s) => ({ id: await worked(s), minutes: 45, note: 'y', billable: true, baseVersion: 1 }),
    events: ['time_entry.updated', 'task.updated'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'the end of a timer that runs': {
        code: 'invalid_state',
        data: async (s) => ({ id: await timer(s), minutes: 5 }),
      },
      'a start after its end': {
        code: 'invalid_input',
        data: async (s) => ({ id: await worked(s), startedAt: '2026-06-01T10:00:00Z' }),
      },
      'one on a deleted task': {
        code: 'not_found',
        data: async (s) => {
          const id = await worked(s)
          await gone(s)
          return { id, note: 'x' }
        },
      },
    },
  },
  'time_entry.delete': {
    data: async (s) => ({ id: await worked(s) }),
    events: ['time_entry.deleted', 'task.updated'],
    least: 'MANAGER',
    inProject: true,
  },
  'cycle.create': {
    data: ({ project }) => ({ projectId: project, name: 'Spring', goal: 'Out', ...days(1, 15) }),
    events: ['cycle.created'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'no such project': { code: 'not_found', data: () => ({ projectId: nobody, ...days(1, 2) }) },
      'an archived project': {
        code: 'invalid_state',
        data: async (s) => ({ projectId: await away(s, s.project), ...days(1, 2) }),
      },
      'an end before its start': {
        code: 'invalid_input',
        data: ({ project }) => ({ projectId: project, ...days(2, 2) }),
      },
      'one that overlaps another': {
        code: 'invalid_input',
        data: async (s) => {
          await cycle(s)
          return { projectId: s.project, ...days(7, 9) }
        },
      },
      'an id that is taken': {
        code: 'already_exists',
        data: async (s) => ({ id: await cycle(s), projectId: s.project, ...days(20, 21) }),
      },
    },
  },
  'cycle.update': {
    data: async (s) => ({ id: await cycle(s), name: 'Summer', ...days(2, 20), baseVersion: 1 }),
    events: ['cycle.updated'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'an archived project': {
        code: 'invalid_state',
        data: async (s) => ({ id: await away(s, await cycle(s)), goal: 'x' }),
      },
      'dates that overlap another': {
        code: 'invalid_input',
        data: async (s) => {
          await cycle(s, 8)
          return { id: await cycle(s), endsAt: '2026-06-09T00:00:00Z' }
        },
      },
      'the dates of a completed one': {
        code: 'invalid_state',
        data: async (s) => ({ id: await ended(s), endsAt: '2026-06-20T00:00:00Z' }),
      },
      'a change since the version seen': {
        code: 'version_conflict',
        data: async (s) => {
          const id = await cycle(s)
          await s.w.run('cycle.update', { id, goal: 'theirs' })
          return { id, goal: 'mine', baseVersion: 1 }
        },
      },
    },
  },
  'cycle.start': {
    data: async (s) => ({ id: await cycle(s) }),
    events: ['cycle.started'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'a second one': {
        code: 'invalid_state',
        data: async (s) => {
          await started(s)
          return { id: await cycle(s, 8) }
        },
      },
      'a completed one': { code: 'invalid_state', data: async (s) => ({ id: await ended(s) }) },
    },
  },
  'cycle.complete': {
    data: async (s) => {
      const id = await started(s)
      await cycle(s, 8)
      await s.w.run('task.update', { id: s.task, cycleId: id })
      await s.w.run('task.update', { id: s.other, cycleId: id, status: 'completed' })
      return { id }
    },
    events: ['cycle.completed', 'task.updated'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'one that was not started': { code: 'invalid_state', data: async (s) => ({ id: await cycle(s) }) },
      'work that has nowhere to go': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await started(s)
          await s.w.run('task.update', { id: s.task, cycleId: id })
          return { id }
        },
      },
      'itself as the next': {
        code: 'invalid_input',
        data: async (s) => {
          const id = await started(s)
          await s.w.run('task.update', { id: s.task, cycleId: id })
          return { id, nextCycleId: id }
        },
      },
    },
  },
  'cycle.delete': {
    data: async (s) => {
      const id = await cycle(s)
      await s.w.run('task.update', { id: s.task, cycleId: id })
      return { id }
    },
    events: ['task.updated', 'cycle.deleted'],
    least: 'MANAGER',
    inProject: true,
  },
  'milestone.create': {
    data: ({ project }) => ({
      projectId: project,
      name: 'Beta',
      description: 'D',
      targetDate: '2026-06-01',
      rank: 'b00V',
    }),
    events: ['milestone.created'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'no such project': { code: 'not_found', data: () => ({ projectId: nobody, name: 'x' }) },
      'an archived project': {
        code: 'invalid_state',
        data: async (s) => ({ projectId: await away(s, s.project), name: 'x' }),
      },
    },
  },
  'milestone.update': {
    data: async (s) => ({ id: await milestone(s), name: 'Gamma', targetDate: null, description: 'more' }),
    events: ['milestone.updated'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'an archived project': {
        code: 'invalid_state',
        data: async (s) => ({ id: await away(s, await milestone(s)), name: 'x' }),
      },
    },
  },
  'milestone.complete': {
    data: async (s) => ({ id: await milestone(s) }),
    events: ['milestone.reached'],
    least: 'MANAGER',
    inProject: true,
  },
  'milestone.reopen': {
    data: async (s) => {
      const id = await milestone(s)
      await s.w.run('milestone.complete', { id })
      return { id }
    },
    events: ['milestone.reopened'],
    least: 'MANAGER',
    inProject: true,
  },
  'milestone.delete': {
    data: async (s) => {
      const id = await milestone(s)
      await s.w.run('task.update', { id: s.task, milestoneId: id })
      return { id }
    },
    events: ['task.updated', 'milestone.deleted'],
    least: 'MANAGER',
    inProject: true,
  },
  'project_member.set': {
    data: ({ project, member }) => ({ projectId: project, memberId: member.actor.memberId, role: 'VIEWER' }),
    events: ['project_member.set'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'somebody who left': {
        code: 'invalid_input',
        data: async (s) => ({ projectId: s.project, memberId: await left(s), role: 'VIEWER' }),
      },
      'a role above one’s own': {
        code: 'forbidden',
        as: ({ w }) => w.member('MANAGER'),
        data: ({ project, member }) => ({ projectId: project, memberId: member.actor.memberId, role: 'ADMIN' }),
      },
      'an archived project': {
        code: 'invalid_state',
        data: async (s) => ({
          projectId: await away(s, s.project),
          memberId: s.member.actor.memberId,
          role: 'VIEWER',
        }),
      },
    },
  },
  'project_member.remove': {
    data: async ({ w, project, member }) => {
      await w.run('project_member.set', { projectId: project, memberId: member.actor.memberId, role: 'VIEWER' })
      return { projectId: project, memberId: member.actor.memberId }
    },
    events: ['project_member.removed'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'somebody without a role there': {
        code: 'not_found',
        data: ({ project, w }) => ({ projectId: project, memberId: w.owner.actor.memberId }),
      },
      'an archived project': {
        code: 'invalid_state',
        data: async (s) => {
          const one = { projectId: s.project, memberId: s.member.actor.memberId }
          await s.w.run('project_member.set', { ...one, role: 'VIEWER' })
          await away(s, s.project)
          return one
        },
      },
    },
  },
  'task.create': {
    data: ({ project, member, task, state }) => ({
      projectId: project,
      title: 'T',
      description: 'D',
      type: 'bug',
      stateId: state('started'),
      priority: 'high',
      assigneeId: member.actor.memberId,
      parentId: task,
      tags: ['a', 'b', 'a'],
      estimatedMinutes: 30,
      actualMinutes: 0,
      estimatePoints: 1.5,
      startDate: '2026-01-01',
      dueDate: '2026-01-01',
      rank: 'b00V',
      customFields: {},
    }),
    events: ['tag.created', 'tag.created', 'task.created'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'no such project': { code: 'not_found', data: () => ({ projectId: nobody, title: 'x' }) },
      'an archived project': {
        code: 'invalid_state',
        data: async ({ w, project }) => {
          await w.run('project.archive', { id: project })
          return { projectId: project, title: 'x' }
        },
      },
      'an id that is taken': {
        code: 'already_exists',
        data: ({ project, task }) => ({ id: task, projectId: project, title: 'x' }),
      },
      'an archived parent': {
        code: 'invalid_input',
        data: async (s) => ({ projectId: s.project, title: 'x', parentId: await archived(s) }),
      },
      'an id that was taken by a deleted task': {
        code: 'already_exists',
        data: async (s) => ({ id: await gone(s), projectId: s.project, title: 'x' }),
      },
      'an assignee who left': {
        code: 'invalid_input',
        data: async (s) => ({ projectId: s.project, title: 'x', assigneeId: await left(s) }),
      },
      'a parent of another project': {
        code: 'invalid_input',
        data: async ({ w, task }) => ({ projectId: await w.project(), title: 'x', parentId: task }),
      },
      'a deleted parent': {
        code: 'not_found',
        data: async (s) => ({ projectId: s.project, title: 'x', parentId: await gone(s) }),
      },
      'a state of another category': {
        code: 'invalid_input',
        data: ({ project, state }) => ({
          projectId: project,
          title: 'x',
          stateId: state('started'),
          status: 'completed',
        }),
      },
      'a due day before the start': {
        code: 'invalid_input',
        data: ({ project }) => ({ projectId: project, title: 'x', startDate: '2026-01-02', dueDate: '2026-01-01' }),
      },
      'a day that Postgres does not have': {
        code: 'invalid_input',
        data: ({ project }) => ({ projectId: project, title: 'x', dueDate: '0000-01-01' }),
      },
      'a custom field that does not exist': {
        code: 'invalid_input',
        data: ({ project }) => ({ projectId: project, title: 'x', customFields: { constructor: 1 } }),
      },
      'a custom field of another project': {
        code: 'invalid_input',
        data: async (s) => {
          await field(s, { projectIds: [await s.w.project()] })
          return { projectId: s.project, title: 'x', customFields: { severity: 1 } }
        },
      },
      'a custom field’s wrong type': {
        code: 'invalid_input',
        data: async (s) => {
          await field(s)
          return { projectId: s.project, title: 'x', customFields: { severity: 'high' } }
        },
      },
      'a required custom field that is missing': {
        code: 'invalid_input',
        data: async (s) => {
          await field(s, { required: true })
          return { projectId: s.project, title: 'x' }
        },
      },
      'text with NUL': { code: 'invalid_input', data: ({ project }) => ({ projectId: project, title: 'a\u0000b' }) },
      'half a character': { code: 'invalid_input', data: ({ project }) => ({ projectId: project, title: 'a\ud800b' }) },
      'text without end': {
        code: 'invalid_input',
        data: ({ project }) => ({ projectId: project, title: 'x', description: 'y'.repeat(100_001) }),
      },
      'a rank that leaves no place': {
        code: 'invalid_input',
        data: ({ project }) => ({ projectId: project, title: 'x', rank: 'A' }),
      },
      'a cycle of another project': {
        code: 'invalid_input',
        data: async (s) => ({ projectId: s.project, title: 'x', cycleId: await cycle(s, 1, await s.w.project()) }),
      },
      'a cycle that is completed': {
        code: 'invalid_input',
        data: async (s) => ({ projectId: s.project, title: 'x', cycleId: await ended(s) }),
      },
      'no such milestone': {
        code: 'not_found',
        data: ({ project }) => ({ projectId: project, title: 'x', milestoneId: nobody }),
      },
    },
  },
  'task.update': {
    data: ({ task, member, state }) => ({
      id: task,
      baseVersion: 1,
      title: 'New',
      stateId: state('completed'),
      assigneeId: member.actor.memberId,
      addTags: ['x'],
      removeTags: ['y'],
      priority: 'low',
      estimatePoints: null,
    }),
    events: ['tag.created', 'task.updated', 'task.assigned', 'task.status_changed'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'an archived task': { code: 'invalid_state', data: async (s) => ({ id: await archived(s), title: 'x' }) },
      'an archived project': { code: 'invalid_state', data: async (s) => ({ id: await away(s, s.task), title: 'x' }) },
      'a deleted task': { code: 'not_found', data: async (s) => ({ id: await gone(s), title: 'x' }) },
      'a milestone of another project': {
        code: 'invalid_input',
        data: async (s) => ({ id: s.task, milestoneId: await milestone(s, await s.w.project()) }),
      },
      'a cycle that is completed': {
        code: 'invalid_input',
        data: async (s) => ({ id: s.task, cycleId: await ended(s) }),
      },
      'minutes of a task with time entries': {
        code: 'invalid_state',
        data: async (s) => {
          await worked(s)
          return { id: s.task, actualMinutes: 5 }
        },
      },
      'itself as parent': { code: 'cycle', data: ({ task }) => ({ id: task, parentId: task }) },
      'a descendant as parent': {
        code: 'cycle',
        data: async ({ w, project, task }) => ({
          id: task,
          parentId: await w.task(project, { parentId: await w.task(project, { parentId: task }) }),
        }),
      },
      'a change since the version seen': {
        code: 'version_conflict',
        data: async ({ w, task }) => {
          await w.run('task.update', { id: task, title: 'theirs' })
          return { id: task, title: 'mine', baseVersion: 1 }
        },
      },
      'more tags than a task carries': {
        code: 'invalid_input',
        data: async ({ w, task }) => {
          await w.run('task.update', { id: task, tags: Array.from({ length: 50 }, (_, n) => `t${n}`) })
          return { id: task, addTags: ['one more'] }
        },
      },
      'the end of a required field': {
        code: 'invalid_input',
        data: async (s) => {
          await field(s, { required: true })
          return { id: s.task, customFields: { severity: null } }
        },
      },
      'a due day before the start that is there': {
        code: 'invalid_input',
        data: async ({ w, task }) => {
          await w.run('task.update', { id: task, startDate: '2026-01-02' })
          return { id: task, dueDate: '2026-01-01' }
        },
      },
    },
  },
  'task.archive': {
    data: ({ task }) => ({ id: task }),
    events: ['task.archived'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'an archived project': { code: 'invalid_state', data: async (s) => ({ id: await away(s, s.task) }) },
    },
  },
  'task.unarchive': {
    data: async (s) => ({ id: await archived(s) }),
    events: ['task.unarchived'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'an archived project': { code: 'invalid_state', data: async (s) => ({ id: await away(s, await archived(s)) }) },
    },
  },
  'task.delete': {
    data: ({ task }) => ({ id: task }),
    events: ['task.deleted'],
    least: 'MANAGER',
    inProject: true,
    refused: { 'a deleted task': { code: 'not_found', data: async (s) => ({ id: await gone(s) }) } },
  },
  'task_relation.create': {
    data: ({ task, other }) => ({ type: 'precedes', fromTaskId: task, toTaskId: other, lagMinutes: 60 }),
    events: ['task_relation.created'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'the same twice': {
        code: 'already_exists',
        data: async (s) => {
          await relation(s)
          return { type: 'blocks', fromTaskId: s.task, toTaskId: s.other }
        },
      },
      'a task and itself': {
        code: 'cycle',
        data: ({ task }) => ({ type: 'relates', fromTaskId: task, toTaskId: task }),
      },
      'the way back': {
        code: 'cycle',
        data: async (s) => {
          await relation(s)
          return { type: 'precedes', fromTaskId: s.other, toTaskId: s.task }
        },
      },
      'the long way back': {
        code: 'cycle',
        data: async (s) => {
          await relation(s)
          const third = await s.w.task(s.project)
          await s.w.run('task_relation.create', { type: 'precedes', fromTaskId: s.other, toTaskId: third })
          return { type: 'blocks', fromTaskId: third, toTaskId: s.task }
        },
      },
      'a task and its ancestor': {
        code: 'cycle',
        data: async ({ w, project, task }) => ({
          type: 'blocks',
          fromTaskId: task,
          toTaskId: await w.task(project, { parentId: task }),
        }),
      },
      'a deleted task': {
        code: 'not_found',
        data: async (s) => ({ type: 'relates', fromTaskId: s.other, toTaskId: await gone(s) }),
      },
      'an archived task': {
        code: 'invalid_state',
        data: async (s) => ({ type: 'relates', fromTaskId: s.other, toTaskId: await archived(s) }),
      },
    },
  },
  'task_relation.delete': {
    data: async (s) => ({ id: await relation(s) }),
    events: ['task_relation.deleted'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'an archived project': { code: 'invalid_state', data: async (s) => ({ id: await away(s, await relation(s)) }) },
      'one that went with its task': {
        code: 'not_found',
        data: async (s) => {
          const id = await relation(s)
          await gone(s)
          return { id }
        },
      },
    },
  },
  'task_link.add': {
    data: ({ task }) => ({ taskId: task, url: 'https://example.com/a', title: 'Notes' }),
    events: ['task_link.added'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'the same twice': {
        code: 'already_exists',
        data: async (s) => {
          await link(s)
          return { taskId: s.task, url: 'https://example.com/a' }
        },
      },
      'what is no address of the web': {
        code: 'invalid_input',
        data: ({ task }) => ({ taskId: task, url: 'javascript:alert(1)' }),
      },
      'a deleted task': { code: 'not_found', data: async (s) => ({ taskId: await gone(s), url: 'https://a.example' }) },
      'an archived task': {
        code: 'invalid_state',
        data: async (s) => ({ taskId: await archived(s), url: 'https://a.example' }),
      },
    },
  },
  'task_link.update': {
    data: async (s) => ({ id: await link(s), title: 'Minutes' }),
    events: ['task_link.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'the text of what is no pull request': {
        code: 'invalid_state',
        data: async (s) => ({ id: await link(s), body: 'x' }),
      },
      'a pull request, by who may not make one': {
        code: 'forbidden',
        data: async (s) => ({ id: await wanted(s), draft: true }),
        as: ({ w }) => w.member('CONTRIBUTOR'),
      },
      'a pull request that was not made from the task': {
        code: 'invalid_state',
        data: async (s) => ({ id: await made(s.w.run('task_link.observe', await observed(s))), title: 'x' }),
      },
    },
  },
  'task_link.remove': {
    data: async (s) => ({ id: await link(s) }),
    events: ['task_link.removed'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'an archived project': { code: 'invalid_state', data: async (s) => ({ id: await away(s, await link(s)) }) },
    },
  },
  'task_link.observe': {
    data: (s) => observed(s),
    events: ['task_link.added', 'task.status_changed'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a deleted task': { code: 'not_found', data: async (s) => ({ ...(await observed(s)), taskId: await gone(s) }) },
    },
  },
  'task_link.report_error': {
    data: async (s) => ({ id: await wanted(s), error: { code: 'invalid', message: 'no commits' } }),
    events: ['task_link.updated'],
    least: 'VIEWER',
  },
  'task.create_pull_request': {
    data: async (s) => {
      await mapping(s)
      return { taskId: s.task, files: [file] }
    },
    events: ['change_set.updated', 'task_link.added'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'a second open one of the branch': {
        code: 'already_exists',
        data: async (s) => {
          await wanted(s)
          return { taskId: s.task }
        },
      },
      'of a project that is mapped to no repository': { code: 'invalid_input', data: ({ task }) => ({ taskId: task }) },
      'in a repository that is not mapped, without a connection': {
        code: 'invalid_input',
        data: async (s) => {
          await mapping(s)
          return { taskId: s.task, repository: 'acme/other' }
        },
      },
      'over a connection to what has no pull requests': {
        code: 'invalid_input',
        data: async (s) => ({
          taskId: s.task,
          repository: 'acme/other',
          connectionId: await made(s.w.run('connection.create', { ...connectionData(), provider: 'jira' })),
        }),
      },
      'a branch that leads elsewhere': {
        code: 'invalid_input',
        data: async (s) => {
          await mapping(s)
          return { taskId: s.task, branch: '../main' }
        },
      },
    },
  },
  'change_set.attach': {
    data: ({ task }) => ({ taskId: task, files: [file, { path: 'old.ts', content: null }] }),
    events: ['change_set.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'what would go into a pull request that one may not make': {
        code: 'forbidden',
        data: async (s) => {
          await wanted(s)
          return { taskId: s.task, files: [{ path: '.github/workflows/ci.yml', content: 'on: push' }] }
        },
        as: ({ w }) => w.member('CONTRIBUTOR'),
      },
      'a path that leads out': {
        code: 'invalid_input',
        data: ({ task }) => ({ taskId: task, files: [{ ...file, path: '../a' }] }),
      },
      'more than is held': {
        code: 'invalid_input',
        data: async (s) => {
          await s.w.run('change_set.attach', { taskId: s.task, files: [{ ...file, content: 'x'.repeat(600_000) }] })
          return { taskId: s.task, files: [{ path: 'b', content: 'x'.repeat(600_000) }] }
        },
      },
    },
  },
  'change_set.detach': {
    data: async (s) => {
      await s.w.run('change_set.attach', { taskId: s.task, files: [file] })
      return { taskId: s.task, paths: [file.path] }
    },
    events: ['change_set.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'of a task that has none': { code: 'not_found', data: ({ task }) => ({ taskId: task }) },
      'those of a pull request that one may not make': {
        code: 'forbidden',
        data: async (s) => {
          await s.w.run('change_set.attach', { taskId: s.task, files: [file] })
          await wanted(s)
          return { taskId: s.task }
        },
        as: ({ w }) => w.member('CONTRIBUTOR'),
      },
    },
  },
  'comment.create': {
    data: ({ task }) => ({ taskId: task, body: ' hello ' }),
    events: ['comment.created'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a deleted task': { code: 'not_found', data: async (s) => ({ taskId: await gone(s), body: 'x' }) },
      'an archived task': { code: 'invalid_state', data: async (s) => ({ taskId: await archived(s), body: 'x' }) },
      'an archived project': {
        code: 'invalid_state',
        data: async (s) => ({ taskId: await away(s, s.task), body: 'x' }),
      },
      'nothing said': { code: 'invalid_input', data: ({ task }) => ({ taskId: task, body: ' \n ' }) },
    },
  },
  'comment.update': {
    data: ({ comment }) => ({ id: comment, body: 'better', baseVersion: 1 }),
    events: ['comment.updated'],
    // Its author alone, whatever the role of another.
    least: null,
    refused: {
      'somebody else’s': {
        code: 'forbidden',
        as: ({ w }) => w.member('ADMIN'),
        data: ({ comment }) => ({ id: comment, body: 'x' }),
      },
      'one on a deleted task': {
        code: 'not_found',
        data: async (s) => {
          await gone(s)
          return { id: s.comment, body: 'x' }
        },
      },
      'one on an archived task': {
        code: 'invalid_state',
        data: async (s) => {
          await archived(s)
          return { id: s.comment, body: 'x' }
        },
      },
    },
  },
  'comment.delete': {
    data: ({ comment }) => ({ id: comment }),
    events: ['comment.deleted'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'one that is deleted': {
        code: 'not_found',
        data: async ({ w, comment }) => {
          await w.run('comment.delete', { id: comment })
          return { id: comment }
        },
      },
      'one in an archived project': { code: 'invalid_state', data: async (s) => ({ id: await away(s, s.comment) }) },
    },
  },
  'tag.create': {
    data: () => ({ name: 'bug', color: '#ff0000' }),
    events: ['tag.created'],
    least: 'CONTRIBUTOR',
    namesNothing: true,
    refused: {
      'a name that is taken': {
        code: 'already_exists',
        data: async (s) => {
          await tag(s)
          return { name: ' bug ' }
        },
      },
      'a comma': { code: 'invalid_input', data: () => ({ name: 'a,b' }) },
      'an id that is taken': { code: 'already_exists', data: async (s) => ({ id: await tag(s), name: 'other' }) },
    },
  },
  'tag.update': {
    data: async (s) => ({ id: await tag(s), description: 'broken things' }),
    events: ['tag.updated'],
    least: 'CONTRIBUTOR',
  },
  'tag.delete': {
    data: async (s) => ({ id: await tag(s) }),
    events: ['tag.deleted'],
    least: 'ADMIN',
    refused: {
      'one that a task carries': {
        code: 'in_use',
        data: async (s) => {
          const id = await tag(s)
          await s.w.run('task.update', { id: s.task, addTags: ['bug'] })
          return { id }
        },
      },
    },
  },
  'state.create': {
    data: () => ({ name: 'Review', category: 'started' }),
    events: ['state.created'],
    least: 'ADMIN',
    namesNothing: true,
    refused: {
      'a name that is taken': { code: 'already_exists', data: () => ({ name: 'Done', category: 'started' }) },
    },
  },
  'state.update': {
    data: ({ state }) => ({ id: state('started'), name: 'Doing', position: 0 }),
    events: ['state.updated'],
    least: 'ADMIN',
    refused: {
      'a name that is taken': { code: 'already_exists', data: ({ state }) => ({ id: state('started'), name: 'Done' }) },
    },
  },
  'state.delete': {
    data: async ({ w }) => ({ id: await made(w.run('state.create', { name: 'Review', category: 'started' })) }),
    events: ['state.deleted'],
    least: 'ADMIN',
    refused: {
      'one with tasks': {
        code: 'in_use',
        data: async ({ w, state }) => {
          await w.run('state.create', { name: 'Later', category: 'unstarted' })
          return { id: state('unstarted') }
        },
      },
      'the last of its category': { code: 'in_use', data: ({ state }) => ({ id: state('triage') }) },
    },
  },
  'custom_field.create': {
    data: ({ project }) => ({
      key: 'severity',
      name: 'Severity',
      type: 'select',
      options: ['low', 'high'],
      projectIds: [project],
    }),
    events: ['custom_field.created'],
    least: 'ADMIN',
    refused: {
      'a key that is taken': {
        code: 'already_exists',
        data: async (s) => {
          await field(s)
          return { key: 'severity', name: 'x', type: 'text' }
        },
      },
      'a choice without options': { code: 'invalid_input', data: () => ({ key: 'x', name: 'x', type: 'select' }) },
      'options without a choice': {
        code: 'invalid_input',
        data: () => ({ key: 'x', name: 'x', type: 'text', options: ['a'] }),
      },
      'no such project': {
        code: 'not_found',
        data: () => ({ key: 'x', name: 'x', type: 'text', projectIds: [nobody] }),
      },
    },
  },
  'custom_field.update': {
    data: async (s) => ({ id: await field(s), name: 'Weight', required: true }),
    events: ['custom_field.updated'],
    least: 'ADMIN',
    refused: {
      'options for a number': { code: 'invalid_input', data: async (s) => ({ id: await field(s), options: ['a'] }) },
    },
  },
  'custom_field.delete': {
    data: async (s) => ({ id: await field(s) }),
    events: ['custom_field.deleted'],
    least: 'ADMIN',
  },
  'api_key.create': {
    data: ({ member }) => ({
      id: newId(),
      name: 'ci',
      memberId: member.actor.memberId,
      scopes: ['task.create'],
      expiresAt: null,
      secretHash: 'a'.repeat(64),
    }),
    events: ['api_key.created'],
    least: 'ADMIN',
    refused: {
      'somebody who left': {
        code: 'invalid_state',
        data: async (s) => ({
          id: newId(),
          name: 'x',
          memberId: await left(s),
          scopes: null,
          expiresAt: null,
          secretHash: 'a'.repeat(64),
        }),
      },
      'an end in the past': {
        code: 'invalid_input',
        data: ({ w }) => ({
          id: newId(),
          name: 'x',
          memberId: w.owner.actor.memberId,
          scopes: null,
          expiresAt: '2020-01-01T00:00:00Z',
          secretHash: 'a'.repeat(64),
        }),
      },
      'more than the caller’s own scopes': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, scopes: ['key.manage'] }),
        data: ({ w }) => ({
          id: newId(),
          name: 'x',
          memberId: w.owner.actor.memberId,
          scopes: null,
          expiresAt: null,
          secretHash: 'a'.repeat(64),
        }),
      },
    },
  },
  'api_key.revoke': {
    data: async ({ w, member }) => ({
      id: await made(
        w.run('api_key.create', {
          id: newId(),
          name: 'ci',
          memberId: member.actor.memberId,
          scopes: null,
          expiresAt: null,
          secretHash: 'a'.repeat(64),
        }),
      ),
    }),
    events: ['api_key.revoked'],
    least: 'ADMIN',
  },
  'rule.create': {
    data: () => ({ ...ruleData, if: 'event.task.priority == "high"' }),
    events: ['rule.created'],
    least: 'MANAGER',
    namesNothing: true,
    refused: {
      'a condition that does not compile': {
        code: 'invalid_condition',
        data: () => ({ ...ruleData, if: 'event.task.prio == 1' }),
      },
      'an address that can never be called': {
        code: 'invalid_input',
        data: () => ({
          ...ruleData,
          ['then' as string]: [{ action: 'webhook.call', url: 'ftp://example.com', json: {} }],
        }),
      },
      'a time that is none': {
        code: 'invalid_input',
        data: () => ({ ...ruleData, ['then' as string]: [{ action: 'delay', until: 'week 48' }] }),
      },
      'a template that does not compile': {
        code: 'invalid_condition',
        data: () => ({ ...ruleData, ...saying('{{event.nope}}') }),
      },
      'no such event': { code: 'invalid_input', data: () => ({ ...ruleData, when: 'task.finished' }) },
      'no action': { code: 'invalid_input', data: () => ({ ...ruleData, ...nothing }) },
      'scopes that leave out what an action needs': {
        code: 'invalid_input',
        data: () => ({ ...ruleData, scopes: ['task.create'] }),
      },
      'more than the caller’s own scopes': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, scopes: ['automation.manage'] }),
        data: () => ruleData,
      },
      'the audit log to whoever may not read it': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, scopes: ['automation.manage', 'comment.create'] }),
        data: () => ({ ...ruleData, when: 'api_key.created', scopes: ['comment.create'] }),
      },
      'the audit log with scopes that lack it': {
        code: 'forbidden',
        data: () => ({ ...ruleData, when: 'api_key.created', scopes: ['comment.create'] }),
      },
    },
  },
  'rule.update': {
    data: async (s) => ({ id: await rule(s), enabled: false }),
    events: ['rule.updated'],
    least: 'MANAGER',
    refused: {
      'a key that does not fit its event': {
        code: 'invalid_condition',
        data: async (s) => ({ id: await rule(s), flow: { concurrency: { key: 'event.project.id', limit: 1 } } }),
      },
      'a key that can be slow': {
        code: 'invalid_condition',
        data: async (s) => ({
          id: await rule(s),
          flow: { concurrency: { key: 'event.task.tags.filter(tag, tag != "x")', limit: 1 } },
        }),
      },
      'debounce together with batch': {
        code: 'invalid_input',
        data: async (s) => ({
          id: await rule(s),
          flow: { debounce: { period: '1 second' }, batch: { size: 2, timeout: '1 second' } },
        }),
      },
      'a condition that does not fit its event': {
        code: 'invalid_condition',
        data: async (s) => ({ id: await rule(s), if: 'event.to == "completed"' }),
      },
      'an event that its condition does not fit': {
        code: 'invalid_condition',
        data: async (s) => ({
          id: await made(s.w.run('rule.create', { ...ruleData, if: 'event.task.title == "x"' })),
          when: 'project.created',
        }),
      },
      'more than the caller’s own scopes': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, scopes: ['automation.manage', 'comment.create'] }),
        data: async (s) => ({ id: await rule(s), ...saying('other') }),
      },
      'the audit log to whoever may not read it': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, scopes: ['automation.manage', 'comment.create'] }),
        data: async (s) => ({ id: await rule(s), when: 'api_key.revoked', scopes: ['comment.create'] }),
      },
      'the audit log with scopes that lack it': {
        code: 'forbidden',
        data: async (s) => ({ id: await rule(s), when: 'api_key.revoked', scopes: ['comment.create'] }),
      },
    },
  },
  'series.create': {
    data: (s) => seriesData(s),
    events: ['series.created'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'neither task nor template': { code: 'invalid_input', data: (s) => ({ ...seriesData(s), task: undefined }) },
      'a beginning in antiquity': {
        code: 'invalid_input',
        data: (s) => ({ ...seriesData(s), startDate: '0001-01-01' }),
      },
      'a rule of hours': {
        code: 'invalid_input',
        data: (s) => ({ ...seriesData(s), recurrence: { rrule: 'FREQ=HOURLY' } }),
      },
      'a rule that never comes': {
        code: 'invalid_input',
        data: (s) => ({ ...seriesData(s), recurrence: { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' } }),
      },
      'two recurrences': {
        code: 'invalid_input',
        data: (s) => ({ ...seriesData(s), recurrence: { rrule: 'FREQ=DAILY', afterCompletion: { days: 1 } } }),
      },
      'a field that is no date': {
        code: 'invalid_input',
        data: (s) => ({ ...seriesData(s), recurrence: { onDate: { taskId: s.task, field: 'title' } } }),
      },
      'an unknown variable': {
        code: 'invalid_condition',
        data: (s) => ({ ...seriesData(s), task: { title: '{{variables.day}}' } }),
      },
      'a project that is archived': {
        code: 'invalid_state',
        data: async (s) => ({ ...seriesData(s), projectId: await away(s, s.project) }),
      },
      'a member who has left': {
        code: 'invalid_input',
        data: async (s) => ({ ...seriesData(s), task: { title: 'R', assigneeId: await left(s) } }),
      },
      'scopes beyond those of the key': {
        code: 'forbidden',
        data: (s) => seriesData(s),
        as: (s) => ({ ...s.w.owner, scopes: ['task.create'] }),
      },
    },
  },
  'series.update': {
    data: async (s) => ({ id: await series(s), time: '10:00' }),
    events: ['series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a day on which it does not fall': {
        code: 'invalid_input',
        data: async (s) => ({ id: await series(s), from: '2099-01-02', time: '10:00' }),
      },
    },
  },
  'series.skip': {
    data: async (s) => ({ id: await series(s), date: '2099-01-01' }),
    events: ['series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a day on which it does not fall': {
        code: 'invalid_input',
        data: async (s) => ({ id: await series(s), date: '2099-01-02' }),
      },
    },
  },
  'series.move': {
    data: async (s) => ({ id: await series(s), date: '2099-01-01', to: '2099-01-03' }),
    events: ['series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a day after the next': {
        code: 'invalid_input',
        data: async (s) => ({ id: await series(s), date: '2099-01-01', to: '2099-01-09' }),
      },
    },
  },
  'series.change_occurrence': {
    data: async (s) => ({ id: await series(s), date: '2099-01-01', changes: { title: 'Other' } }),
    events: ['series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
  },
  'series.pause': {
    data: async (s) => ({ id: await series(s) }),
    events: ['series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
  },
  'series.resume': {
    data: async (s) => {
      const id = await series(s)
      await s.w.run('series.pause', { id })
      return { id }
    },
    events: ['series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
  },
  'series.end': {
    data: async (s) => ({ id: await series(s) }),
    events: ['series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
  },
  'series.occur': {
    data: async (s) => ({ id: await series(s), at: '2099-01-01T12:00:00.000Z' }),
    events: ['task.created', 'series.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a project that is archived': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await series(s)
          await away(s, id)
          return { id, at: '2099-01-01T12:00:00.000Z' }
        },
      },
    },
  },
  'series.stall': {
    data: async (s) => ({ id: await series(s), at: '2099-01-01T12:00:00.000Z', code: 'forbidden', message: 'gone' }),
    events: ['series.failed'],
    least: 'VIEWER',
  },
  'template.create': {
    data: () => templateData,
    events: ['template.created'],
    least: 'MANAGER',
    namesNothing: true,
    refused: {
      'a name that is taken': {
        code: 'already_exists',
        data: async (s) => {
          await template(s)
          return templateData
        },
      },
      'an unknown variable': {
        code: 'invalid_condition',
        data: () => ({ ...templateData, ...content([{ key: 'a', title: '{{variables.cleint}}' }]) }),
      },
      'a date that counts from nothing': {
        code: 'invalid_input',
        data: () => ({ ...templateData, ...content([{ key: 'a', title: 'A', dueDate: { from: 'client' } }]) }),
      },
      'a parent that comes later': {
        code: 'invalid_input',
        data: () => ({
          ...templateData,
          ...content([
            { key: 'a', title: 'A', parent: 'b' },
            { key: 'b', title: 'B' },
          ]),
        }),
      },
      'a key twice': {
        code: 'invalid_input',
        data: () => ({
          ...templateData,
          ...content([
            { key: 'a', title: 'A' },
            { key: 'a', title: 'B' },
          ]),
        }),
      },
      'relations in a circle': {
        code: 'cycle',
        data: () => {
          const tasks = [
            { key: 'a', title: 'A' },
            { key: 'b', title: 'B' },
          ]
          const relations = [
            { type: 'blocks', from: 'a', to: 'b' },
            { type: 'precedes', from: 'b', to: 'a' },
          ]
          return { ...templateData, ...content(tasks, { relations }) }
        },
      },
      'a member who is not there': {
        code: 'invalid_input',
        data: () => ({ ...templateData, ...content([{ key: 'a', title: 'A', assignee: { member: nobody } }]) }),
      },
      'a rule in a template of a project': {
        code: 'invalid_input',
        data: () => ({ ...templateData, ...content([], { rules: [ruleData] }) }),
      },
      'a rule that is none': {
        code: 'invalid_input',
        data: () => ({ name: 'W', kind: 'workflow' as const, ...content([], { rules: [{ name: 'r' }] }) }),
      },
    },
  },
  'template.update': {
    data: async (s) => ({ id: await template(s), description: 'how we launch' }),
    events: ['template.updated'],
    least: 'MANAGER',
    refused: {
      'content that is wrong': {
        code: 'invalid_condition',
        data: async (s) => ({ id: await template(s), variables: [] }),
      },
      'an old version': {
        code: 'version_conflict',
        data: async (s) => {
          const id = await template(s)
          await s.w.run('template.update', { id, description: 'theirs' })
          return { id, baseVersion: 1, description: 'mine' }
        },
      },
    },
  },
  'template.delete': {
    data: async (s) => ({ id: await template(s) }),
    events: ['template.deleted'],
    least: 'MANAGER',
  },
  'template.create_from_project': {
    data: (s) => ({ projectId: s.project, name: 'Again' }),
    events: ['template.created'],
    least: 'MANAGER',
  },
  'template.apply': {
    data: async (s) => ({ template: await template(s), projectId: s.project }),
    events: [
      'task.created',
      'tag.created',
      'task.created',
      'task.created',
      'task_relation.created',
      'template.applied',
    ],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a template that is not there': { code: 'not_found', data: (s) => ({ template: 'Lunch', projectId: s.project }) },
      'a project that is archived': {
        code: 'invalid_state',
        data: async (s) => ({ template: await template(s), projectId: await away(s, s.project) }),
      },
      'no project': { code: 'invalid_input', data: async (s) => ({ template: await template(s) }) },
      'a variable of another type': {
        code: 'invalid_input',
        data: async (s) => ({ template: await template(s), projectId: s.project, variables: { client: 3 } }),
      },
      'an unknown role': {
        code: 'invalid_input',
        data: async (s) => ({
          template: await template(s),
          projectId: s.project,
          roles: { boss: s.member.actor.memberId },
        }),
      },
      'a member who has left': {
        code: 'invalid_input',
        data: async (s) => ({ template: await template(s), projectId: s.project, roles: { reviewer: await left(s) } }),
      },
      'a key that is taken': {
        code: 'already_exists',
        data: async (s) => ({ template: await template(s), project: { key: 'DEMO' } }),
      },
    },
  },
  'template.undo_apply': {
    data: async (s) => ({ id: await application(s) }),
    events: ['task_relation.deleted', 'task.deleted', 'task.deleted', 'task.deleted', 'template.apply_undone'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'a second time': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await application(s)
          await s.w.run('template.undo_apply', { id })
          return { id }
        },
      },
    },
  },
  'rule.pause': { data: async (s) => ({ id: await rule(s) }), events: ['rule.paused'], least: 'MANAGER' },
  'rule.resume': {
    data: async (s) => {
      const id = await rule(s)
      await s.w.run('rule.pause', { id })
      return { id }
    },
    events: ['rule.resumed'],
    least: 'MANAGER',
  },
  'rule.delete': { data: async (s) => ({ id: await rule(s) }), events: ['rule.deleted'], least: 'MANAGER' },
  'rule.run': {
    data: async (s) => ({ id: await manualRule(s), input: { amount: 3 } }),
    events: ['rule.run_requested'],
    least: 'CONTRIBUTOR',
    refused: {
      'one that starts on an event': { code: 'invalid_state', data: async (s) => ({ id: await rule(s) }) },
      'one that is switched off': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await manualRule(s)
          await s.w.run('rule.update', { id, enabled: false })
          return { id, input: { amount: 3 } }
        },
      },
      'input of another form': {
        code: 'invalid_input',
        data: async (s) => ({ id: await manualRule(s), input: { amount: 'three' } }),
      },
    },
  },
  'playbook.deploy': {
    data: async (s) => {
      await bundle(s)
      return {
        bundleHash: hash,
        playbooks: [
          manifest('demo'),
          manifest('hook', { triggers: [{ kind: 'webhook', path: 'in', verify: 'none', body: null, if: null }] }),
        ],
      }
    },
    events: ['playbook.deployed', 'playbook.deployed', 'webhook.created', 'deployment.completed'],
    least: 'MANAGER',
    refused: {
      'one webhook verified in two ways': {
        code: 'invalid_input',
        data: async (s) => {
          await bundle(s)
          const listening = (id: string, verify: 'github' | 'none') =>
            manifest(id, { triggers: [{ kind: 'webhook', path: 'in', verify, body: null, if: null }] })
          return { bundleHash: hash, playbooks: [listening('demo', 'github'), listening('hook', 'none')] }
        },
      },
      'a bundle that is not stored': {
        code: 'not_found',
        data: () => ({ bundleHash: 'e'.repeat(64), playbooks: [manifest('demo')] }),
      },
      'a condition that does not compile': {
        code: 'invalid_condition',
        data: async (s) => {
          await bundle(s)
          return {
            bundleHash: hash,
            playbooks: [
              manifest('demo', { triggers: [{ kind: 'event', eventTypes: ['task.created'], if: 'event.nope' }] }),
            ],
          }
        },
      },
      'more than the caller’s own scopes': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, scopes: ['automation.manage'] }),
        data: async (s) => {
          await bundle(s)
          return { bundleHash: hash, playbooks: [manifest('demo')] }
        },
      },
      'the audit log to whoever may not read it': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, scopes: ['automation.manage', 'task.create'] }),
        data: async (s) => {
          await bundle(s)
          const triggers = [{ kind: 'event', eventTypes: ['task.created', 'webhook.secret_rotated'], if: null }]
          return { bundleHash: hash, playbooks: [manifest('demo', { scopes: ['task.create'], triggers })] }
        },
      },
      'the audit log with scopes that lack it': {
        code: 'forbidden',
        data: async (s) => {
          await bundle(s)
          const triggers = [{ kind: 'event', eventTypes: ['api_key.revoked'], if: null }]
          return { bundleHash: hash, playbooks: [manifest('demo', { scopes: ['task.create'], triggers })] }
        },
      },
    },
  },
  'playbook.update': {
    data: async (s) => ({ id: await deployed(s), enabled: false }),
    events: ['playbook.updated'],
    least: 'MANAGER',
  },
  'playbook.pause': {
    data: async (s) => ({ id: await deployed(s) }),
    events: ['playbook.paused'],
    least: 'MANAGER',
    refused: {
      'one that is removed': {
        code: 'not_found',
        data: async (s) => {
          const id = await deployed(s)
          await s.w.run('playbook.remove', { id })
          return { id }
        },
      },
    },
  },
  'playbook.resume': {
    data: async (s) => {
      const id = await deployed(s)
      await s.w.run('playbook.pause', { id })
      return { id }
    },
    events: ['playbook.resumed'],
    least: 'MANAGER',
  },
  'playbook.remove': {
    data: async (s) => ({ id: await deployed(s) }),
    events: ['playbook.removed'],
    least: 'MANAGER',
    refused: {
      'one that is removed': {
        code: 'not_found',
        data: async (s) => {
          const id = await deployed(s)
          await s.w.run('playbook.remove', { id })
          return { id }
        },
      },
    },
  },
  'playbook.run': {
    data: async (s) => {
      await deployed(s)
      return { name: 'demo', input: { a: 1 } }
    },
    events: ['playbook.run_requested'],
    least: 'CONTRIBUTOR',
    refused: {
      'no such playbook': { code: 'not_found', data: () => ({ name: 'nope' }) },
      'one without a manual trigger': {
        code: 'invalid_state',
        data: async (s) => {
          await webhook(s)
          return { name: 'demo' }
        },
      },
      'one that is off': {
        code: 'invalid_state',
        data: async (s) => {
          await s.w.run('playbook.update', { id: await deployed(s), enabled: false })
          return { name: 'demo' }
        },
      },
      'input of another form': {
        code: 'invalid_input',
        data: async (s) => {
          await deployed(s, {
            triggers: [
              { kind: 'manual', input: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } },
            ],
          })
          return { name: 'demo', input: { n: 'one' } }
        },
      },
    },
  },
  'webhook.make_secret': {
    data: async (s) => ({ id: await webhook(s), secret: 'v1.sealed' }),
    events: ['webhook.secret_rotated'],
    least: 'MANAGER',
  },
  'webhook.rotate_secret': {
    data: async (s) => ({ id: await webhook(s), secret: 'v1.sealed' }),
    events: ['webhook.secret_rotated'],
    least: 'MANAGER',
  },
  'webhook.receive': {
    data: async (s) => {
      await webhook(s)
      return { path: 'in', headers: { 'x-github-event': 'issues' }, body: { action: 'opened' } }
    },
    events: ['webhook.received'],
    // Whoever knows the secret may deliver.
    least: 'VIEWER',
    namesNothing: true,
    refused: {
      'a body that Postgres cannot keep': {
        code: 'invalid_input',
        data: () => ({ path: 'in', headers: {}, body: { a: '\u0000' } }),
      },
    },
  },
  'notification.send': {
    data: (s) => ({ to: { memberId: s.member.actor.memberId }, title: 'Hello' }),
    events: ['notification.sent'],
    least: 'CONTRIBUTOR',
    refused: {
      'somebody who is not there': { code: 'not_found', data: () => ({ to: { memberId: newId() }, title: 'Hello' }) },
      'somebody who has left': {
        code: 'invalid_state',
        data: async (s) => ({ to: { memberId: await left(s) }, title: 'Hello' }),
      },
      'an address that a program would run': {
        code: 'invalid_input',
        data: (s) => ({ to: { memberId: s.member.actor.memberId }, title: 'x', link: 'javascript:alert(1)' }),
      },
    },
  },
  'webhook_endpoint.create': {
    data: () => endpointData(),
    events: ['webhook_endpoint.created'],
    least: 'MANAGER',
    namesNothing: true,
    refused: {
      'an address that is none': {
        code: 'invalid_input',
        data: () => ({ ...endpointData(), url: 'mailto:a@example.com' }),
      },
      'a password in an address': {
        code: 'invalid_input',
        data: () => ({ ...endpointData(), url: 'https://a:b@example.com' }),
      },
      'a type that is none': { code: 'invalid_input', data: () => ({ ...endpointData(), eventTypes: ['Task'] }) },
      'a filter over a field that its events have not': {
        code: 'invalid_condition',
        data: () => ({ ...endpointData(), eventTypes: ['project.created'], filter: 'event.task.number > 1' }),
      },
      'a filter that can be slow': {
        code: 'invalid_condition',
        data: () => ({
          ...endpointData(),
          eventTypes: ['task.created'],
          filter: 'event.task.tags.exists(t, t == "a")',
        }),
      },
      'events of the audit log from whoever may not read it': {
        code: 'forbidden',
        data: () => ({ ...endpointData(), eventTypes: ['api_key.created'] }),
        as: ({ w }) => ({ ...w.owner, scopes: ['integration.manage'] }),
      },
    },
  },
  'webhook_endpoint.update': {
    data: async (s) => ({ id: await endpoint(s), url: 'https://example.com/other', eventTypes: ['task.created'] }),
    events: ['webhook_endpoint.updated'],
    least: 'MANAGER',
    refused: {
      'a filter that does not fit the new types': {
        code: 'invalid_condition',
        data: async (s) => {
          const id = await endpoint(s, { eventTypes: ['task.created'], filter: 'event.task.number > 1' })
          return { id, eventTypes: ['project.created'] }
        },
      },
      'another’s change': {
        code: 'version_conflict',
        data: async (s) => {
          const id = await endpoint(s)
          await s.w.run('webhook_endpoint.update', { id, url: 'https://example.com/1' })
          return { id, baseVersion: 1, url: 'https://example.com/2' }
        },
      },
    },
  },
  'webhook_endpoint.delete': {
    data: async (s) => ({ id: await endpoint(s) }),
    events: ['webhook_endpoint.deleted'],
    least: 'MANAGER',
  },
  'webhook_endpoint.rotate_secret': {
    data: async (s) => ({ id: await endpoint(s), baseVersion: 1, sealedSecrets: 'v1.other' }),
    events: ['webhook_endpoint.secret_rotated'],
    least: 'MANAGER',
    refused: {
      'a secret that somebody else rotates at the same moment': {
        code: 'version_conflict',
        data: async (s) => {
          const id = await endpoint(s)
          await s.w.run('webhook_endpoint.rotate_secret', { id, baseVersion: 1, sealedSecrets: 'v1.theirs' })
          return { id, baseVersion: 1, sealedSecrets: 'v1.ours' }
        },
      },
    },
  },
  'webhook_endpoint.disable': {
    data: async (s) => ({ id: await endpoint(s), reason: 'gone' }),
    events: ['webhook_endpoint.disabled'],
    // Whoever sends has seen it, whatever the rights of the endpoint's owner are now.
    least: 'VIEWER',
  },
  'webhook_endpoint.tell_failing': {
    data: async (s) => ({ id: await endpoint(s), since: '2026-11-22T20:51:00.123Z', reason: 'no answer' }),
    events: ['webhook_endpoint.failing'],
    least: 'VIEWER',
  },
  'webhook_endpoint.ping': {
    data: async (s) => ({ id: await endpoint(s) }),
    events: [],
    least: 'MANAGER',
    refused: {
      'an endpoint that is switched off': {
        code: 'invalid_state',
        data: async (s) => ({ id: await endpoint(s, { enabled: false }) }),
      },
    },
  },
  'delivery.create': {
    data: () => ({ url: 'https://example.com', body: '{}' }),
    events: [],
    least: 'MANAGER',
    namesNothing: true,
    refused: {
      'neither address nor endpoint': { code: 'invalid_input', data: () => ({ body: '{}' }) },
      'an endpoint that is not there': { code: 'not_found', data: () => ({ endpointId: newId() }) },
      'a body that is too long': {
        code: 'invalid_input',
        data: () => ({ url: 'https://example.com', body: 'x'.repeat(262_145) }),
      },
    },
  },
  'delivery.redeliver': {
    data: async (s) => ({ id: await made(s.w.run('delivery.create', { url: 'https://example.com' })) }),
    events: [],
    least: 'MANAGER',
  },
  'connection.create': {
    data: () => connectionData(),
    events: ['connection.created'],
    least: 'MANAGER',
    namesNothing: true,
    refused: {
      'a name that another has': {
        code: 'already_exists',
        data: async (s) => {
          const data = connectionData()
          await made(s.w.run('connection.create', data))
          return { ...connectionData(), name: data.name }
        },
      },
      'what is no connector': { code: 'invalid_input', data: () => ({ ...connectionData(), provider: 'Git Hub' }) },
      'a key that may less than a connection': {
        code: 'forbidden',
        data: () => connectionData(),
        as: ({ w }) => ({ ...w.owner, scopes: ['integration.manage'] }),
      },
    },
  },
  'connection.update': {
    data: async (s) => ({ id: await connection(s), name: 'Shop' }),
    events: ['connection.updated'],
    least: 'MANAGER',
    refused: {
      'settings, with which the credentials would go elsewhere': {
        code: 'invalid_input',
        data: async (s) => ({ id: await connection(s), settings: { baseUrl: 'https://evil.example' } }) as never,
      },
    },
  },
  'connection.replace_credentials': {
    data: async (s) => ({ id: await troubled(s), ...connected, sealedCredentials: 'v1.other' }),
    events: ['connection.reconnected'],
    least: 'MANAGER',
    refused: {
      'one without a secret': {
        code: 'invalid_state',
        data: async (s) => ({ id: await disconnected(s), ...connected }),
      },
      'a key that may less than a connection': {
        code: 'forbidden',
        data: async (s) => ({ id: await connection(s), ...connected }),
        as: ({ w }) => ({ ...w.owner, scopes: ['integration.manage'] }),
      },
    },
  },
  'connection.pause': {
    data: async (s) => ({ id: await connection(s) }),
    events: ['connection.paused'],
    least: 'MANAGER',
    refused: { 'one that is no more': { code: 'invalid_state', data: async (s) => ({ id: await disconnected(s) }) } },
  },
  'connection.resume': {
    data: async (s) => ({ id: await troubled(s) }),
    events: ['connection.resumed'],
    least: 'MANAGER',
    refused: { 'one that is no more': { code: 'invalid_state', data: async (s) => ({ id: await disconnected(s) }) } },
  },
  'connection.disconnect': {
    data: async (s) => ({ id: await connection(s) }),
    events: ['connection.disconnected'],
    least: 'MANAGER',
  },
  'connection.delete': {
    data: async (s) => ({ id: await connection(s) }),
    events: ['connection.deleted'],
    least: 'MANAGER',
    refused: {
      'one with a mapping': {
        code: 'in_use',
        data: async (s) => {
          const id = await connection(s)
          await mapping(s, { connectionId: id })
          return { id }
        },
      },
    },
  },
  'connection.report_trouble': {
    data: async (s) => ({ id: await connection(s), ...trouble, attention: true }),
    events: ['connection.trouble'],
    least: 'VIEWER',
  },
  'comment.import': {
    data: ({ task }) => ({ id: newId(), taskId: task, body: 'said there', externalAuthor: 'Eve' }),
    events: ['comment.created'],
    least: 'CONTRIBUTOR',
    inProject: true,
  },
  'time_entry.import': {
    data: ({ task, member }) => ({
      ...{ id: newId(), taskId: task, memberId: member.actor.memberId, externalAuthor: 'Eve', note: 'x' },
      ...{ startedAt: '2026-06-01T09:00:00Z', endedAt: '2026-06-01T10:00:00Z' },
    }),
    events: ['time_entry.created', 'task.updated'],
    least: 'CONTRIBUTOR',
    inProject: true,
  },
  'connection.recover': {
    data: async (s) => ({ id: await troubled(s) }),
    events: ['connection.recovered'],
    least: 'VIEWER',
  },
  'connection.report_call': {
    data: async (s) => ({ id: await connection(s), action: 'createIssue', error: null }),
    events: ['connection.called'],
    least: 'VIEWER',
  },
  'connection.emit': {
    data: async (s) => ({ id: await connection(s), type: 'github.push', projectId: null, payload: { ref: 'main' } }),
    events: ['github.push'],
    least: 'VIEWER',
  },
  'connection_tool.allow': {
    data: async (s) => toolData(await connection(s)),
    events: ['connection_tool.allowed'],
    least: 'MANAGER',
    refused: {
      'one of a server that is disconnected': {
        code: 'invalid_state',
        data: async (s) => toolData(await disconnected(s)),
      },
    },
  },
  'connection_tool.remove': {
    data: async (s) => ({ id: await made(s.w.run('connection_tool.allow', toolData(await connection(s)))) }),
    events: ['connection_tool.removed'],
    least: 'MANAGER',
  },
  'connection_tool.report_change': {
    data: async (s) => {
      const allowed = toolData(await connection(s))
      const id = await made(s.w.run('connection_tool.allow', allowed))
      return { connectionId: allowed.connectionId, tools: [{ id, hash: allowed.hash }] }
    },
    events: ['connection_tool.changed', 'connection.trouble'],
    least: 'VIEWER',
  },
  'user_link.set': {
    data: async (s) => ({
      connectionId: await connection(s),
      externalUserId: '1',
      externalName: 'ann',
      memberId: s.member.actor.memberId,
    }),
    events: ['user_link.set'],
    least: 'MANAGER',
    refused: {
      'who has left': {
        code: 'invalid_input',
        data: async (s) => ({
          connectionId: await connection(s),
          externalUserId: '1',
          externalName: 'ann',
          memberId: await left(s),
        }),
      },
    },
  },
  'user_link.remove': {
    data: async (s) => ({ id: await userLink(s) }),
    events: ['user_link.removed'],
    least: 'MANAGER',
  },
  'suggestion_dismissal.create': {
    data: () => ({ id: newId(), kind: 'sequence', title: 'Assign bugs' }),
    events: ['suggestion_dismissal.created'],
    least: 'MANAGER',
    namesNothing: true,
  },
  'suggestion_dismissal.delete': {
    data: async (s) => ({
      id: await made(s.w.run('suggestion_dismissal.create', { id: newId(), kind: 'sequence', title: 'Assign bugs' })),
    }),
    events: ['suggestion_dismissal.deleted'],
    least: 'MANAGER',
  },
  'mapping.create': {
    data: (s) =>
      mappingData(s, {
        filter: 'task.priority == "high" && "shop" in task.tags',
        filterIn: '"shop" in item.tags && item.customFields.severity != "low"',
        query: 'labels = shop',
        fields: [
          titles,
          { theirs: 'state', ours: 'status', values: [{ theirs: 'open', ours: 'unstarted' }] },
          { theirs: 'assignees', ours: 'assigneeId', direction: 'in', policy: 'ask' },
        ],
      }),
    events: ['mapping.created'],
    least: 'MANAGER',
    refused: {
      'a pair of values twice': {
        code: 'invalid_input',
        data: (s) => {
          const open = { theirs: 'open', ours: 'unstarted' }
          return mappingData(s, { fields: [{ theirs: 'state', ours: 'status', values: [open, open] }] })
        },
      },
      'a container twice': {
        code: 'already_exists',
        data: async (s) => {
          const connectionId = await connection(s)
          await mapping(s, { connectionId })
          return mappingData(s, { connectionId })
        },
      },
      'a connection that is no more': {
        code: 'invalid_state',
        data: async (s) => mappingData(s, { connectionId: await disconnected(s) }),
      },
      'a project that is archived': {
        code: 'invalid_state',
        data: async (s) => mappingData(s, { projectId: await away(s, s.project) }),
      },
      'a project that the caller may only read': {
        code: 'forbidden',
        data: (s) => mappingData(s),
        as: async (s) => {
          const manager = await s.w.member('MANAGER')
          const { memberId } = manager.actor
          await s.w.run('project_member.set', { projectId: s.project, memberId, role: 'VIEWER' })
          return manager
        },
      },
      'to delete here for whoever may not': {
        code: 'forbidden',
        data: (s) => mappingData(s, { deletedThere: 'delete' }),
        as: async (s) => {
          const manager = await s.w.member('MANAGER')
          const { memberId } = manager.actor
          await s.w.run('project_member.set', { projectId: s.project, memberId, role: 'CONTRIBUTOR' })
          return manager
        },
      },
      'a filter over what a task has not': {
        code: 'invalid_condition',
        data: (s) => mappingData(s, { filter: 'task.urgency == 1' }),
      },
      'a filter over what an item does not become': {
        code: 'invalid_condition',
        data: (s) => mappingData(s, { filterIn: 'item.number == 1' }),
      },
      'a filter that can be slow': {
        code: 'invalid_condition',
        data: (s) => mappingData(s, { filter: 'task.tags.exists(t, t == "a")' }),
      },
      'a field that nobody writes': { code: 'invalid_input', data: field1({ theirs: 'n', ours: 'number' }) },
      'a field of every object': { code: 'invalid_input', data: field1({ theirs: 'n', ours: 'constructor' }) },
      'a custom field that is not there': {
        code: 'invalid_input',
        data: field1({ theirs: 'n', ours: 'customFields.severity' }),
      },
      'a status without its words': { code: 'invalid_input', data: field1({ theirs: 'state', ours: 'status' }) },
      'a status that is none': {
        code: 'invalid_input',
        data: field1({ theirs: 'state', ours: 'status', values: [{ theirs: 'open', ours: 'open' }] }),
      },
      'words for what has none': {
        code: 'invalid_input',
        data: field1({ theirs: 'a', ours: 'title', values: [{ theirs: 'a', ours: 'b' }] }),
      },
      'a field twice': {
        code: 'invalid_input',
        data: (s) => mappingData(s, { fields: [titles, { theirs: 'name', ours: 'title' }] }),
      },
    },
  },
  'mapping.update': {
    data: async (s) => ({ id: await mapping(s), direction: 'in', fields: [{ theirs: 'name', ours: 'title' }] }),
    events: ['mapping.updated'],
    least: 'MANAGER',
    refused: {
      'another’s change': {
        code: 'version_conflict',
        data: async (s) => {
          const id = await mapping(s)
          await s.w.run('mapping.update', { id, direction: 'in' })
          return { id, baseVersion: 1, direction: 'out' }
        },
      },
      'a state that is not there': {
        code: 'invalid_input',
        data: async (s) => ({
          id: await mapping(s),
          fields: [{ theirs: 'state', ours: 'stateId', values: [{ theirs: 'open', ours: newId() }] }],
        }),
      },
    },
  },
  'mapping.delete': { data: async (s) => ({ id: await mapping(s) }), events: ['mapping.deleted'], least: 'MANAGER' },
  'sync_conflict.open': {
    data: (s) => conflictData(s),
    events: ['sync_conflict.opened'],
    least: 'VIEWER',
  },
  'sync_conflict.settle': {
    data: async (s) => ({ id: await conflict(s) }),
    events: ['sync_conflict.gone'],
    least: 'VIEWER',
  },
  'sync_conflict.resolve': {
    data: async (s) => ({ id: await conflict(s), choice: 'ours' }),
    events: ['sync_conflict.resolved'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'one that is none any more': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await conflict(s)
          await s.w.run('sync_conflict.settle', { id })
          return { id, choice: 'ours' }
        },
      },
      'another answer': {
        code: 'already_answered',
        data: async (s) => {
          const id = await conflict(s)
          await s.w.run('sync_conflict.resolve', { id, choice: 'theirs' })
          return { id, choice: 'ours' }
        },
      },
    },
  },
  'event.send': {
    data: () => ({ type: 'invoice.paid', payload: { amount: 12.5, lines: [1, 2], note: null } }),
    events: ['invoice.paid'],
    least: 'CONTRIBUTOR',
    namesNothing: true,
    refused: {
      'a name of ours': { code: 'invalid_input', data: () => ({ type: 'task.paid' }) },
      'text with NUL deep inside': {
        code: 'invalid_input',
        data: () => ({ type: 'a.b', payload: { a: [{ b: '\u0000' }] } }),
      },
      'more levels than anybody needs': {
        code: 'invalid_input',
        data: () => ({ type: 'a.b', payload: JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) }),
      },
    },
  },
  'automation.throttle': {
    data: async (s) => ({
      kind: 'rule',
      id: await rule(s),
      slowSeq: 1,
      reason: 'the condition took longer than 50 ms',
    }),
    events: ['automation.throttled'],
    // It is told for the owner, whatever their rights are now.
    least: 'VIEWER',
    refused: {
      'a rule that is gone': {
        code: 'not_found',
        data: () => ({ kind: 'rule', id: newId(), slowSeq: 1, reason: 'too slow' }),
      },
    },
  },
  'schedule.fire': {
    data: async (s) => ({ id: await lateSchedule(s) }),
    events: ['schedule.missed', 'schedule.fired'],
    // It fires for its owner, whatever their rights are now.
    least: 'VIEWER',
    refused: {
      'one of which nothing is due': { code: 'invalid_state', data: async (s) => ({ id: await schedule(s) }) },
      'one that is paused': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await lateSchedule(s)
          await s.w.run('schedule.pause', { id })
          return { id }
        },
      },
    },
  },
  'schedule.pause': {
    data: async (s) => ({ id: await schedule(s) }),
    events: ['schedule.paused'],
    least: 'MANAGER',
    refused: {
      'one that was removed': {
        code: 'not_found',
        data: async (s) => {
          const id = await schedule(s)
          await s.w.run('playbook.deploy', { bundleHash: hash, playbooks: [manifest('demo')] })
          return { id }
        },
      },
    },
  },
  'schedule.resume': {
    data: async (s) => {
      const id = await schedule(s)
      await s.w.run('schedule.pause', { id })
      return { id }
    },
    events: ['schedule.resumed'],
    least: 'MANAGER',
  },
  'schedule.backfill': {
    data: async (s) => ({ id: await schedule(s), from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:30:00Z' }),
    events: ['schedule.fired', 'schedule.fired', 'schedule.fired'],
    least: 'MANAGER',
    refused: {
      'a span without any of its times': {
        code: 'invalid_input',
        data: async (s) => ({ id: await schedule(s), from: '2026-01-01T00:01:00Z', to: '2026-01-01T00:02:00Z' }),
      },
      'a span with too many': {
        code: 'invalid_input',
        data: async (s) => ({ id: await schedule(s), from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z' }),
      },
    },
  },
  'schedule.trigger': {
    data: async (s) => ({ id: await schedule(s) }),
    events: ['schedule.fired'],
    least: 'MANAGER',
  },
  'run.end': {
    data: (s) => ({
      run: { id: newId(), kind: 'playbook', automationId: newId(), name: 'demo' },
      projectId: s.project,
      end: { status: 'failed', error: { code: 'threw', message: 'no' } },
    }),
    events: ['run.failed'],
    // It is told for the run, whatever the rights of its member are now.
    least: 'VIEWER',
    namesNothing: true,
    refused: {
      'an end without a reason': {
        code: 'invalid_input',
        data: () =>
          ({
            run: { id: newId(), kind: 'rule', automationId: newId(), name: 'demo' },
            projectId: null,
            end: { status: 'failed' },
          }) as never,
      },
    },
  },
  'approval.request': {
    data: (s) => ({
      title: 'Publish?',
      taskId: s.task,
      from: { role: 'MANAGER', memberIds: [s.member.actor.memberId] },
      timeoutMs: 60_000,
      remindEveryMs: 10_000,
    }),
    events: ['approval.requested'],
    least: 'CONTRIBUTOR',
    refused: {
      'nobody who may answer': { code: 'invalid_input', data: () => ({ title: 'x', from: {} }) },
      'only whoever asks': {
        code: 'invalid_input',
        data: ({ w }) => ({ title: 'x', from: { memberIds: [w.owner.actor.memberId] } }),
      },
      'more answers than members': {
        code: 'invalid_input',
        data: ({ member }) => ({ title: 'x', from: { memberIds: [member.actor.memberId] }, count: 2 }),
      },
      'a member who is not there': {
        code: 'not_found',
        data: () => ({ title: 'x', from: { memberIds: [nobody] } }),
      },
      'a member who left': {
        code: 'invalid_input',
        data: async (s) => ({ title: 'x', from: { memberIds: [await left(s)] } }),
      },
      'the assignee of no task': { code: 'invalid_input', data: () => ({ title: 'x', from: { assignee: true } }) },
      'the lead of no project': { code: 'invalid_input', data: () => ({ title: 'x', from: { lead: true } }) },
      'a role in no project': { code: 'invalid_input', data: () => ({ title: 'x', from: { projectRole: 'ADMIN' } }) },
      'a task of another project': {
        code: 'invalid_input',
        data: async (s) => ({ ...asked, taskId: s.task, projectId: await s.w.project() }),
      },
      'a time that is over': {
        code: 'invalid_input',
        data: () => ({ ...asked, expiresAt: '2020-01-01T00:00:00Z' }),
      },
      'two ends': {
        code: 'invalid_input',
        data: () => ({ ...asked, timeoutMs: 1_000, expiresAt: '2120-01-01T00:00:00Z' }),
      },
      'a form with a field in a field': {
        code: 'invalid_input',
        data: () => ({ ...asked, ask: { type: 'object', properties: { a: { type: 'object', properties: {} } } } }),
      },
      'a pattern that looks around': {
        code: 'invalid_input',
        data: () => ({ ...asked, ask: { type: 'object', properties: { a: { type: 'string', pattern: '(?=x)' } } } }),
      },
      'an address that is no page': { code: 'invalid_input', data: () => ({ ...asked, link: 'javascript:alert(1)' }) },
    },
  },
  'approval.answer': {
    data: async (s) => ({ id: await approval(s), answer: { approved: true } }),
    events: ['approval.answered'],
    // Whom it asks.
    least: 'VIEWER',
    refused: {
      'whoever asked': {
        code: 'forbidden',
        data: async (s) => ({ id: await approval(s, { allowSelf: false }), answer: { approved: true } }),
      },
      'somebody who is not asked': {
        code: 'forbidden',
        as: ({ member }) => member,
        data: async (s) => ({ id: await approval(s, { from: { role: 'MANAGER' } }), answer: { approved: true } }),
      },
      'an automation': {
        code: 'forbidden',
        as: ({ w }) => ({ ...w.owner, actor: { ...w.owner.actor, type: 'rule_run' } }),
        data: async (s) => ({ id: await approval(s), answer: { approved: true } }),
      },
      'a field that was not asked for': {
        code: 'invalid_input',
        data: async (s) => ({ id: await approval(s), answer: { approved: true, amount: 1 } }),
      },
      'an answer of another form': {
        code: 'invalid_input',
        data: async (s) => ({ id: await approval(s), answer: { approved: 'yes' } }),
      },
      'a second answer': {
        code: 'already_answered',
        data: async (s) => {
          const id = await approval(s)
          await s.w.run('approval.answer', { id, answer: { approved: false } })
          return { id, answer: { approved: true } }
        },
      },
      'the same person while others are waited for': {
        code: 'already_answered',
        data: async (s) => {
          const id = await approval(s, { count: 2 })
          await s.w.run('approval.answer', { id, answer: { approved: true } })
          return { id, answer: { approved: true } }
        },
      },
      'an answer that comes late': {
        code: 'expired',
        data: async (s) => ({ id: await late(s), answer: { approved: true } }),
      },
      'one that was cancelled': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await approval(s)
          await s.w.run('approval.cancel', { id })
          return { id, answer: { approved: true } }
        },
      },
    },
  },
  'approval.cancel': {
    data: async (s) => ({ id: await approval(s) }),
    events: ['approval.canceled'],
    least: 'MANAGER',
    refused: {
      'one that was answered': {
        code: 'already_answered',
        data: async (s) => {
          const id = await approval(s)
          await s.w.run('approval.answer', { id, answer: { approved: true } })
          return { id }
        },
      },
    },
  },
  'approval.expire': {
    data: async (s) => ({ id: await late(s) }),
    events: ['approval.expired'],
    // Time does it, for whoever asked.
    least: 'VIEWER',
    refused: {
      'one whose time is not over': { code: 'invalid_state', data: async (s) => ({ id: await approval(s) }) },
      'one that was cancelled': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await approval(s)
          await s.w.run('approval.cancel', { id })
          return { id }
        },
      },
    },
  },
  'approval.remind': {
    data: async (s) => {
      const soon = new Date(Date.now() + 1_000).toISOString()
      const id = await approval(s, { remindAt: [soon], timeoutMs: 60_000 })
      await expect.poll(() => new Date().toISOString() > soon).toBe(true)
      return { id }
    },
    events: ['approval.reminded'],
    least: 'VIEWER',
    refused: {
      'one of which it is not time': { code: 'invalid_state', data: async (s) => ({ id: await approval(s) }) },
    },
  },
  'approval.abandon': {
    data: async (s) => {
      const run = { ...s.w.owner, actor: { ...s.w.owner.actor, type: 'rule_run' as const } }
      return { id: await made(s.w.run('approval.request', asked, run)) }
    },
    events: ['approval.canceled'],
    least: 'VIEWER',
    refused: {
      'one for which no run waits': { code: 'invalid_state', data: async (s) => ({ id: await approval(s) }) },
    },
  },
  'patch.propose': {
    data: proposal,
    events: ['patch.proposed'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a task that is not there': {
        code: 'not_found',
        data: (s) => ({
          ...proposal(s),
          operations: [{ key: 'a', command: 'task.archive', data: { id: nobody } }],
        }),
      },
      'a time that is over': {
        code: 'invalid_input',
        data: (s) => ({ ...proposal(s), expiresAt: '2020-01-01T00:00:00Z' }),
      },
      'the place of one that was withdrawn': {
        code: 'invalid_state',
        data: async (s) => ({ ...proposal(s), supersedesId: await withdrawn(s) }),
      },
      'a project that is not there': { code: 'not_found', data: (s) => ({ ...proposal(s), projectId: nobody }) },
    },
  },
  'patch.review': {
    data: async (s) => ({ id: await proposed(s), decisions: decided('accept') }),
    events: ['patch.reviewed'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'an operation that it has not': {
        code: 'invalid_input',
        data: async (s) => ({ id: await proposed(s), decisions: [{ key: 'z', decision: 'accept' }] }),
      },
      'what is applied': {
        code: 'invalid_state',
        data: async (s) => ({ id: await applied(s), decisions: decided('reject') }),
      },
      'no decision': { code: 'invalid_input', data: async (s) => ({ id: await proposed(s) }) },
      'all others, where all is decided': {
        code: 'invalid_state',
        data: async (s) => ({ id: await accepted(s), others: { decision: 'accept' } }),
      },
      'one that was withdrawn': {
        code: 'invalid_state',
        data: async (s) => ({ id: await withdrawn(s), decisions: decided('accept') }),
      },
      'one whose time is over': {
        code: 'expired',
        data: async (s) => ({ id: await latePatch(s), decisions: decided('accept') }),
      },
    },
  },
  'patch.apply': {
    data: async (s) => ({ id: await accepted(s) }),
    events: ['task.updated', 'patch.applied'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'one of which nothing is accepted': { code: 'invalid_state', data: async (s) => ({ id: await proposed(s) }) },
      'a second time': { code: 'invalid_state', data: async (s) => ({ id: await applied(s) }) },
      'by an automation': {
        code: 'forbidden',
        data: async (s) => ({ id: await accepted(s) }),
        as: (s) => ({ ...s.w.owner, actor: { ...s.w.owner.actor, type: 'agent_run' } }),
      },
    },
  },
  'patch.undo': {
    data: async (s) => ({ id: await applied(s) }),
    events: ['patch.proposed', 'task.updated', 'patch.undone', 'patch.applied'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'one that did nothing': { code: 'invalid_state', data: async (s) => ({ id: await proposed(s) }) },
      'a second time': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await applied(s)
          await s.w.run('patch.undo', { id })
          return { id }
        },
      },
    },
  },
  'patch.withdraw': {
    data: async (s) => ({ id: await proposed(s) }),
    events: ['patch.withdrawn'],
    least: 'CONTRIBUTOR',
    inProject: true,
    refused: {
      'a second time': { code: 'invalid_state', data: async (s) => ({ id: await withdrawn(s) }) },
      'what is applied': { code: 'invalid_state', data: async (s) => ({ id: await applied(s) }) },
    },
  },
  'patch.expire': {
    data: async (s) => ({ id: await latePatch(s) }),
    events: ['patch.expired'],
    // Time does it, for whoever proposed.
    least: 'VIEWER',
    refused: {
      'one that has time': { code: 'invalid_state', data: async (s) => ({ id: await proposed(s) }) },
    },
  },
  'patch_policy.create': {
    data: () => policyData,
    events: ['patch_policy.created'],
    least: 'MANAGER',
    namesNothing: true,
    refused: {
      'a name that is taken': {
        code: 'already_exists',
        data: async (s) => {
          await policy(s)
          return policyData
        },
      },
      'what nobody can propose': {
        code: 'invalid_input',
        data: () => ({ ...policyData, commands: ['rule.delete' as never] }),
      },
      'a project that is not there': { code: 'not_found', data: () => ({ ...policyData, projectId: nobody }) },
    },
  },
  'patch_policy.update': {
    data: async (s) => ({ id: await policy(s), enabled: false, baseVersion: 1 }),
    events: ['patch_policy.updated'],
    least: 'MANAGER',
    refused: {
      'a name that is taken': {
        code: 'already_exists',
        data: async (s) => {
          const id = await made(s.w.run('patch_policy.create', { ...policyData, name: 'Other' }))
          await policy(s)
          return { id, name: policyData.name }
        },
      },
    },
  },
  'patch_policy.delete': {
    data: async (s) => ({ id: await policy(s) }),
    events: ['patch_policy.deleted'],
    least: 'MANAGER',
  },
  'agent.create': {
    data: () => agentData,
    events: ['agent.created'],
    least: 'MANAGER',
    namesNothing: true,
    refused: {
      'the name of a built-in one': {
        code: 'invalid_input',
        data: () => ({ ...agentData, name: 'planner' }),
      },
      'a name that is taken': {
        code: 'already_exists',
        data: async (s) => {
          await agent(s)
          return agentData
        },
      },
      'an agent that is not there': { code: 'invalid_input', data: () => ({ ...agentData, consults: ['nobody'] }) },
      itself: { code: 'invalid_input', data: () => ({ ...agentData, handoffs: [agentData.name] }) },
      'an approval for a tool that it has not': {
        code: 'invalid_input',
        data: () => ({ ...agentData, approve: ['get_task'] }),
      },
      'trust in what needs none': { code: 'invalid_input', data: () => ({ ...agentData, trusted: ['list_tasks'] }) },
      'what nobody can propose': {
        code: 'invalid_input',
        data: () => ({ ...agentData, proposes: ['rule.delete' as never] }),
      },
      'a tool that is not there': { code: 'invalid_input', data: () => ({ ...agentData, tools: ['look'] }) },
      'no JSON Schema': { code: 'invalid_input', data: () => ({ ...agentData, output: { type: 'nothing' } }) },
    },
  },
  'agent.update': {
    data: async (s) => ({ id: await agent(s), instructions: 'Look twice.', baseVersion: 1 }),
    events: ['agent.updated'],
    least: 'MANAGER',
    refused: {
      'another name while others name it': {
        code: 'in_use',
        data: async (s) => {
          const id = await agent(s)
          await agent(s, { name: 'other', consults: [agentData.name] })
          return { id, name: 'renamed' }
        },
      },
      'the name of a built-in one': {
        code: 'invalid_input',
        data: async (s) => ({ id: await agent(s), name: 'analyst' }),
      },
    },
  },
  'agent.delete': {
    data: async (s) => ({ id: await agent(s) }),
    events: ['agent.deleted'],
    least: 'MANAGER',
    refused: {
      'one that others name': {
        code: 'in_use',
        data: async (s) => {
          const id = await agent(s)
          await agent(s, { name: 'other', handoffs: [agentData.name] })
          return { id }
        },
      },
    },
  },
  'agent_run.create': {
    data: (s) => ({ agent: 'planner', prompt: 'Plan it', taskId: s.task }),
    events: ['agent_run.created'],
    least: 'CONTRIBUTOR',
    refused: {
      'an agent that is not there': { code: 'not_found', data: () => ({ agent: 'nobody', prompt: 'x' }) },
      'neither a name nor a definition': { code: 'invalid_input', data: () => ({ prompt: 'x' }) },
      'one that is switched off': {
        code: 'invalid_state',
        data: async (s) => {
          await agent(s, { enabled: false })
          return { agent: agentData.name, prompt: 'x' }
        },
      },
      'a definition with the name of a built-in one': {
        code: 'invalid_input',
        data: () => ({ definition: { ...agentData, name: 'reviewer' }, prompt: 'x' }),
      },
      'a definition that names nobody': {
        code: 'invalid_input',
        data: () => ({ definition: { ...agentData, handoffs: ['nobody'] }, prompt: 'x' }),
      },
      'two tools of one name': {
        code: 'invalid_input',
        data: () => ({ agent: 'planner', prompt: 'x', callerTools: [callerTool, callerTool] }),
      },
      'a project that is not the task’s': {
        code: 'invalid_input',
        data: async (s) => ({ agent: 'planner', prompt: 'x', taskId: s.task, projectId: await otherProject(s) }),
      },
    },
  },
  'agent_run.answer': {
    data: async (s) => ({ id: await waitingRun(s), step: 3, output: { ok: true } }),
    events: ['agent_run.answered'],
    // Whoever started the run, and nobody else.
    least: null,
    refused: {
      'a step that does not wait': {
        code: 'invalid_state',
        data: async (s) => ({ id: await waitingRun(s), step: 4, output: null }),
      },
      'an output and an error': {
        code: 'invalid_input',
        data: async (s) => ({ id: await waitingRun(s), step: 3, output: 1, error: 'no' }),
      },
      'a second answer': {
        code: 'already_answered',
        data: async (s) => {
          const id = await waitingRun(s)
          await s.w.run('agent_run.answer', { id, step: 3, error: 'no' })
          return { id, step: 3, output: 1 }
        },
      },
    },
  },
  'agent_run.cancel': {
    data: async (s) => ({ id: await waitingRun(s) }),
    events: ['agent_run.cancel_requested'],
    least: 'MANAGER',
    refused: {
      'one that has ended': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await agentRun(s)
          await s.w.run('agent_run.cancel', { id })
          return { id }
        },
      },
    },
  },
  'agent_run.abandon': {
    data: async (s) => {
      const run = { ...s.w.owner, actor: { ...s.w.owner.actor, type: 'rule_run' as const } }
      return { id: await made(s.w.run('agent_run.create', { agent: 'planner', prompt: 'Plan it' }, run)) }
    },
    events: ['agent_run.canceled'],
    least: 'VIEWER',
    refused: {
      'one for which no run waits': { code: 'invalid_state', data: async (s) => ({ id: await agentRun(s) }) },
    },
  },
  'model_budget.set': {
    data: (s) => ({ projectId: s.project, limitUsd: 5 }),
    events: ['model_budget.set'],
    least: 'ADMIN',
    refused: {
      'less than nothing': { code: 'invalid_input', data: () => ({ limitUsd: -1 }) },
      'a project that is not there': { code: 'not_found', data: () => ({ projectId: nobody, limitUsd: 1 }) },
    },
  },
  'model_budget.delete': {
    data: async (s) => ({ id: await budget(s) }),
    events: ['model_budget.deleted'],
    least: 'ADMIN',
  },
  'model_budget.tell': {
    data: async (s) => ({ id: await budget(s), level: 'warned', since: '2026-11-01', limitUsd: 5 }),
    events: ['model_budget.warned'],
    // Whoever asks models does it, for an ADMIN.
    least: 'VIEWER',
  },
  'preference.create': {
    data: (s) => ({ scope: 'project', projectId: s.project, words: 'Titles begin with a verb' }),
    events: ['preference.created'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'one of a project that is not said': {
        code: 'invalid_input',
        data: () => ({ scope: 'project', words: 'Titles begin with a verb' }),
      },
      'a project where none belongs': {
        code: 'invalid_input',
        data: (s) => ({ scope: 'user', projectId: s.project, words: 'Titles begin with a verb' }),
      },
      'the workspace’s by a member': {
        code: 'forbidden',
        data: () => ({ scope: 'workspace', words: 'Titles begin with a verb' }),
        as: (s) => s.member,
      },
    },
  },
  'preference.update': {
    data: async (s) => ({ id: await preference(s), words: 'No titles of one word', baseVersion: 1 }),
    events: ['preference.updated'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'that of another member': {
        code: 'forbidden',
        data: async (s) => ({ id: await ownPreference(s, s.member), enabled: false }),
      },
    },
  },
  'preference.share': {
    data: async (s) => ({ id: await preference(s), scope: 'project', projectId: await otherProject(s) }),
    events: ['preference.shared'],
    least: 'MANAGER',
    refused: {
      'with the workspace by a member': {
        code: 'forbidden',
        data: async (s) => ({ id: await ownPreference(s, s.member), scope: 'workspace' }),
        as: (s) => s.member,
      },
      'what was learnt of several, with one': {
        code: 'forbidden',
        data: async (s) => {
          await s.w.run('preference.learn', learning(s, { memberId: null, projectId: s.project }))
          return { id: shownId, scope: 'user' }
        },
      },
    },
  },
  'preference.delete': {
    data: async (s) => ({ id: await preference(s) }),
    events: ['preference.deleted'],
    least: 'MANAGER',
    inProject: true,
    refused: {
      'that of another member': {
        code: 'forbidden',
        data: async (s) => ({ id: await ownPreference(s, s.member) }),
      },
    },
  },
  'preference.learn': {
    data: (s) => learning(s),
    events: ['preference.learned'],
    least: 'VIEWER',
  },
  'learning.export': {
    data: (s) => ({ consent: true, projectId: s.project }),
    events: ['learning.exported'],
    least: 'ADMIN',
    refused: {
      'what is not agreed to': { code: 'invalid_input', data: () => ({ consent: false as never }) },
      'of a project that is not there': { code: 'not_found', data: () => ({ consent: true, projectId: nobody }) },
    },
  },
  'run.retry': {
    data: async (s) => ({ id: await queuedRun(s, 'failed') }),
    events: ['run.retry_requested'],
    least: 'MANAGER',
    refused: {
      'one that has not ended': { code: 'invalid_state', data: async (s) => ({ id: await queuedRun(s) }) },
      'one of which a retry is under way': {
        code: 'invalid_state',
        data: async (s) => {
          const id = await queuedRun(s, 'failed')
          await s.w.run('run.retry', { id })
          return { id }
        },
      },
      'a step of a rule that runs as a whole': {
        code: 'invalid_state',
        data: async (s) => ({ id: await queuedRun(s, 'failed', 'rule'), fromStep: 1 }),
      },
    },
  },
  'event.replay': {
    data: async (s) => ({ seq: 1, automation: { kind: 'rule', id: await rule(s) } }),
    events: ['event.replay_requested'],
    least: 'MANAGER',
    refused: {
      'an automation that is gone': {
        code: 'not_found',
        data: () => ({ seq: 1, automation: { kind: 'rule', id: newId() } }),
      },
    },
  },
  'run.cancel': {
    data: async (s) => ({ id: await queuedRun(s) }),
    events: ['run.cancel_requested'],
    least: 'MANAGER',
    refused: {
      'one that has ended': { code: 'invalid_state', data: async (s) => ({ id: await queuedRun(s, 'completed') }) },
      'one of a rule that has begun': {
        code: 'invalid_state',
        data: async (s) => ({ id: await queuedRun(s, 'running', 'rule') }),
      },
    },
  },
}

/** Told by the platform's own parts, which have seen to who may. */
const tellingOnly: ReadonlySet<CommandType> = new Set([
  'webhook.receive',
  'automation.throttle',
  'run.end',
  'approval.expire',
  'approval.remind',
  'approval.abandon',
  'agent_run.abandon',
  'patch.expire',
  'model_budget.tell',
  'preference.learn',
  'series.stall',
  'schedule.fire',
  'webhook_endpoint.disable',
  'webhook_endpoint.tell_failing',
  'connection.report_trouble',
  'connection.recover',
  'connection.report_call',
  'connection.emit',
  'connection_tool.report_change',
  'sync_conflict.open',
  'sync_conflict.settle',
  'task_link.report_error',
])

const ownOnly: ReadonlySet<string> = new Set<OwnOnly>([
  'notification.mark',
  'notification_preferences.set',
  'agent_run.wait',
  'agent_run.end',
])
const types = (Object.keys(commandCatalogue) as CommandType[]).filter((type) => !ownOnly.has(type)) as Exclude<
  CommandType,
  OwnOnly
>[]
const command = (type: CommandType, data: unknown, id = newId()) => ({ id, type, data }) as Command
const headOf = async (w: TestWorkspace) => (await w.events()).length

test('every command of the catalogue has a case', () => {
  expect(Object.keys(cases).sort()).toEqual([...types].sort())
})

/** Their events do not carry the whole entity that they answer with. */
const toldInPart = new Set<CommandType>([
  'preference.learn',
  'notification.send',
  'schedule.backfill',
  'schedule.fire',
  'schedule.trigger',
  'agent_run.create',
  'agent_run.answer',
  'agent_run.cancel',
  'agent_run.abandon',
])

describe.each(types.filter((type) => type !== 'workspace.create'))('%s', (type) => {
  const one = cases[type] as Case<CommandType>

  test('is done, told in the log, and has no second effect', async () => {
    const s = await seed()
    const data = await one.data(s)
    const before = await headOf(s.w)
    const id = newId()
    const [first] = await s.w.store.execute(s.w.owner, [command(type, data, id)])
    expect(first).toMatchObject({ id, type, applied: true })
    const events = await s.w.events(before)
    expect(events.map((event) => event.type)).toEqual(one.events)
    for (const event of events)
      expect(event).toMatchObject({
        workspaceId: s.w.id,
        commandId: id,
        actor: s.w.owner.actor,
        causationId: null,
        depth: 0,
        correlationId: event.id,
      })
    const places = events.length === 0 ? [null, null] : [before + 1, before + events.length]
    expect([first?.firstSeq, first?.lastSeq]).toEqual(places)
    const [again] = await s.w.store.execute(s.w.owner, [command(type, data, id)])
    expect(again).toMatchObject({
      id,
      applied: false,
      result: first?.result,
      firstSeq: first?.firstSeq,
      lastSeq: first?.lastSeq,
    })
    if (events.length > 0 && !toldInPart.has(type)) expect(again).toEqual({ ...first, applied: false })
    expect(await headOf(s.w)).toBe(before + events.length)
  })

  test('asks for its permission: of the role, and of the scopes', async () => {
    const s = await seed()
    const data = await one.data(s)
    const attempt = (who: Principal) => refusal(s.w.store.execute(who, [command(type, data)]))
    if (!tellingOnly.has(type)) expect(await attempt({ ...s.w.owner, scopes: ['workspace.read'] })).toBe('forbidden')
    if (!tellingOnly.has(type)) expect(await attempt({ ...s.w.owner, scopes: ['workspace.read'] })).toBe('forbidden')
    let least: Role | null = null
    for (const role of [...Role.options].reverse()) {
      const done = await attempt(await s.w.member(role))
      if (done === 'nothing') {
        least = role
        break
      }
      expect([role, done]).toEqual([role, 'forbidden'])
    }
    expect(least).toBe(one.least)
  })

  if (one.inProject)
    test('counts the role in the project', async () => {
      const s = await seed()
      const [narrowed, widened] = [await s.w.member('MANAGER'), await s.w.member('VIEWER')]
      const share = async (projectId: string) => {
        await s.w.run('project_member.set', { projectId, memberId: narrowed.actor.memberId, role: 'VIEWER' })
        await s.w.run('project_member.set', { projectId, memberId: widened.actor.memberId, role: 'ADMIN' })
      }
      await share(s.project)
      const data = await one.data(s)
      for (const project of await projectsOf(s.w)) if (project !== s.project) await share(project)
      expect(await refusal(s.w.store.execute(narrowed, [command(type, data)]))).toBe('forbidden')
      expect(await refusal(s.w.store.execute(widened, [command(type, data)]))).toBe('nothing')
    })

  test('refuses unknown fields, nothing at all, and says where', async () => {
    const s = await seed()
    const data = await one.data(s)
    const before = await headOf(s.w)
    await expect(s.w.store.execute(s.w.owner, [command(type, { ...data, surprise: 1 })])).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'surprise', code: 'unknown_field' }],
    })
    for (const nothing of [undefined, null, [], 'x', 1])
      expect(await refusal(s.w.store.execute(s.w.owner, [command(type, nothing)]))).toBe('invalid_input')
    expect(await headOf(s.w)).toBe(before)
  })

  test('another workspace cannot do it to this one', async () => {
    const [s, stranger] = [await seed(), await stage.workspace()]
    const data = await one.data(s)
    const before = await headOf(s.w)
    const done = await refusal(stranger.store.execute(stranger.owner, [command(type, data)]))
    if (one.namesNothing) expect(done).toBe('nothing')
    else expect(['not_found', 'invalid_input']).toContain(done)
    expect(await headOf(s.w)).toBe(before)
  })

  for (const [what, { code, data, as }] of Object.entries(one.refused ?? {})) {
    test(`refuses ${what}: ${code}`, async () => {
      const s = await seed()
      const input = await data(s)
      const who = (await as?.(s)) ?? s.w.owner
      const before = await headOf(s.w)
      expect(await refusal(s.w.store.execute(who, [command(type, input)]))).toBe(code)
      expect(await headOf(s.w)).toBe(before)
    })
  }
})

const projectsOf = async (w: TestWorkspace) => {
  const rows = await w.store.read(w.id, (tx) => tx<{ id: string }[]>`select id from projects where deleted_at is null`)
  return rows.map((row) => row.id)
}

test('a command that is in no catalogue is refused', async () => {
  const w = await stage.workspace()
  for (const type of ['task.explode', 'toString', '__proto__', '']) {
    await expect(w.store.execute(w.owner, [{ id: newId(), type, data: {} } as never])).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'type' }],
    })
  }
  await expect(
    w.store.execute(w.owner, [{ id: 'one', type: 'tag.create', data: { name: 'a' } }]),
  ).rejects.toMatchObject({ fields: [{ path: 'id' }] })
})
