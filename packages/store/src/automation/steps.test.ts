import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { endRun } from './end-run.ts'
import { requeueRun } from './runs.ts'
import { beginStep, endStep, endWaitStep, type RunRef, type RunStepRow, recordQuery } from './steps.ts'
import { subscribeWait } from './waits.ts'

let stage: TestStore
let w: TestWorkspace
let run: RunRef
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

beforeEach(async () => {
  const id = newId()
  await w.store.write(
    w.id,
    (tx) => tx`
    insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
    values (${w.id}, ${id}, 'playbook', ${id}, 'demo', 'v', 1, 1, ${id}, 'task.created', 'task', ${id}, ${w.owner.actor.memberId}, 1, ${id}, 'running', now())`,
  )
  run = { workspaceId: w.id, runId: id }
})

const steps = () =>
  w.store.read(w.id, (tx) => tx<RunStepRow[]>`select * from run_steps where run_id = ${run.runId} order by step`)
const waits = () => w.store.read(w.id, (tx) => tx`select id from waits where run_id = ${run.runId}`)
const begin = (n: number) => beginStep(w.store, run, { n, kind: 'step', name: `s${n}`, input: { n } })
const subscribe = async (id: string, after = 0) =>
  subscribeWait(
    w.store,
    w.id,
    {
      id,
      runId: run.runId,
      workflowId: 'w',
      step: 0,
      sources: [{ key: 'k', eventTypes: ['workspace.created'], condition: null, afterSeq: after }],
      expiresAt: null,
    },
    async (_sources, [event]) => (event ? { key: 'k', event } : null),
  )

test('a step that begins again counts its attempts, and keeps what it came to once it is over', async () => {
  expect(await begin(0)).toMatchObject({ status: 'running', attempts: 1, output: null })
  await endStep(w.store, run, 0, { status: 'failed', error: { code: 'timed_out', message: 'too slow' } })
  expect(await begin(0)).toMatchObject({ status: 'running', attempts: 2 })
  expect(await steps()).toMatchObject([{ error: null }])
  await endStep(w.store, run, 0, { status: 'completed', output: { a: 1 } })
  expect(await begin(0)).toMatchObject({ status: 'completed', attempts: 2, output: { a: 1 } })
  await endStep(w.store, run, 0, { status: 'failed', error: { code: 'http_transient', message: 'a repetition' } })
  expect(await steps()).toMatchObject([{ status: 'completed', output: { a: 1 }, error: null, attempts: 2 }])
})

test('a query is recorded with its read, the first time only', async () => {
  const record = (output: unknown) =>
    w.store.write(w.id, (tx) => recordQuery(tx, run, { n: 0, name: 'tasks.list', input: {}, output }))
  await record({ items: 1 })
  await record({ items: 2 })
  expect(await steps()).toMatchObject([{ kind: 'query', status: 'completed', output: { items: 1 } }])
})

test('the end of a wait takes its row away and is answered again as it was', async () => {
  const [matched, open] = [newId(), newId()]
  await begin(0)
  await w.store.write(w.id, (tx) => tx`insert into relay_cursors values (${w.id}, 1) on conflict do nothing`)
  await subscribe(matched)
  const ended = await endWaitStep(w.store, run, 0, { waitId: matched, canceled: false })
  expect(ended).toEqual({ key: 'k', seq: 1 })
  expect(await endWaitStep(w.store, run, 0, { waitId: matched, canceled: true })).toEqual(ended)
  await begin(1)
  await subscribe(open, 1)
  expect(await endWaitStep(w.store, run, 1, { waitId: open, canceled: true })).toBeNull()
  expect(await waits()).toEqual([])
  expect(await steps()).toMatchObject([
    { status: 'completed', output: { key: 'k', seq: 1 } },
    { status: 'canceled', output: null },
  ])
})

test('the end of a run is that of all it leaves open, and comes once', async () => {
  await begin(0)
  await endStep(w.store, run, 0, { status: 'completed' })
  await begin(1)
  await subscribe(newId(), 1)
  // Put back into the queue, as by a restore: what it had open must not outlive it either.
  await requeueRun(w.store, w.id, run.runId)
  expect(await endRun(w.store, w.id, run.runId, { status: 'canceled' })).toBe(true)
  expect(await endRun(w.store, w.id, run.runId, { status: 'completed' })).toBe(false)
  expect(await waits()).toEqual([])
  expect(await steps()).toMatchObject([{ status: 'completed' }, { status: 'canceled' }])
})
