import {
  AppError,
  type Command,
  type CommandInput,
  type CommandType,
  commandCatalogue,
  newId,
  Permission,
  type Principal,
  Role,
} from '@orchestrator/domain'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { putBundle } from '../automation/bundles.ts'

const mostInBatch = 5
const roles = Role.options

/** What one place of a batch may change: no other place touches it, so that commands do not meet. */
interface Spare {
  readonly project: string
  readonly task: string
  readonly comment: string
  readonly timeEntry: string
  readonly cycle: string
  readonly active: string
  readonly milestone: string
  readonly relation: string
  readonly tag: string
  readonly state: string
  readonly field: string
  readonly member: string
  readonly key: string
  readonly rule: string
  readonly series: string
  readonly template: string
  readonly application: string
  readonly playbook: { readonly id: string; readonly name: string }
  readonly webhook: string
  readonly run: string
  readonly approval: string
  readonly proposed: string
  readonly accepted: string
  readonly applied: string
  readonly policy: string
  readonly agent: string
  readonly agentRun: string
  readonly budget: string
  readonly endedRun: string
  readonly preference: string
  readonly schedule: string
  readonly manualRule: string
  readonly endpoint: string
  readonly delivery: string
  readonly connection: string
  readonly mapped: string
  readonly mapping: string
  readonly tool: string
  readonly userLink: string
  readonly dismissal: string
  readonly conflict: string
  readonly link: string
  readonly changed: string
}

interface World {
  readonly w: TestWorkspace
  readonly actors: readonly Principal[]
  /** Every place has tasks in each. */
  readonly projects: readonly string[]
  readonly tasks: readonly string[]
  readonly members: readonly string[]
  readonly spares: readonly Spare[]
}

const hash = 'f'.repeat(64)
const manifest = (name: string) => ({
  id: name,
  folder: `a/${name}`,
  title: null,
  scopes: null,
  steps: null,
  triggers: [
    { kind: 'manual' as const, input: null },
    { kind: 'webhook' as const, path: name, verify: 'github' as const, body: null, if: null },
    { kind: 'schedule' as const, schedule: { every: '1 hour' } },
  ],
})
const key = (memberId: string) => ({
  id: newId(),
  name: 'k',
  memberId,
  scopes: null,
  expiresAt: null,
  secretHash: 'a'.repeat(64),
})
const endpoint = () => ({ id: newId(), url: 'https://example.com', sealedSecrets: 'v1.x', sealedHeaders: null })
const connected = {
  auth: 'token' as const,
  account: { id: '1', name: 'acme', url: null },
  scopes: [],
  settings: {},
  sealedCredentials: 'v1.x',
}
const connection = () => ({ id: newId(), provider: 'github', name: newId(), ...connected, sealedSecret: 'v1.x' })
const tool = (connectionId: string, name: string) => ({
  ...{ connectionId, name, title: null, description: 'x', inputSchema: {}, readOnly: false, idempotent: false },
  ...{ hash: 'a'.repeat(64), trusted: false },
})
const mapping = (connectionId: string, projectId: string, containerId: string) => ({
  ...{
    connectionId,
    projectId,
    containerId: `${containerId} of ${connectionId}`,
    containerKey: `acme/${containerId}`,
    containerName: 'n',
  },
  fields: [{ theirs: 'title', ours: 'title' }],
})
const rule = { name: 'r', when: 'task.created', ['then' as string]: [{ action: 'comment.create', body: 'x' }] } as never

const series = (projectId: string) => ({
  projectId,
  task: { title: 'S' },
  recurrence: { rrule: 'FREQ=DAILY;INTERVAL=9' },
  startDate: '2099-01-01',
})
const template = (name: string) => ({
  name,
  kind: 'project' as const,
  content: { tasks: [{ key: 'a', title: 'A', tags: ['made'] }] },
})

const byHand = [{ action: 'comment.create', taskId: '{{event.id}}', body: 'x' }]

