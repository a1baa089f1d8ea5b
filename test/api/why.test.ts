import { createStore, type Store } from '@orchestrator/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Matcher } from '../../packages/worker/src/relay/matcher.ts'
import { WorkspaceRelay } from '../../packages/worker/src/relay/workspace-round.ts'
import { RecentEvents } from '../../packages/worker/src/rules/recent-events.ts'
import { type Json, projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let relayStore: Store
const matcher = new Matcher()
beforeAll(async () => {
  api = await startApi()
  acme = await api.workspace()
  relayStore = createStore({
    databaseUrl: api.databaseUrl,
    masterKey: api.masterKey,
    role: 'relay',
    name: 'test relay',
  })
})
afterAll(async () => {
  await Promise.all([relayStore.close(), matcher.close(), api.stop()])
})

const ruleOf = async (fields: Json): Promise<Json> =>
  (
    await acme.call('POST', '/v1/rules', {
      name: 'r',
      when: 'task.status_changed',
      then: [{ action: 'task.create', title: 'x' }],
      ...fields,
    })
  ).body
const readLog = async (): Promise<void> => {
  const relay = new WorkspaceRelay({
    store: relayStore,
    matcher,
    recent: new RecentEvents(),
    workspaceId: acme.workspaceId,
  })
  while ((await relay.round(500, Number.MAX_SAFE_INTEGER)) !== null);
}

it('says of an event which automations it started, and of the others what kept them, by the versions in force then', async () => {
  const { taskId } = await projectWithTask(acme)
  const started = await ruleOf({ name: 'starts', if: 'event.to == "started"' })
  const near = await ruleOf({ name: 'nearly', if: 'event.to == "started" && event.task.priority == "urgent"' })
  const far = await ruleOf({ name: 'far', if: 'event.to == "completed" && event.task.priority == "urgent"' })
  const off = await ruleOf({ name: 'off', enabled: false })
  await ruleOf({ name: 'of other events', when: 'task.created' })
  await acme.call('PATCH', `/v1/tasks/${taskId}`, { status: 'started' })
  const { items } = (await acme.call('GET', '/v1/events?type=task.status_changed')).body
  const { seq } = items.at(-1)

  const before = await acme.call('GET', `/v1/events/${seq}/automations?automation=${started.id}`)
  expect(before.body).toMatchObject({ total: 1, items: [{ reason: 'not_looked_at', run: null }] })

  await readLog()
  // What is changed afterwards was not in force.
  await acme.call('PATCH', `/v1/rules/${near.id}`, { if: 'event.to == "started"' })
  const answer = await acme.call('GET', `/v1/events/${seq}/automations`)
  expect(answer.body).toMatchObject({
    eventType: 'task.status_changed',
    total: 4,
    items: [
      { name: 'starts', reason: 'started', run: { status: 'queued' }, triggers: [{ matched: true }] },
      { name: 'off', reason: 'disabled', run: null },
      {
        automationId: near.id,
        reason: 'condition',
        message: 'event.task.priority == "urgent" is false: event.task.priority is "none"',
        triggers: [
          {
            parts: [
              { cel: 'event.to == "started"', matched: true, values: { 'event.to': '"started"' } },
              { cel: 'event.task.priority == "urgent"', matched: false },
            ],
          },
        ],
      },
      { automationId: far.id, reason: 'condition' },
    ],
  })
  expect(answer.body.items[1].automationId).toBe(off.id)
  const { run } = answer.body.items[0]
  const detail = await acme.call('GET', `/v1/runs/${run.id}`)
  expect(detail.body.why).toEqual([
    {
      condition: 'event.to == "started"',
      matched: true,
      parts: [{ cel: 'event.to == "started"', matched: true, error: null, values: { 'event.to': '"started"' } }],
    },
  ])
})

const failRuns = (error: object) =>
  api.store.write(
    acme.workspaceId,
    (tx) => tx`
    update runs set status = 'failed', error = ${tx.json(error as never)}, ended_at = now()
    where workspace_id = ${acme.workspaceId} and status = 'queued'`,
  )

it('retries what failed: one, or all of a kind, each once however often the request comes', async () => {
  const { taskId } = await projectWithTask(acme)
  const rule = await ruleOf({ name: 'retried', when: 'comment.created' })
  for (const body of ['a', 'b', 'c']) await acme.call('POST', '/v1/comments', { taskId, body })
  await readLog()
  await failRuns({ code: 'in_use', message: 'no' })
  const kind = { rule: rule.id, errorCode: 'in_use' }
  const failed = (await acme.call('GET', `/v1/runs?rule=${rule.id}&errorCode=in_use`)).body.items.reverse()
  expect(failed).toHaveLength(3)

  const [first, ...others] = failed
  const key = { 'Idempotency-Key': 'retry-1' }
  const one = await acme.call('POST', `/v1/runs/${first.id}/retry`, {}, key)
  expect(one).toMatchObject({ status: 202 })
  expect((await acme.call('POST', `/v1/runs/${first.id}/retry`, {}, key)).body).toEqual(one.body)
  await readLog()
  expect((await acme.call('GET', `/v1/runs/${one.body.runId}`)).body).toMatchObject({
    status: 'queued',
    retryOf: first.id,
    eventSeq: first.eventSeq,
    why: [{ matched: true }],
  })
  expect((await acme.call('GET', `/v1/runs?retryOf=${first.id}`)).body.items).toHaveLength(1)

  const tried = await acme.call('POST', '/v1/runs/retry', { ...kind, dryRun: true })
  expect(tried.body).toEqual({ matched: 2, runs: others.map(({ id }: Json) => ({ retryOf: id, runId: null })) })
  const many = await acme.call('POST', '/v1/runs/retry', kind)
  expect(many.body.runs).toHaveLength(2)
  expect((await acme.call('POST', '/v1/runs/retry', kind)).body).toEqual(many.body)
  await readLog()
  expect((await acme.call('POST', '/v1/runs/retry', kind)).body).toEqual({ matched: 0, runs: [] })
  for (const { runId, retryOf } of many.body.runs)
    expect((await acme.call('GET', `/v1/runs/${runId}`)).body).toMatchObject({ retryOf })

  const bad = await acme.call('POST', `/v1/runs/${first.id}/retry`, { fromStep: 0 })
  expect(bad).toMatchObject({ status: 409, body: { code: 'invalid_state', errors: [{ path: 'fromStep' }] } })
  // Another retry of the same run while one is under way, and two at once.
  const again = (id: string) => acme.call('POST', `/v1/runs/${id}/retry`, {})
  expect(await again(first.id)).toMatchObject({ status: 409, body: { details: { reason: 'retry_under_way' } } })
  await failRuns({ code: 'in_use', message: 'again' })
  const both = await Promise.all([again(first.id), again(first.id)])
  expect(both.map(({ status }) => status).sort()).toEqual([202, 409])
  const other = await api.workspace()
  expect((await other.call('POST', `/v1/runs/${first.id}/retry`, {})).status).toBe(404)
  expect((await other.call('POST', '/v1/runs/retry', kind)).body).toEqual({ matched: 0, runs: [] })
  const contributor = await api.caller(acme, { role: 'CONTRIBUTOR' })
  expect((await contributor.call('POST', `/v1/runs/${first.id}/retry`, {})).status).toBe(403)
})

it('plays an event again to an automation, if it meets the condition in force now or is forced to', async () => {
  const { taskId } = await projectWithTask(acme)
  await acme.call('POST', '/v1/comments', { taskId, body: 'before the rule' })
  const { items } = (await acme.call('GET', '/v1/events?type=comment.created')).body
  const { seq, id: eventId } = items.at(-1)
  const rule = await ruleOf({ name: 'late', when: 'comment.created', if: 'event.comment.body == "before the rule"' })
  const replay = (body: Json) => acme.call('POST', `/v1/events/${seq}/replay`, body)
  const asked = await replay({ automation: rule.id })
  expect(asked.status).toBe(202)
  await readLog()
  expect((await acme.call('GET', `/v1/runs/${asked.body.runId}`)).body).toMatchObject({
    eventId,
    eventSeq: seq,
    rule: 'late',
    retryOf: null,
    requestSeq: expect.any(Number),
  })
  await acme.call('PATCH', `/v1/rules/${rule.id}`, { if: 'event.comment.body == "x"' })
  expect((await replay({ automation: rule.id })).body).toMatchObject({
    code: 'invalid_state',
    detail: expect.stringContaining('event.comment.body is "before the rule"'),
  })
  expect((await replay({ automation: rule.id, force: true })).status).toBe(202)
  const deaf = await ruleOf({ name: 'deaf', when: 'task.created' })
  expect((await replay({ automation: deaf.id, force: true })).body).toMatchObject({ code: 'invalid_state' })
  expect((await replay({ automation: 'nobody' })).status).toBe(404)
  expect(
    (
      await acme.call('POST', '/v1/commands', {
        commands: [{ type: 'event.replay', data: { seq: 1, automation: { kind: 'rule', id: rule.id } } }],
      })
    ).status,
  ).toBe(400)
})

it('tells nobody of an event of another workspace, nor of one that is not there', async () => {
  const other = await api.workspace()
  expect(await other.call('GET', '/v1/events/9999/automations')).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  const { items } = (await other.call('GET', '/v1/events?limit=1')).body
  const own = await other.call('GET', `/v1/events/${items[0].seq}/automations`)
  expect(own.body).toMatchObject({ total: 0, items: [] })
  // Also by its id, in its own workspace alone.
  const [path, replay] = [`/v1/events/${items[0].id}/automations`, `/v1/events/${items[0].id}/replay`]
  expect((await other.call('GET', path)).body).toEqual(own.body)
  expect((await acme.call('GET', path)).status).toBe(404)
  expect((await acme.call('POST', replay, { automation: 'nobody' })).body.detail).toContain('there is no event')
  expect((await other.call('POST', replay, { automation: 'nobody' })).body.detail).toContain('there is no rule')
  expect(await other.call('GET', '/v1/events/last/automations')).toMatchObject({ status: 400 })
})
