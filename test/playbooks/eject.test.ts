import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, type CommandInput, commandCatalogue, ejectRule, newId, parse } from '@orchestrator/domain'
import { createWorkspace, getRun, type RunDetail } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// A rule and the playbook that it becomes, on the same events: the same commands, requests and waits.

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end(JSON.stringify({ id: 7, path: request.url })))
})
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

let rules: CommandInput<'rule.create'>[]
let folder: PlaybookFolder
let stage: Stage
/** Two workspaces in which the same happens: one has the rules, the other the playbooks. */
let sides: readonly Side[]
interface Side {
  readonly workspaceId: string
  readonly projectId: string
  readonly owner: string
  execute(type: string, data: object, id?: string): Promise<string>
}
const texts = new Map<string, string>()

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  rules = rulesFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  folder = await createPlaybookFolder({ 'package.json': '{ "type": "module" }' })
  for (const data of rules) {
    const { playbook, files } = ejectRule({
      ...parse(commandCatalogue['rule.create'].data, data, 'the rule'),
      id: newId(),
    })
    texts.set(playbook, files[0]?.text ?? '')
    await folder.write(Object.fromEntries(files.map(({ path, text }) => [`ejected/${playbook}/${path}`, text])))
  }
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  const config = { playbooks: { folder: folder.path, workspace: 'demo', watch: false } }
  stage = await openStage({ relayHome: testHome, database, temporal, folder: folder.path, config })
  const { workspaceId, memberId } = await createWorkspace(stage.store, {
    slug: 'rules',
    name: 'Rules',
    owner: { name: 'Ada', email: 'ada@example.com' },
  })
  sides = [await openSide(workspaceId, memberId), await openSide(stage.workspaceId, stage.principal.actor.memberId)]
  for (const rule of rules) await sides[0]?.execute('rule.create', rule)
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
  server.close()
})

async function openSide(workspaceId: string, memberId: string): Promise<Side> {
  const principal = { workspaceId, actor: { type: 'user', id: memberId, memberId }, scopes: null } as const
  const execute: Side['execute'] = async (type, data, id = newId()) => {
    const [applied] = await stage.store.execute(principal, [{ id, type, data } as Command])
    return applied?.result.id ?? ''
  }
  const projectId = await execute('project.create', { key: 'SIDE', name: 'Side' })
  return { workspaceId, projectId, owner: memberId, execute }
}

const rulesFor = (service: string): CommandInput<'rule.create'>[] => [
  {
    name: 'Follow up on reviews',
    when: 'task.status_changed',
    if: 'event.to == "completed" && "review" in event.task.tags',
    then: [
      {
        action: 'task.create',
        title: 'Follow up: {{event.task.title}}',
        description:
          '`{{event.task.identifier}}` cost ${{event.task.number}}, {{size(event.task.tags)}} tags: {{event.task.tags}}',
        assigneeId: '{{event.task.assigneeId}}',
        dueDate: '{{event.task.dueDate}}',
        priority: 'high',
        tags: ['follow-up', 'of-{{event.task.number}}'],
      },
      {
        action: 'if',
        if: 'event.task.estimatedMinutes > 60 && event.task.title.contains("`")',
        then: [{ action: 'comment.create', body: 'long: {{event.task.estimatedMinutes + 1}}' }],
        else: [{ action: 'comment.create', body: 'short: {{event.task.estimatedMinutes}}' }, { action: 'stop' }],
      },
      { action: 'task.update', addTags: ['seen'], estimatedMinutes: null },
    ],
  },
  {
    name: 'Do it all',
    when: 'task.created',
    if: 'event.task.title == "all"',
    then: [
      { action: 'task.create', name: 'new', title: 'made', parentId: '{{event.task.id}}' },
      {
        action: 'http.request',
        name: 'answer',
        method: 'POST',
        url: `${service}/of/{{steps.new.status}}`,
        json: { number: '{{event.task.number}}', tags: '{{event.task.tags}}', due: '{{event.task.dueDate}}' },
      },
      {
        action: 'comment.create',
        taskId: '{{steps.new.id}}',
        body: 'got {{steps.answer.json.id}} ({{steps.answer.status}})',
      },
      {
        action: 'waitFor',
        name: 'done',
        event: 'task.status_changed',
        if: 'event.task.id == steps.new.id && event.to == "completed" && event.occurredAt > trigger.occurredAt',
        timeout: '1 hour',
        then: [
          { action: 'task.assign', taskId: '{{steps.done.task.id}}', assigneeId: '{{steps.done.actor.memberId}}' },
        ],
        onTimeout: [{ action: 'stop' }],
      },
      {
        action: 'waitFor',
        event: 'order.paid',
        if: 'event.payload.id == steps.new.id',
        timeout: '0.2 seconds',
        onTimeout: [{ action: 'comment.create', body: 'nobody paid' }],
      },
      { action: 'delay', for: '0.1 seconds' },
      { action: 'delay', until: '{{event.task.dueDate}}' },
      {
        action: 'forEach',
        in: { tasks: { projectId: '{{event.projectId}}', tag: 'old', status: ['unstarted', 'backlog'] } },
        as: 'old',
        limit: 10,
        then: [
          {
            action: 'if',
            if: 'old.title != "skip" && steps.done.to == "completed"',
            then: [{ action: 'comment.create', taskId: '{{old.id}}', body: 'old: {{old.title}} {{old.dueDate}}' }],
          },
        ],
      },
      { action: 'event.send', type: 'work.done', payload: { of: '{{steps.new.id}}', answer: '{{steps.answer.json}}' } },
    ],
  },
  {
    name: 'Orders',
    when: 'order.placed',
    if: 'event.payload.total > 100.0',
    scopes: ['workspace.read', 'task.create'],
    then: [
      { action: 'task.create', projectId: '{{event.payload.project}}', title: 'Order over {{event.payload.total}}' },
    ],
  },
]

