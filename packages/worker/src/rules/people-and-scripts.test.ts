import type { AnyEvent, CommandInput } from '@orchestrator/domain'
import type { Run, RunStepRow } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { startRelayHost } from '../relay-host.ts'
import { installRuntime } from '../temporal/runtime.ts'

// Rules that ask people, and rules that run scripts, on a real Postgres and a real Temporal.

const logger = pino({ enabled: false })
let stage: TestStore
let w: TestWorkspace
let host: { stop(): Promise<void> }
let projectId: string
beforeAll(async () => {
  installRuntime(logger)
  const [opened, temporal] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  host = await startRelayHost({ ...stage.database, temporal, home: testHome, logger })
  w = await stage.workspace()
  projectId = await w.project()
})
afterAll(async () => {
  await host?.stop()
  await stage?.close()
})

type Actions = CommandInput<'rule.create'>['then']
/** A rule that starts on tasks of this title. */
const rule = (title: string, then: Actions) =>
  w.run('rule.create', { name: title, when: 'task.created', if: `event.task.title == "${title}"`, then })
const patience = { timeout: 90_000, interval: 50 }

async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined
  await expect.poll(async () => (found = await what()) !== undefined, patience).toBe(true)
  return found as T
}

const ended = (name: string): Promise<Run> =>
  until(async () => {
    const [run] = await w.store.read(
      w.id,
      (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} and name = ${name}`,
    )
    return run && ['completed', 'failed', 'canceled'].includes(run.status) ? run : undefined
  })
const stepsOf = (runId: string) =>
  w.store.read(w.id, (tx) => tx<RunStepRow[]>`select * from run_steps where run_id = ${runId} order by step`)
const commentsOn = async (taskId: string) =>
  (await w.events()).flatMap((event) =>
    event.type === 'comment.created' && 'comment' in event && event.comment.taskId === taskId
      ? [event.comment.body]
      : [],
  )
const pendingOn = (taskId: string) =>
  until(async () => {
    const asked = (await w.events()).find(
      (event): event is Extract<AnyEvent, { type: 'approval.requested' }> =>
        event.type === 'approval.requested' && 'approval' in event && event.approval.taskId === taskId,
    )
    return asked?.approval.id
  })

const asks = (timeout: string): Actions => [
  {
    action: 'approval.ask',
    name: 'ok',
    title: 'Publish {{event.task.title}}?',
    taskId: '{{event.task.id}}',
    from: { role: 'VIEWER' },
    timeout,
    then: [{ action: 'comment.create', body: 'yes by {{steps.ok.memberId}}: {{steps.ok.answer.comment}}' }],
    onReject: [{ action: 'comment.create', body: 'no' }],
    onTimeout: [{ action: 'comment.create', body: 'nobody answered' }],
  },
  { action: 'comment.create', body: 'then {{steps.ok.status}}' },
]

test('a rule asks, and goes on by what is answered: yes, no, or nobody in time', async () => {
  await rule('yes', asks('1 hour'))
  await rule('no', asks('1 hour'))
  await rule('nobody', asks('1 second'))
  const member = await w.member('VIEWER')
  const [yes, no, nobody] = [
    await w.task(projectId, { title: 'yes' }),
    await w.task(projectId, { title: 'no' }),
    await w.task(projectId, { title: 'nobody' }),
  ]
  const answer = { approved: true, comment: 'fine' }
  const id = await pendingOn(yes)
  // The owner with whose rights the rule acts, and who made the task, may not answer.
  await expect(w.run('approval.answer', { id, answer })).rejects.toMatchObject({ code: 'forbidden' })
  await w.run('approval.answer', { id, answer }, member)
  await w.run('approval.answer', { id: await pendingOn(no), answer: { approved: false } }, member)
  for (const name of ['yes', 'no', 'nobody']) expect(await ended(name)).toMatchObject({ status: 'completed' })
  expect(await commentsOn(yes)).toEqual([`yes by ${member.actor.memberId}: fine`, 'then answered'])
  expect(await commentsOn(no)).toEqual(['no', 'then answered'])
  expect(await commentsOn(nobody)).toEqual(['nobody answered', 'then expired'])
})

test('cancelled while it waits for an answer and retried, it asks anew; two retries at once are one, and who wants it does not answer', async () => {
  await rule('again', [{ action: 'comment.create', body: 'asks' }, ...asks('1 hour')])
  const task = await w.task(projectId, { title: 'again' })
  const first = await pendingOn(task)
  const manager = await w.member('ADMIN')
  const member = await w.member('VIEWER')
  const runs = () =>
    w.store.read(
      w.id,
      (tx) =>
        tx<Run[]>`select * from runs where workspace_id = ${w.id} and name = 'again' order by created_at, request_seq`,
    )
  const [run] = await runs()
  await w.run('run.cancel', { id: run?.id ?? '' })
  expect(await ended('again')).toMatchObject({ status: 'canceled' })
  const retries = await Promise.allSettled([1, 2].map(() => w.run('run.retry', { id: run?.id ?? '' }, manager)))
  expect(retries.flatMap((one) => (one.status === 'rejected' ? [one.reason.details.reason] : []))).toEqual([
    'retry_under_way',
  ])
  const pending = () =>
    until(async () => {
      const asked = (await w.events()).flatMap((event) =>
        event.type === 'approval.requested' && 'approval' in event && event.approval.id !== first ? [event] : [],
      )
      return asked.find(({ approval }) => approval.taskId === task)?.approval.id
    })
  const id = await pending()
  const answer = { approved: true, comment: 'yes' }
  await expect(w.run('approval.answer', { id, answer }, manager)).rejects.toMatchObject({ details: { reason: 'self' } })
  await w.run('approval.answer', { id, answer }, member)
  await expect.poll(async () => (await runs()).map((one) => one.status), patience).toEqual(['canceled', 'completed'])
  expect(await commentsOn(task)).toEqual(['asks', `yes by ${member.actor.memberId}: yes`, 'then answered'])
})

test('what is wrong with a question or a script is said when the rule is saved, with its place', async () => {
  const wrong = (then: Actions) =>
    rule('wrong', then).then(
      () => [],
      ({ code, fields }) => [code, fields[0]?.path, fields[0]?.expected],
    )
  const [ask] = asks('1 hour') as [Extract<Actions[number], { action: 'approval.ask' }>]
  expect(await wrong([{ ...ask, ask: { type: 'object', properties: { a: { type: 'object' } } } }])).toMatchObject([
    'invalid_input',
    'then.0.ask.properties.a',
    expect.any(String),
  ])
  expect(
    await wrong([{ ...ask, onReject: [{ action: 'comment.create', body: '{{steps.ok.nothing}}' }] }]),
  ).toMatchObject(['invalid_condition', 'then.0.onReject.0.body', expect.any(String)])
  expect(await wrong([{ action: 'script.run', script: 'const a = 1\nreturn a +' }])).toMatchObject([
    'invalid_input',
    'then.0.script',
    expect.stringMatching(/^JavaScript: .* in line 2$/),
  ])
  expect(await wrong([{ action: 'script.run', script: '}); (() => {' }])).toMatchObject([
    'invalid_input',
    'then.0.script',
    expect.any(String),
  ])
})

test('a script makes what later actions use; what it fails with is the run’s end, with its line', async () => {
  await rule('script', [
    {
      action: 'script.run',
      name: 'sum',
      script:
        'log("hello")\nreturn { words: input.title.split(" ").length, type: event.type, at: new Date().toISOString() }',
      input: { title: '{{event.task.title}} is it' },
    },
    { action: 'comment.create', body: '{{steps.sum.words}} words of {{steps.sum.type}}' },
  ])
  await rule('broken', [{ action: 'script.run', script: 'const a = null\n\nreturn a.b' }])
  await rule('endless', [{ action: 'script.run', script: 'for (;;);', timeoutMs: 100 }])
  const task = await w.task(projectId, { title: 'script' })
  await w.task(projectId, { title: 'broken' })
  await w.task(projectId, { title: 'endless' })
  const run = await ended('script')
  expect(run).toMatchObject({ status: 'completed', error: null })
  expect(await commentsOn(task)).toEqual(['3 words of task.created'])
  const created = (await w.events()).find((event) => event.subject.id === task)
  expect((await stepsOf(run.id))[0]).toMatchObject({
    kind: 'script',
    output: { value: { words: 3, at: created?.occurredAt }, logs: ['hello'] },
  })
  expect(await ended('broken')).toMatchObject({
    status: 'failed',
    error: { code: 'threw', message: expect.stringMatching(/^TypeError: .* \(line 3 of the script\)$/) },
  })
  expect(await ended('endless')).toMatchObject({ status: 'failed', error: { code: 'timed_out' } })
})
