import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AnyEvent, type CommandInput, newId } from '@orchestrator/domain'
import type { Run, RunStepRow } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { startRelayHost } from '../relay-host.ts'
import { installRuntime } from '../temporal/runtime.ts'

const quiet = pino({ enabled: false })
let stage: TestStore
let host: () => Promise<{ stop(): Promise<void> }>
let running: { stop(): Promise<void> } | undefined

const asked: { url: string | undefined; headers: object; body: string }[] = []
let answer: { status: number; body: string } = { status: 200, body: '{}' }
const service = createServer((request, response) => {
  let body = ''
  request.on('data', (part) => (body += String(part)))
  request.on('end', () => {
    asked.push({ url: request.url, headers: request.headers, body })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
})
let serviceUrl = ''

beforeAll(async () => {
  installRuntime(quiet)
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(service.address() as AddressInfo).port}`
  serviceUrl = `http://${address}`
  const [opened, temporal] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  host = () =>
    startRelayHost({ ...stage.database, temporal, home: testHome, logger: quiet, allowPrivateHosts: [address] })
  running = await host()
})
afterAll(async () => {
  await running?.stop()
  await stage?.close()
  service.close()
})

type Actions = CommandInput<'rule.create'>['then']
const rule = (w: TestWorkspace, then: Actions, more: Partial<CommandInput<'rule.create'>> = {}) =>
  w.run('rule.create', { name: 'r', when: 'task.created', if: 'event.task.title == "go"', then, ...more })

const runsOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq, id`)
const stepsOf = (w: TestWorkspace, runId = '') =>
  w.store.read(w.id, (tx) => tx<RunStepRow[]>`select * from run_steps where run_id = ${runId} order by step`)

const patience = { timeout: 60_000, interval: 50 }

async function until<T>(what: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  let last!: T
  await expect.poll(async () => isSo((last = await what())), patience).toBe(true)
  return last
}
/** The runs of a workspace, once so many have ended. */
const ended = (w: TestWorkspace, count = 1) =>
  until(
    () => runsOf(w),
    (runs) => runs.length === count && runs.every((run) => run.endedAt !== null),
  )
const waiting = (w: TestWorkspace, kind: string) =>
  until(
    async () => {
      const [run] = await runsOf(w)
      return stepsOf(w, run?.id)
    },
    (steps) => steps.some((step) => step.kind === kind && step.status === 'running'),
  )
const ofType = (events: readonly AnyEvent[], type: string) =>
  events.filter((event) => event.type === type) as (AnyEvent & Record<string, Record<string, unknown>>)[]
const comments = async (w: TestWorkspace) =>
  ofType(await w.events(), 'comment.created').map((event) => event['comment']?.['body'])

describe('a rule that reads what an earlier action gave', () => {
  test('runs step by step; each step is recorded with what went in and came out, and the end is told', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await rule(w, [
      { action: 'task.create', name: 'followUp', title: 'Follow up: {{event.task.title}}' },
      { action: 'comment.create', body: 'Made {{steps.followUp.identifier}}' },
      { action: 'task.assign', taskId: '{{steps.followUp.id}}', assigneeId: '{{event.actor.memberId}}' },
    ])
    await w.task(project, { title: 'go' })
    const [run] = await ended(w)
    expect(run).toMatchObject({ status: 'completed', error: null, long: true, stepped: true, version: '1' })
    expect(run?.workflowId).toBeNull()
    const [followUp] = ofType(await w.events(), 'task.assigned')
    expect(followUp?.['task']).toMatchObject({ title: 'Follow up: go', assigneeId: w.owner.actor.memberId })
    expect(await comments(w)).toEqual([`Made ${followUp?.['task']?.['identifier']}`])
    expect((await stepsOf(w, run?.id)).map(({ step, kind, name, status }) => [step, kind, name, status])).toEqual([
      [0, 'command', 'task.create', 'completed'],
      [1, 'command', 'comment.create', 'completed'],
      [2, 'command', 'task.assign', 'completed'],
    ])
    expect(ofType(await w.events(), 'run.completed')).toHaveLength(1)
  })

  test('a refusal fails the run where it is; what came before stays', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await rule(w, [
      { action: 'task.create', name: 'made', title: 'x' },
      { action: 'comment.create', taskId: `{{"${newId()}"}}`, body: '{{steps.made.identifier}}' },
      { action: 'comment.create', body: 'never' },
    ])
    await w.task(project, { title: 'go' })
    const [run] = await ended(w)
    expect(run).toMatchObject({ status: 'failed', error: { code: 'not_found' } })
    expect(ofType(await w.events(), 'task.created')).toHaveLength(2)
    expect(await comments(w)).toEqual([])
    expect(ofType(await w.events(), 'run.failed')).toHaveLength(1)
  })
})

test('a wait takes the event that meets its condition, and its branch sees it', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, [
    { action: 'task.create', name: 'made', title: 'work' },
    {
      action: 'waitFor',
      name: 'done',
      event: 'task.status_changed',
      if: 'event.task.id == steps.made.id && event.to == "completed" && event.projectId == trigger.projectId',
      timeout: '3 days',
      then: [{ action: 'comment.create', body: 'done from {{steps.done.from}}' }],
      onTimeout: [{ action: 'comment.create', body: 'late' }],
    },
    { action: 'if', if: 'steps.done != null', then: [{ action: 'comment.create', body: 'after' }] },
  ])
  const task = await w.task(project, { title: 'go' })
  await waiting(w, 'wait')
  const made = ofType(await w.events(), 'task.created').at(-1)?.subject.id ?? ''
  await w.run('task.update', { id: task, status: 'completed' })
  await w.run('task.update', { id: made, status: 'started' })
  await w.run('task.update', { id: made, status: 'completed' })
  expect((await ended(w))[0]).toMatchObject({ status: 'completed', error: null })
  expect(await comments(w)).toEqual(['done from started', 'after'])
})

test('the same wait again begins after the event that it last gave; a branch has its other side', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const wait = (name: string) => ({
    ...{ action: 'waitFor', name, event: 'go.on', timeout: '1 day', onTimeout: [], ['then' as string]: [] },
  })
  await rule(w, [
    wait('first'),
    wait('second'),
    {
      ...{
        action: 'if',
        if: 'steps.first.id == steps.second.id',
        then: [{ action: 'comment.create', body: 'the same' }],
      },
      else: [{ action: 'comment.create', body: '{{steps.first.payload.n}} then {{steps.second.payload.n}}' }],
    },
  ] as Actions)
  await w.task(project, { title: 'go' })
  await waiting(w, 'wait')
  await w.run('event.send', { type: 'go.on', payload: { n: 'one' } })
  const [run] = await runsOf(w)
  await until(
    () => stepsOf(w, run?.id),
    (steps) => steps.map(({ status }) => status).join() === 'completed,running',
  )
  await w.run('event.send', { type: 'go.on', payload: { n: 'two' } })
  expect((await ended(w))[0]).toMatchObject({ status: 'completed', error: null })
  expect(await comments(w)).toEqual(['one then two'])
})

test('a run does so many things at most', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  for (let n = 0; n < 104; n++) await w.task(project, { title: `t ${n}` })
  const nothing = { action: 'if', if: 'false', then: [{ action: 'stop' }] }
  const each = {
    action: 'forEach',
    in: { tasks: {} },
    limit: 200,
    ['then' as string]: Array.from({ length: 49 }, () => nothing),
  }
  await rule(w, [each] as Actions)
  await w.task(project, { title: 'go' })
  expect((await ended(w))[0]).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('5,000') } })
})

test('a wait whose time is over takes the other branch; a stop there ends the rule', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await rule(w, [
    { action: 'delay', for: '0.1 seconds' },
    { action: 'delay', until: '{{event.task.dueDate}}' },
    {
      action: 'waitFor',
      event: 'task.assigned',
      timeout: '0.3 seconds',
      onTimeout: [{ action: 'comment.create', body: 'late' }, { action: 'stop' }],
    },
    { action: 'comment.create', body: 'never' },
  ])
  await w.task(project, { title: 'go' })
  const [run] = await ended(w)
  expect(run).toMatchObject({ status: 'completed', error: null })
  expect(await comments(w)).toEqual(['late'])
  // Nothing to wait until is no wait.
  expect((await stepsOf(w, run?.id)).map(({ kind }) => kind)).toEqual(['sleep', 'wait', 'command'])
})

test('a loop goes through what a query gives, and fails where there is more than its limit', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  for (const title of ['a', 'b', 'c']) await w.task(project, { title, tags: ['old'] })
  await w.task(project, { title: 'other' })
  const loop = (limit: number, name: string) =>
    rule(
      w,
      [
        {
          action: 'forEach',
          in: { tasks: { projectId: '{{event.projectId}}', tag: 'old' } },
          limit,
          then: [
            {
              action: 'if',
              if: 'item.title != "b"',
              then: [{ action: 'task.update', taskId: '{{item.id}}', title: '{{item.title}} of {{event.task.title}}' }],
            },
          ],
        },
      ],
      { if: `event.task.title == "${name}"` },
    )
  await loop(3, 'go')
  await loop(2, 'too many')
  await w.task(project, { title: 'go' })
  expect((await ended(w))[0]).toMatchObject({ status: 'completed', error: null })
  const renamed = ofType(await w.events(), 'task.updated').map((event) => event['task']?.['title'])
  expect(renamed).toEqual(['a of go', 'c of go'])
  await w.task(project, { title: 'too many' })
  expect((await ended(w, 2))[1]).toMatchObject({ status: 'failed', error: { code: 'invalid_state' } })
  expect(ofType(await w.events(), 'task.updated')).toHaveLength(2)
})

describe('a request', () => {
  const ask = (more: object = {}): Actions => [
    {
      action: 'http.request',
      name: 'answer',
      method: 'POST',
      url: `${serviceUrl}/tasks/{{event.task.identifier}}`,
      headers: { 'x-title': '{{event.task.title}}' },
      json: { title: '{{event.task.title}}', minutes: '{{event.task.estimatedMinutes}}' },
      ...more,
    },
    { action: 'if', if: 'steps.answer.ok', then: [{ action: 'comment.create', body: 'got {{steps.answer.json.id}}' }] },
    { action: 'if', if: 'steps.answer.status == 404', then: [{ action: 'comment.create', body: 'there is none' }] },
  ]

  test('carries what its templates say, and its answer can be used', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    answer = { status: 201, body: '{"id": 7}' }
    asked.length = 0
    await rule(w, ask())
    await w.task(project, { title: 'go', estimatedMinutes: 30 })
    expect((await ended(w))[0]).toMatchObject({ status: 'completed', error: null })
    expect(asked).toMatchObject([{ headers: { 'x-title': 'go' }, body: '{"title":"go","minutes":30}' }])
    expect(asked[0]?.url).toMatch(/^\/tasks\/[A-Z0-9]+-1$/)
    expect(await comments(w)).toEqual(['got 7'])
  })

  test('an answer of failure fails the run, unless it may be one', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    answer = { status: 404, body: 'no' }
    await rule(w, ask())
    await w.task(project, { title: 'go' })
    expect((await ended(w))[0]).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('404') } })
    const v = await stage.workspace()
    await rule(v, ask({ throwOnError: false }))
    await v.task(await v.project(), { title: 'go' })
    expect((await ended(v))[0]).toMatchObject({ status: 'completed' })
    expect(await comments(v)).toEqual(['there is none'])
  })
})

describe('while a run waits', () => {
  const waits: Actions = [
    { action: 'waitFor', event: 'go.on', timeout: '1 day' },
    { action: 'comment.create', body: 'v1' },
  ]
  async function begin() {
    const w = await stage.workspace()
    const project = await w.project()
    const { result } = await rule(w, waits)
    await w.task(project, { title: 'go' })
    await waiting(w, 'wait')
    const goOn = () => w.run('event.send', { type: 'go.on' })
    return { w, project, ruleId: result.id, goOn }
  }

  test('an edit of its rule does not touch it; the next event meets the new version', async () => {
    const { w, project, ruleId, goOn } = await begin()
    await w.run('rule.update', { id: ruleId, then: [{ action: 'comment.create', body: 'v2' }] })
    await w.task(project, { title: 'go' })
    await until(
      () => comments(w),
      (bodies) => bodies.includes('v2'),
    )
    await goOn()
    expect((await ended(w, 2)).map(({ version, long }) => [version, long])).toEqual([
      ['1', true],
      ['2', false],
    ])
    expect(await comments(w)).toEqual(['v2', 'v1'])
  })

  test.each<[string, (w: TestWorkspace, id: string) => Promise<unknown>]>([
    ['switched off', (w, id) => w.run('rule.update', { id, enabled: false })],
    ['deleted', (w, id) => w.run('rule.delete', { id })],
  ])('a rule that is %s does nothing more: its run is cancelled and says why', async (_, end) => {
    const { w, ruleId, goOn } = await begin()
    await end(w, ruleId)
    await goOn()
    const [run] = await ended(w)
    expect(run).toMatchObject({ status: 'canceled', error: { message: expect.stringMatching(/switched off|deleted/) } })
    expect(await comments(w)).toEqual([])
  })

  test('it can be cancelled', async () => {
    const { w, goOn } = await begin()
    const [run] = await runsOf(w)
    await w.run('run.cancel', { id: run?.id ?? '' })
    expect((await ended(w))[0]).toMatchObject({ status: 'canceled', error: null })
    await goOn()
    expect(await comments(w)).toEqual([])
    expect((await stepsOf(w, run?.id))[0]).toMatchObject({ kind: 'wait', status: 'canceled' })
  })

  test('the process that serves it may go and come back', async () => {
    const { w, goOn } = await begin()
    await running?.stop()
    await goOn()
    running = await host()
    expect((await ended(w))[0]).toMatchObject({ status: 'completed', attempts: 1 })
    expect(await comments(w)).toEqual(['v1'])
  })
})