test('what comes out has the right types, and keeps the text of the condition', { timeout: 120_000 }, async () => {
  const base = fileURLToPath(new URL('../../playbooks/tsconfig.json', import.meta.url))
  const config = {
    extends: base,
    compilerOptions: { noUnusedLocals: true, types: [] },
    include: ['ejected/**/*.ts'],
    exclude: [],
  }
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(config))
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, '-p', folder.path, '--pretty', 'false'], (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
  expect(said).toBe('')
  expect(texts.get('follow-up-on-reviews')).toContain(
    `when: on('task.status_changed', { if: cel\`event.to == "completed" && "review" in event.task.tags\` }),`,
  )
  expect(texts.get('follow-up-on-reviews')).toContain('title: `Follow up: ${event.task.title}`')
  await expect(texts.get('do-it-all')?.replaceAll(/http:\/\/127[^/]+/g, 'http://service')).toMatchFileSnapshot(
    './ejected-rule.txt',
  )
})

/** What a run did, without what differs by nature: ids, instants, and how a step is called. */
function effectsOf({ run, steps }: RunDetail): unknown {
  const names = new Map<string, string>()
  const commands = steps.flatMap(({ kind, status, input }) =>
    kind === 'command' && status === 'completed' ? (input as unknown[]) : [],
  )
  const outside = steps.flatMap(({ kind, input }) => (kind === 'http' || kind === 'sleep' ? [input] : []))
  const waits = steps.flatMap(({ kind, output }) => (kind === 'wait' ? [(output as object | null) && 'came'] : []))
  const events = steps.flatMap((step) => step.commands.flatMap((command) => command.events.map(({ type }) => type)))
  const text = JSON.stringify({ status: run.status, error: run.error, commands, outside, waits, events })
  const known = text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    if (!names.has(id)) names.set(id, `id ${names.size + 1}`)
    return names.get(id) ?? id
  })
  return JSON.parse(known)
}

/** The run of an automation for an event of a subject, once it has ended. */
async function ended({ workspaceId }: Side, name: string, subjectId: string): Promise<RunDetail> {
  for (const over = Date.now() + 90_000; Date.now() < over; await pause(50)) {
    const run = await stage.store.read(workspaceId, async (tx) => {
      const [row] = await tx<{ id: string }[]>`
        select id from runs where workspace_id = ${workspaceId} and name = ${name} and subject_id = ${subjectId} and ended_at is not null`
      return row && getRun(tx, workspaceId, row.id)
    })
    if (run) return run
  }
  throw new Error(`${name} did not end`)
}

/** Does the same on both sides. @param act gives the subject of the event that starts the runs */
async function expectSame(rule: string, playbook: string, act: (side: Side) => Promise<string>): Promise<RunDetail> {
  const [one, other] = await Promise.all(
    sides.map(async (side, n) => ended(side, n === 0 ? rule : playbook, await act(side))),
  )
  if (!one || !other) throw new Error('there are two sides')
  expect(one.run.error).toBeNull()
  expect(one.run.status).toBe('completed')
  expect(effectsOf(other)).toEqual(effectsOf(one))
  return one
}

test('one that does all at once', { timeout: 180_000 }, async () => {
  for (const more of [
    { estimatedMinutes: 90, dueDate: '2027-03-01' },
    { estimatedMinutes: 30, assigned: true },
    { estimatedMinutes: 90, tags: ['review', 'long'] },
  ]) {
    const { assigned, ...fields } = { assigned: false, ...more }
    const { steps } = await expectSame('Follow up on reviews', 'follow-up-on-reviews', async (side) => {
      const assigneeId = assigned ? side.owner : null
      const data = { projectId: side.projectId, title: 'Look `twice`', tags: ['review'], assigneeId, ...fields }
      const task = await side.execute('task.create', data)
      await side.execute('task.update', { id: task, status: 'completed' })
      return task
    })
    expect(steps.length).toBeGreaterThanOrEqual(2)
  }
})

test('one that waits, asks, loops and sends', { timeout: 180_000 }, async () => {
  const { run, steps } = await expectSame('Do it all', 'do-it-all', async (side) => {
    const make = (title: string, more: object = {}) =>
      side.execute('task.create', { projectId: side.projectId, title, ...more })
    for (const title of ['a', 'b', 'skip']) await make(title, { tags: ['old'], dueDate: '2026-12-24' })
    const task = await make('all', { tags: ['x'], estimatedMinutes: 20 })
    const madeTask = async () => {
      const rows = await stage.store.read(
        side.workspaceId,
        (tx) => tx<{ id: string }[]>`
        select id from tasks where workspace_id = ${side.workspaceId} and title = 'made'`,
      )
      return rows[0]?.id
    }
    await expect.poll(madeTask, { timeout: 60_000 }).toBeDefined()
    await side.execute('task.update', { id: await madeTask(), status: 'completed' })
    return task
  })
  expect(run.long).toBe(true)
  expect(steps.map(({ kind }) => kind)).toEqual(
    'command http command wait command wait command sleep query command command command'.split(' '),
  )
})

test('one that starts on an event of the workspace’s own', { timeout: 180_000 }, async () => {
  await expectSame('Orders', 'orders', async (side) => {
    const id = newId()
    await side.execute('event.send', { type: 'order.placed', payload: { total: 120.5, project: side.projectId } }, id)
    return id
  })
})
