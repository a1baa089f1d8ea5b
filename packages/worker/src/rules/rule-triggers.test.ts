import { type AnyEvent, AppError, type CommandInput, type Schedule } from '@orchestrator/domain'
import { findWebhook, type Run } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { startRelayHost } from '../relay-host.ts'
import { installRuntime } from '../temporal/runtime.ts'

let stage: TestStore
let host: { stop(): Promise<void> } | undefined
const quiet = pino({ enabled: false })
vi.setConfig({ testTimeout: 120_000 })
const patient = { timeout: 60_000, interval: 100 }

beforeAll(async () => {
  installRuntime(quiet)
  const [opened, temporal] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  host = await startRelayHost({ ...stage.database, temporal, home: testHome, logger: quiet })
})
afterAll(async () => {
  await host?.stop()
  await stage?.close()
})

type When = CommandInput<'rule.create'>['when']
async function rule(w: TestWorkspace, when: When, title: string, more: object = {}) {
  const projectId = await w.project()
  const actions = [{ action: 'task.create', projectId, title }]
  return (await w.run('rule.create', { name: 'r', when, ['then' as string]: actions, ...more } as never)).result.id
}
const titles = (w: TestWorkspace) =>
  w.store.read(w.id, async (tx) =>
    (await tx<{ title: string }[]>`select title from tasks order by number`).map((row) => row.title),
  )
const runsOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq`)
const fieldsOf = async (work: Promise<unknown>) => {
  const error = await work.then(() => null).catch((reason: unknown) => reason)
  return error instanceof AppError ? error.fields.map(({ path }) => path) : error
}

test('at times: its schedule is made, switched and removed with the rule', async () => {
  const w = await stage.workspace()
  const id = await rule(w, { schedule: { every: '10 seconds' } }, 'At {{event.scheduledFor}}')
  await expect.poll(async () => (await titles(w)).length, patient).toBeGreaterThanOrEqual(1)
  expect((await titles(w))[0]).toMatch(/^At 20\d\d-\d\d-\d\dT.*0Z$/)
  const schedule = async () =>
    (await w.store.read(w.id, (tx) => tx<Schedule[]>`select * from schedules where workspace_id = ${w.id}`))[0]
  await w.run('rule.update', { id, enabled: false })
  expect(await schedule()).toMatchObject({ enabled: false, nextAt: null, ownerId: id, ownerKind: 'rule' })
  await w.run('rule.update', { id, enabled: true, when: { schedule: { cron: '0 9 * * *', timeZone: 'Asia/Tokyo' } } })
  expect(await schedule()).toMatchObject({
    enabled: true,
    timeZone: 'Asia/Tokyo',
    nextAt: expect.stringMatching(/T00:00:00/),
  })
  await w.run('rule.delete', { id })
  expect(await schedule()).toMatchObject({ removedAt: expect.any(String), nextAt: null })
})

test('at times, under a condition, and only at its own', async () => {
  const w = await stage.workspace()
  const schedule = { cron: '0 0 1 1 *' }
  const id = await rule(w, { schedule }, 'mine', { if: 'event.reason == "trigger"' })
  const other = await rule(w, { schedule }, 'other')
  const [own] = await w.store.read(
    w.id,
    (tx) => tx<Schedule[]>`select * from schedules where workspace_id = ${w.id} and owner_id = ${id}`,
  )
  await w.run('schedule.backfill', { id: own?.id ?? '', from: '2024-12-31T00:00:00Z', to: '2025-01-02T00:00:00Z' })
  await w.run('schedule.trigger', { id: own?.id ?? '' })
  await expect.poll(() => titles(w), patient).toEqual(['mine'])
  expect((await runsOf(w)).map(({ automationId }) => automationId)).toEqual([id])
  expect(other).not.toBe(id)
})

test('on a webhook: only at its path, its body typed, and one that does not meet the schema fails with the field', async () => {
  const w = await stage.workspace()
  const body = { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] }
  const when = { webhook: 'orders', verify: 'hmac', hmac: { header: 'X-Signature' }, body } as const
  await rule(w, when, 'Order {{event.body.amount}}', { if: 'event.body.amount > 10.0' })
  expect(await fieldsOf(rule(w, when, '{{event.body.amuont}}'))).toEqual(['then.0.title'])
  const receive = (path: string, given: unknown) =>
    w.run('webhook.receive', { path, headers: {}, body: given as never })
  await receive('others', { amount: 50 })
  await receive('orders', { amount: 5 })
  await receive('orders', { amount: 12 })
  await expect
    .poll(() => titles(w), patient)
    .toEqual(['Order 12.0'].map((title) => expect.stringMatching(title.replace('.0', ''))))
  expect(await findWebhook(w.store, stage.database.masterKey, w.id, 'orders')).toMatchObject({
    verify: 'hmac',
    hmac: { header: 'x-signature', algorithm: 'sha256' },
    memberId: w.owner.actor.memberId,
  })
  // A webhook has one verification.
  expect(await fieldsOf(rule(w, { webhook: 'orders', verify: 'github' }, 'x'))).toEqual(['when.verify'])
  expect(await fieldsOf(rule(w, { webhook: 'plain', verify: 'hmac' }, 'x'))).toEqual(['when.hmac'])
  await rule(w, { webhook: 'strict', verify: 'none', body }, 'never')
  await receive('strict', { amount: 'many' })
  await expect
    .poll(async () => (await runsOf(w)).find((run) => run.status === 'failed')?.error, patient)
    .toMatchObject({ code: 'invalid_input', fields: [{ path: 'body.amount' }] })
})

test('on a webhook: no text that somebody sends holds up its own rule or others, whatever expression it is held against', async () => {
  const w = await stage.workspace()
  const body = { type: 'object', properties: { code: { type: 'string', pattern: '^(a+)+$' } } }
  await rule(w, { webhook: 'codes', verify: 'none', body }, '{{event.body.code}}')
  await rule(w, 'tag.created', 'tagged')
  const receive = (code: string) => w.run('webhook.receive', { path: 'codes', headers: {}, body: { code } as never })
  await receive(`${'a'.repeat(40)}b`)
  await w.run('tag.create', { name: 'x' })
  await receive('aaa')
  await expect.poll(async () => (await titles(w)).sort(), patient).toEqual(['aaa', 'tagged'])
  const [run] = await runsOf(w)
  expect(run?.error).toMatchObject({ fields: [{ path: 'body.code', expected: 'a text of the form /^(a+)+$/' }] })
  // What cannot be matched so is refused with the rule, not with what is sent to it.
  const around = { type: 'object', properties: { code: { type: 'string', pattern: '^(?!x)' } } }
  expect(await fieldsOf(rule(w, { webhook: 'around', verify: 'none', body: around }, 'x'))).toEqual(['body'])
})

test('by hand, and the input is checked before anything starts', async () => {
  const w = await stage.workspace()
  const input = { type: 'object', properties: { name: { type: 'string', minLength: 1 } }, required: ['name'] }
  const id = await rule(w, { manual: { input } }, 'Hello {{event.input.name}}')
  await rule(w, { manual: {} }, 'another')
  expect(await fieldsOf(w.run('rule.run', { id, input: { name: 7 } as never }))).toEqual(['input.name'])
  expect(await fieldsOf(rule(w, { manual: { input: { type: 'nonsense' } } }, 'x'))).toHaveLength(1)
  await w.run('rule.run', { id, input: { name: 'Ada' } as never }, await w.member('CONTRIBUTOR'))
  await expect.poll(() => titles(w), patient).toEqual(['Hello Ada'])
})

test('at the end of another run, and such a chain ends at its limit', async () => {
  const w = await stage.workspace()
  const broken = [{ action: 'task.update', taskId: '{{event.id}}', title: 'nobody' }]
  const first = (
    await w.run('rule.create', { name: 'breaks', when: 'tag.created', ['then' as string]: broken } as never)
  ).result.id
  await rule(w, { run: first, on: 'failed' }, '{{event.run.name}}: {{event.error.code}}')
  // A name is a playbook's, though a rule is called so.
  expect(await fieldsOf(rule(w, { run: 'breaks', on: 'failed' }, 'never'))).toEqual(['when.run'])
  await w.run('tag.create', { name: 'x' })
  await expect.poll(() => titles(w), patient).toEqual(['breaks: not_found'])
  const failed = (await w.events()).find((event) => event.type === 'run.failed') as AnyEvent
  expect((await runsOf(w)).map((run) => [run.eventId === failed.id, run.depth])).toEqual([
    [false, 1],
    [true, 2],
  ])
})

test('what is wrong is named by its field', async () => {
  const w = await stage.workspace()
  const wrong = (when: unknown) => fieldsOf(rule(w, when as When, 'x'))
  expect(await wrong({ schedule: { cron: '61 * * * *' } })).toEqual(['when.schedule.cron'])
  expect(await wrong({ schedule: { every: '1 second' } })).toEqual(['when.schedule.every'])
  expect(await wrong({ schedule: { every: '1 hour', timeZone: 'Mars/Olympus' } })).toEqual(['when.schedule.timeZone'])
  expect(await wrong({ run: 'x', on: 'begun' })).toEqual(['when.on'])
  expect(await wrong({ webhook: 'Not A Path' })).toEqual(['when.webhook'])
  expect(await wrong({ event: 'task.exploded' })).toEqual(['when.event'])
  expect(await rule(w, { event: 'tag.created' }, 'x')).toEqual(expect.any(String))
})
