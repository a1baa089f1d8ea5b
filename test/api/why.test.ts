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
      then: [{ action: 'comment.create', body: 'x' }],
      ...fields,
    })
  ).body
const readLog = async (): Promise<void> => {
  const relay = new WorkspaceRelay({
    store: relayStore,
    matcher,
    recent: new RecentEvents(),
    workspaceId: acme.workspaceId,
    onRuleRuns: () => {},
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

it('tells nobody of an event of another workspace, nor of one that is not there', async () => {
  const other = await api.workspace()
  expect(await other.call('GET', '/v1/events/9999/automations')).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  const { items } = (await other.call('GET', '/v1/events?limit=1')).body
  const own = await other.call('GET', `/v1/events/${items[0].seq}/automations`)
  expect(own.body).toMatchObject({ total: 0, items: [] })
})