let stage: TestStore
let world: World
beforeAll(async () => {
  stage = await openTestStore()
  const w = await stage.workspace()
  const projects = [await w.project(), await w.project()]
  const tasks = await Promise.all(projects.map((project) => w.task(project)))
  const actors = await Promise.all(roles.map((role) => w.member(role)))
  const crossed = await Promise.all(roles.map(() => w.member('VIEWER')))
  for (const [index, { actor }] of crossed.entries())
    await w.run('project_member.set', {
      projectId: projects[0] ?? '',
      memberId: actor.memberId,
      role: roles[index] ?? 'VIEWER',
    })
  await putBundle(w.store, w.id, { hash, manifest: {}, isolate: new Uint8Array([1]), steps: null })
  const spares: Spare[] = []
  for (let place = 0; place < mostInBatch; place++) spares.push(await spare(w, projects[place % 2] ?? '', place))
  const all = [...actors, ...crossed]
  world = { w, projects, tasks, members: all.map((one) => one.actor.memberId), actors: all, spares }
}, 60_000)
afterAll(() => stage?.close())

/** A day each, so that none overlaps another. */
const days = (n: number) => ({
  startsAt: new Date(Date.UTC(2026, 0, 1 + n)).toISOString(),
  endsAt: new Date(Date.UTC(2026, 0, 2 + n)).toISOString(),
})

/** An active cycle, in a project of its own since that has only one. */
async function active(
  w: TestWorkspace,
  made: (type: 'cycle.create', data: CommandInput<'cycle.create'>) => Promise<string>,
) {
  const id = await made('cycle.create', { projectId: await w.project(), ...days(0) })
  await w.run('cycle.start', { id })
  return id
}

const proposal = (id: string, n = 0) => ({
  title: 'p',
  operations: [{ key: 'a', command: 'task.update' as const, data: { id, estimatedMinutes: n } }],
})
const reviewed = async (w: TestWorkspace, id: string, apply: boolean) => {
  await w.run('patch.review', { id, decisions: [{ key: 'a', decision: 'accept' }], apply })
  return id
}

const attached = async (w: TestWorkspace, taskId: string) => {
  await w.run('change_set.attach', { taskId, files: [{ path: 'a', content: 'a' }] })
  return taskId
}

async function spare(w: TestWorkspace, projectId: string, place: number): Promise<Spare> {
  const made = async <T extends CommandType>(type: T, data: CommandInput<T>) => (await w.run(type, data)).result.id
  const [task, other] = [await w.task(projectId), await w.task(projectId)]
  const member = (await w.member('VIEWER')).actor.memberId
  await w.run('project_member.set', { projectId, memberId: member, role: 'CONTRIBUTOR' })
  const name = `p${place}`
  const before = (await w.events()).length
  await w.run('playbook.deploy', { bundleHash: hash, playbooks: [manifest(name)] })
  const installed = new Map((await w.events(before)).map((event) => [event.type, event.subject.id]))
  const [run, endedRun] = [newId(), newId()]
  await w.store.write(
    w.id,
    (tx) => tx`
    insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
    select ${w.id}, r.id, 'playbook', r.id, 'demo', 'v', 1, 1, r.id, 'task.created', 'task', ${task}, ${member}, 1, r.id, r.status, now()
    from (values (${run}::uuid, 'queued'), (${endedRun}::uuid, 'failed')) as r (id, status)`,
  )
  const mapped = await made('connection.create', connection())
  const mappingId = await made('mapping.create', mapping(mapped, projectId, 'own'))
  const question = { entityKind: 'task' as const, entityId: task, field: 'title', ours: 'a', theirs: 'b' }
  return {
    connection: await made('connection.create', connection()),
    mapped,
    // What a conflict hangs on, another command of the batch may delete.
    mapping: await made('mapping.create', mapping(mapped, projectId, 'spare')),
    tool: await made('connection_tool.allow', tool(mapped, 'own')),
    userLink: await made('user_link.set', {
      ...{ connectionId: mapped, externalUserId: '1', externalName: 'ann', memberId: member },
    }),
    dismissal: await made('suggestion_dismissal.create', { id: newId(), kind: 'recurring', title: 'x' }),
    conflict: await made('sync_conflict.open', { mappingId, ...question }),
    link: await made('task_link.add', { taskId: task, url: 'https://example.com/' }),
    changed: await attached(w, task),
    project: await w.project(),
    task,
    comment: await made('comment.create', { taskId: task, body: 'x' }),
    timeEntry: await made('time_entry.create', { taskId: task, startedAt: '2026-01-01T00:00:00Z', minutes: 5 }),
    cycle: await made('cycle.create', { projectId, ...days(2 * place) }),
    active: await active(w, made),
    milestone: await made('milestone.create', { projectId, name: 'm' }),
    relation: await made('task_relation.create', { type: 'relates', fromTaskId: other, toTaskId: task }),
    tag: await made('tag.create', { name: `tag-${place}` }),
    state: await made('state.create', { name: `state-${place}`, category: 'started' }),
    field: await made('custom_field.create', { key: `field${place}`, name: 'f', type: 'text' }),
    member,
    key: await made('api_key.create', key(member)),
    rule: await made('rule.create', rule),
    series: await made('series.create', series(projectId)),
    template: await made('template.create', template(`template-${place}`)),
    application: await made('template.apply', { template: `template-${place}`, projectId }),
    playbook: { id: installed.get('playbook.deployed') ?? '', name },
    webhook: installed.get('webhook.created') ?? '',
    run,
    approval: await made('approval.request', { title: 'Publish?', from: { role: 'VIEWER' } }),
    proposed: await made('patch.propose', proposal(task)),
    accepted: await reviewed(w, await made('patch.propose', proposal(task)), false),
    applied: await reviewed(w, await made('patch.propose', proposal(task)), true),
    preference: await made('preference.create', { scope: 'project', projectId, words: 'x' }),
    agent: await made('agent.create', { name: `agent-${place}`, instructions: 'x' }),
    agentRun: await made('agent_run.create', { agent: 'planner', prompt: 'x' }),
    budget: await made('model_budget.set', { projectId, limitUsd: 1 }),
    policy: await made('patch_policy.create', { name, commands: ['task.update'], minConfidence: 1 }),
    endedRun,
    schedule: installed.get('schedule.created') ?? '',
    manualRule: await made('rule.create', {
      ...(rule as object),
      when: { manual: {} },
      ['then' as string]: byHand,
    } as never),
    endpoint: await made('webhook_endpoint.create', endpoint()),
    delivery: await made('delivery.create', { url: 'https://example.com' }),
  }
}

const at = <T>(list: readonly T[], n: number) => list[n % list.length] as T

type Makers = { [T in CommandType]?: ((world: World, n: number, own: Spare) => CommandInput<T>)[] }

let batchCycle = 0

/** Every command, with data that is right for whoever may do it. */
const makers: Makers = {
  'workspace.update': [({ w }, n) => ({ id: w.id, name: `w${n}` })],
  'member.add': [(_w, n) => ({ name: 'm', email: `${newId()}@example.com`, role: at(roles, n) })],
  'member.update': [({ members }, n) => ({ id: at(members, n), role: at(roles, n) })],
  'member.remove': [(_w, _n, own) => ({ id: own.member })],
  'project.create': [() => ({ key: `K${newId().slice(-8).toUpperCase()}`, name: 'p' })],
  'project.update': [({ projects }, n) => ({ id: at(projects, n), name: `p${n}` })],
  'project.archive': [(_w, _n, own) => ({ id: own.project })],
  'project.unarchive': [(_w, _n, own) => ({ id: own.project })],
  'project.delete': [(_w, _n, own) => ({ id: own.project })],
  'project_member.set': [
    ({ projects, members }, n) => ({ projectId: at(projects, n), memberId: at(members, n + 3), role: at(roles, n) }),
  ],
  'project_member.remove': [
    ({ projects, spares }, _n, own) => ({ projectId: at(projects, spares.indexOf(own)), memberId: own.member }),
  ],
  'task.create': [
    ({ projects }, n) => ({ projectId: at(projects, n), title: 'x', tags: [`tag-${newId()}`] }),
    ({ projects }, n) => ({ projectId: at(projects, n), title: 'x', status: 'completed' }),
    ({ projects, members }, n) => ({ projectId: at(projects, n), title: 'x', assigneeId: at(members, n) }),
  ],
  'task.update': [
    ({ tasks }, n) => ({ id: at(tasks, n), title: `t${n}` }),
    ({ tasks }, n) => ({ id: at(tasks, n), status: n % 2 ? 'completed' : 'started' }),
    ({ tasks, members }, n) => ({ id: at(tasks, n), assigneeId: at(members, n) }),
  ],
  'task.archive': [(_w, _n, own) => ({ id: own.task })],
  'task.unarchive': [(_w, _n, own) => ({ id: own.task })],
  'task.delete': [(_w, _n, own) => ({ id: own.task })],
  'task_relation.create': [({ tasks }, n, own) => ({ type: 'relates', fromTaskId: own.task, toTaskId: at(tasks, n) })],
  'task_relation.delete': [(_w, _n, own) => ({ id: own.relation })],
  'task_link.add': [({ tasks }, n) => ({ taskId: at(tasks, n), url: `https://example.com/${n}` })],
  'task_link.update': [(_w, n, own) => ({ id: own.link, title: `t${n}` })],
  'task_link.remove': [(_w, _n, own) => ({ id: own.link })],
  'task.create_pull_request': [
    (_w, n, own) => ({
      ...{ taskId: own.task, branch: `b${n}` },
      ...{ connectionId: own.mapped, repository: 'acme/own' },
    }),
  ],
  'change_set.attach': [({ tasks }, n) => ({ taskId: at(tasks, n), files: [{ path: 'a', content: `${n}` }] })],
  'change_set.detach': [(_w, _n, own) => ({ taskId: own.changed })],
  'comment.create': [({ tasks }, n) => ({ taskId: at(tasks, n), body: `c${n}` })],
  'comment.update': [(_w, n, own) => ({ id: own.comment, body: `c${n}` })],
  'comment.delete': [(_w, _n, own) => ({ id: own.comment })],
  'time_entry.start': [(_w, _n, own) => ({ taskId: own.task })],
  'time_entry.stop': [(_w, _n, own) => ({ id: own.timeEntry })],
  'time_entry.create': [
    ({ tasks }, n) => ({ taskId: at(tasks, n), startedAt: '2026-01-01T00:00:00Z', minutes: 5 }),
    ({ tasks, members }, n) => ({
      taskId: at(tasks, n),
      memberId: at(members, n),
      startedAt: '2026-01-01T00:00:00Z',
      minutes: 5,
    }),
  ],
  'time_entry.update': [(_w, n, own) => ({ id: own.timeEntry, note: `n${n}` })],
  'time_entry.delete': [(_w, _n, own) => ({ id: own.timeEntry })],
  'cycle.create': [({ projects }, n) => ({ projectId: at(projects, n), ...days(1_000 + (batchCycle += 1)) })],
  'cycle.update': [(_w, n, own) => ({ id: own.cycle, goal: `g${n}` })],
  'cycle.start': [(_w, _n, own) => ({ id: own.active })],
  'cycle.complete': [(_w, _n, own) => ({ id: own.active, unfinished: 'backlog' })],
  'cycle.delete': [(_w, _n, own) => ({ id: own.cycle })],
  'milestone.create': [({ projects }, n) => ({ projectId: at(projects, n), name: `m${n}` })],
  'milestone.update': [(_w, n, own) => ({ id: own.milestone, name: `m${n}` })],
  'milestone.complete': [(_w, _n, own) => ({ id: own.milestone })],
  'milestone.reopen': [(_w, _n, own) => ({ id: own.milestone })],
  'milestone.delete': [(_w, _n, own) => ({ id: own.milestone })],
  'tag.create': [() => ({ name: `tag-${newId()}` })],
  'tag.update': [(_w, n, own) => ({ id: own.tag, description: `d${n}` })],
  'tag.delete': [(_w, _n, own) => ({ id: own.tag })],
  'state.create': [() => ({ name: newId(), category: 'started' })],
  'state.update': [(_w, n, own) => ({ id: own.state, position: n })],
  'state.delete': [(_w, _n, own) => ({ id: own.state })],
  'custom_field.create': [() => ({ key: `f${newId().replaceAll('-', '')}`, name: 'f', type: 'number' })],
  'custom_field.update': [(_w, n, own) => ({ id: own.field, name: `f${n}` })],
  'custom_field.delete': [(_w, _n, own) => ({ id: own.field })],
  'api_key.create': [({ members }, n) => key(at(members, n))],
  'api_key.revoke': [(_w, _n, own) => ({ id: own.key })],
  'series.create': [({ projects }, n) => series(at(projects, n))],
  'series.update': [(_w, n, own) => ({ id: own.series, leadDays: n })],
  'series.skip': [(_w, _n, own) => ({ id: own.series, date: '2099-01-10' })],
  'series.move': [(_w, n, own) => ({ id: own.series, date: '2099-01-01', to: `2099-01-0${2 + (n % 5)}` })],
  'series.change_occurrence': [
    (_w, n, own) => ({ id: own.series, date: '2099-01-01', changes: { title: `t${n}` } }),
    ({ members }, n, own) => ({ id: own.series, date: '2099-01-01', changes: { assigneeId: at(members, n) } }),
  ],
  'series.pause': [(_w, _n, own) => ({ id: own.series })],
  'series.resume': [(_w, _n, own) => ({ id: own.series })],
  'series.end': [(_w, _n, own) => ({ id: own.series, after: '2099-12-31' })],
  'series.occur': [(_w, _n, own) => ({ id: own.series, at: '2098-01-01T00:00:00.000Z' })],
  'series.stall': [(_w, n, own) => ({ id: own.series, at: '2098-01-01T00:00:00.000Z', code: 'x', message: `m${n}` })],
  'template.create': [() => template(newId())],
  'template.update': [(_w, n, own) => ({ id: own.template, description: `d${n}` })],
  'template.delete': [(_w, _n, own) => ({ id: own.template })],
  'template.create_from_project': [({ projects }, n) => ({ projectId: at(projects, n), name: newId() })],
  'template.apply': [
    ({ projects }, n, own) => ({ template: own.template, projectId: at(projects, n) }),
    (_w, _n, own) => ({ template: own.template, project: { key: `K${newId().slice(-8).toUpperCase()}` } }),
  ],
  'template.undo_apply': [(_w, _n, own) => ({ id: own.application })],
  'rule.create': [() => rule],
  'rule.update': [
    (_w, n, own) => ({ id: own.rule, enabled: n % 2 === 0 }),
    (_w, n, own) => ({ id: own.rule, if: `event.task.number == ${n}` }),
  ],
  'rule.pause': [(_w, _n, own) => ({ id: own.rule })],
  'rule.resume': [(_w, _n, own) => ({ id: own.rule })],
  'rule.delete': [(_w, _n, own) => ({ id: own.rule })],
  'rule.run': [(_w, n, own) => ({ id: own.manualRule, input: n })],
  'playbook.deploy': [(_w, _n, own) => ({ bundleHash: hash, playbooks: [manifest(own.playbook.name)] })],
  'playbook.update': [(_w, n, own) => ({ id: own.playbook.id, enabled: n % 2 === 0 })],
  'playbook.pause': [(_w, _n, own) => ({ id: own.playbook.id })],
  'playbook.resume': [(_w, _n, own) => ({ id: own.playbook.id })],
  'playbook.remove': [(_w, _n, own) => ({ id: own.playbook.id })],
  'playbook.run': [(_w, n, own) => ({ name: own.playbook.name, input: n })],
  'webhook.make_secret': [(_w, _n, own) => ({ id: own.webhook, secret: 'v1.x' })],
  'webhook.rotate_secret': [(_w, _n, own) => ({ id: own.webhook, secret: 'v1.x' })],
  'notification.send': [(_w, n, own) => ({ to: { memberId: own.member }, title: `n${n}` })],
  'webhook_endpoint.create': [() => endpoint()],
  'webhook_endpoint.update': [(_w, n, own) => ({ id: own.endpoint, description: `d${n}` })],
  'webhook_endpoint.delete': [(_w, _n, own) => ({ id: own.endpoint })],
  'webhook_endpoint.rotate_secret': [(_w, n, own) => ({ id: own.endpoint, sealedSecrets: `v1.${n}` })],
  'webhook_endpoint.ping': [(_w, _n, own) => ({ id: own.endpoint })],
  'delivery.create': [() => ({ url: 'https://example.com' })],
  'delivery.redeliver': [(_w, _n, own) => ({ id: own.delivery })],
  'connection.create': [() => connection()],
  'connection.update': [(_w, n, own) => ({ id: own.mapped, name: `c${n}` })],
  'connection.replace_credentials': [(_w, _n, own) => ({ id: own.mapped, ...connected, sealedSecret: 'v1.y' })],
  'connection.pause': [(_w, _n, own) => ({ id: own.mapped })],
  'connection.resume': [(_w, _n, own) => ({ id: own.mapped })],
  'connection.disconnect': [(_w, _n, own) => ({ id: own.connection })],
  'connection.delete': [(_w, _n, own) => ({ id: own.connection })],
  'connection_tool.allow': [(_w, n, own) => tool(own.mapped, `t${n}`)],
  'connection_tool.remove': [(_w, _n, own) => ({ id: own.tool })],
  'user_link.set': [
    ({ members }, n, own) => ({
      ...{ connectionId: own.mapped, externalUserId: '2', externalName: 'bob', memberId: at(members, n) },
    }),
  ],
  'user_link.remove': [(_w, _n, own) => ({ id: own.userLink })],
  'suggestion_dismissal.create': [(_w, n) => ({ id: newId(), kind: 'sequence', title: `s${n}` })],
  'suggestion_dismissal.delete': [(_w, _n, own) => ({ id: own.dismissal })],
  'mapping.create': [({ projects }, n, own) => mapping(own.mapped, at(projects, n), `new${n}`)],
  'mapping.update': [(_w, _n, own) => ({ id: own.mapping, direction: 'in' })],
  'mapping.delete': [(_w, _n, own) => ({ id: own.mapping })],
  'sync_conflict.resolve': [(_w, _n, own) => ({ id: own.conflict, choice: 'ours' })],
  'event.send': [(_w, n) => ({ type: 'a.b', payload: n })],
  'approval.request': [(_w, n) => ({ title: 'x', from: { role: at(roles, n) } })],
  'approval.answer': [(_w, n, own) => ({ id: own.approval, answer: { approved: n % 2 === 0 } })],
  'approval.cancel': [(_w, _n, own) => ({ id: own.approval })],
  'patch.propose': [({ tasks }, n) => proposal(at(tasks, n), n)],
  'patch.review': [
    (_w, n, own) => ({ id: own.proposed, decisions: [{ key: 'a', decision: n % 2 ? 'accept' : 'reject' }] }),
  ],
  'patch.apply': [(_w, _n, own) => ({ id: own.accepted })],
  'patch.undo': [(_w, _n, own) => ({ id: own.applied })],
  'patch.withdraw': [(_w, _n, own) => ({ id: own.proposed })],
  'patch_policy.create': [() => ({ name: newId(), commands: ['task.update'], minConfidence: 1 })],
  'patch_policy.update': [(_w, n, own) => ({ id: own.policy, enabled: n % 2 === 0 })],
  'patch_policy.delete': [(_w, _n, own) => ({ id: own.policy })],
  'agent.create': [() => ({ name: `a${newId()}`, instructions: 'x' })],
  'agent.update': [(_w, n, own) => ({ id: own.agent, enabled: n % 2 === 0 })],
  'agent.delete': [(_w, _n, own) => ({ id: own.agent })],
  'agent_run.create': [(_w, n, own) => ({ agent: 'planner', prompt: 'x', taskId: n % 2 === 0 ? own.task : null })],
  'agent_run.cancel': [(_w, _n, own) => ({ id: own.agentRun })],
  'model_budget.set': [({ projects }, n) => ({ projectId: at(projects, n), limitUsd: n })],
  'model_budget.delete': [(_w, _n, own) => ({ id: own.budget })],
  'preference.create': [
    () => ({ words: 'x' }),
    ({ projects }, n) => ({ scope: 'project', projectId: at(projects, n), words: 'x' }),
    () => ({ scope: 'workspace', words: 'x' }),
  ],
  'preference.update': [(_w, n, own) => ({ id: own.preference, enabled: n % 2 === 0 })],
  'preference.share': [
    (_w, _n, own) => ({ id: own.preference, scope: 'workspace' }),
    ({ projects }, n, own) => ({ id: own.preference, scope: 'project', projectId: at(projects, n) }),
  ],
  'preference.delete': [(_w, _n, own) => ({ id: own.preference })],
  'learning.export': [({ projects }, n) => ({ consent: true, projectId: at(projects, n) })],
  'schedule.pause': [(_w, _n, own) => ({ id: own.schedule })],
  'schedule.resume': [(_w, _n, own) => ({ id: own.schedule })],
  'schedule.backfill': [
    (_w, _n, own) => ({ id: own.schedule, from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z' }),
  ],
  'schedule.trigger': [(_w, _n, own) => ({ id: own.schedule })],
  'run.cancel': [(_w, _n, own) => ({ id: own.run })],
  'run.retry': [(_w, _n, own) => ({ id: own.endedRun })],
  'event.replay': [(_w, n, own) => ({ seq: n + 1, automation: { kind: 'rule', id: own.rule } })],
}
const choices = Object.entries(makers).flatMap(([type, list]) =>
  (list as readonly ((world: World, n: number, own: Spare) => object)[]).map((data) => ({ type, data })),
)

test('all commands that ask for a right are among them', () => {
  // One founds a workspace, one is asked for a signature, one tells an owner of what their automation met, one tells of a run's
  // end, and time does the rest.
  const others = [
    'workspace.create',
    'webhook.receive',
    'automation.throttle',
    'run.end',
    'schedule.fire',
    'approval.expire',
    'approval.remind',
    'approval.abandon',
    'agent_run.abandon',
    'patch.expire',
    'model_budget.tell',
    'preference.learn',
    'webhook_endpoint.disable',
    'webhook_endpoint.tell_failing',
    'connection.report_trouble',
    'connection.recover',
    'connection.report_call',
    'connection.emit',
    'connection_tool.report_change',
    'comment.import',
    'time_entry.import',
    'sync_conflict.open',
    'sync_conflict.settle',
    'task_link.observe',
    'task_link.report_error',
    // Runs say these of themselves.
    'agent_run.wait',
    'agent_run.end',
    // Everybody does these for themselves.
    'agent_run.answer',
    'notification.mark',
    'notification_preferences.set',
  ]
  expect([...Object.keys(makers), ...others].sort()).toEqual(Object.keys(commandCatalogue).sort())
})

const end = (): Command => ({
  id: newId(),
  type: 'task.delete',
  data: { id: '019a0000-0000-7000-8000-00000000dead' },
})

/** At which command a batch is refused that ends with one which cannot be done, so that nothing of it stays. */
async function refusedAt(who: Principal, commands: readonly Command[]) {
  const error = await world.w.store.execute(who, [...commands, end()]).catch((reason: AppError) => reason)
  if (!(error instanceof AppError)) throw new Error('the last command has nothing to delete')
  return { at: error.details['command'], code: error.code }
}

const wanted = fc.array(fc.tuple(fc.constantFrom(...choices), fc.nat({ max: 7 })), {
  minLength: 1,
  maxLength: mostInBatch,
})
// Often nearly everything is allowed: a right that only a batch gives shows where the commands before it are allowed.
const scopes = fc.oneof(
  fc.constant(null),
  fc.subarray([...Permission.options]),
  fc
    .subarray([...Permission.options], { minLength: 1, maxLength: 4 })
    .map((without) => Permission.options.filter((one) => !without.includes(one))),
)
const actor = fc.oneof(
  fc.nat({ max: 2 * roles.length - 1 }),
  fc.constantFrom(roles.indexOf('ADMIN'), roles.indexOf('MANAGER')),
)

test('no role can do through a batch what it cannot do alone, and each that it can alone it can in a batch', async () => {
  let [allowed, refused] = [0, 0]
  await fc.assert(
    fc.asyncProperty(wanted, actor, scopes, async (list, who, narrowed) => {
      const principal = { ...at(world.actors, who), scopes: narrowed }
      const commands = list.map(
        ([{ type, data }, n], place) =>
          ({ id: newId(), type, data: data(world, n, at(world.spares, place)) }) as unknown as Command,
      )
      const before = (await world.w.events()).length
      const ends = await Promise.all(commands.map((one) => refusedAt(principal, [{ ...one, id: newId() }])))
      // Alone it is either done, and then the end is refused, or forbidden.
      for (const one of ends)
        expect([
          { at: 1, code: 'not_found' },
          { at: 0, code: 'forbidden' },
        ]).toContainEqual(one)
      const first = ends.findIndex((one) => one.at === 0)
      const expected = first < 0 ? { at: commands.length, code: 'not_found' } : { at: first, code: 'forbidden' }
      expect(await refusedAt(principal, commands)).toEqual(expected)
      expect((await world.w.events()).length).toBe(before)
      if (first < 0) allowed++
      else refused++
    }),
    { numRuns: 250, endOnFailure: true },
  )
  // It says something only if both come up.
  expect(Math.min(allowed, refused)).toBeGreaterThan(10)
}, 120_000)
