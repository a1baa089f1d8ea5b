import { AppError } from '@orchestrator/domain'
import type { Run } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { Matcher } from '../relay/matcher.ts'
import { WorkspaceRelay } from '../relay/workspace-round.ts'
import { RecentEvents } from './recent-events.ts'
import { RuleDispatcher, type RuleDispatcherOptions } from './rule-dispatcher.ts'
import { RuleRunner } from './run-rules.ts'

let stage: TestStore
const matcher = new Matcher()
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(async () => {
  await matcher.close()
  await stage?.close()
})

const opened: RuleDispatcher[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.stop()))
})

/** @param run what a transaction does, around the real one */
function dispatcher(
  run: (real: RuleRunner, ...turn: Parameters<RuleRunner['run']>) => Promise<number> = (real, ...turn) =>
    real.run(...turn),
  onRefused: RuleDispatcherOptions['onRefused'] = async () => {},
): RuleDispatcher {
  const real = new RuleRunner(stage.store, new RecentEvents())
  const one = new RuleDispatcher({
    ...{ relayStore: stage.open('relay', 2), appStore: stage.store, logger: pino({ enabled: false }), onRefused },
    runner: { run: (...turn) => run(real, ...turn) },
    outagePauseMs: 50,
  })
  opened.push(one)
  return one
}

/** A workspace in which a rule is due so many times. */
async function due(count: number, body = 'seen'): Promise<TestWorkspace> {
  const w = await stage.workspace()
  const projectId = await w.project()
  await w.run('rule.create', { name: 'r', when: 'task.created', then: [{ action: 'comment.create', body }] })
  for (let at = 0; at < count; at += 100) {
    const some = Array.from({ length: Math.min(100, count - at) }, (_, n) => ({ projectId, title: `${at + n}` }))
    await Promise.all(some.map((data) => w.run('task.create', data)))
  }
  const relayStore = stage.open('relay', 1)
  const relay = new WorkspaceRelay({ store: relayStore, matcher, recent: new RecentEvents(), workspaceId: w.id })
  const head = (await w.events()).length
  while (relay.position < head) await relay.round(500, head)
  return w
}

const runs = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq, id`)
const statuses = async (w: TestWorkspace) => [...new Set((await runs(w)).map(({ status }) => status))]
const comments = async (w: TestWorkspace) =>
  (await w.events()).filter(({ type }) => type === 'comment.created').map(({ causationId }) => causationId)

test('a look finds what is due, and each is done once although everything is told again and by two', async () => {
  const [a, b] = [await due(450), await due(3)]
  const both = [dispatcher(), dispatcher()]
  await Promise.all(both.map((one) => one.look()))
  for (const one of both) for (const w of [a, b, a]) one.poke(w.id)
  for (const w of [a, b]) await expect.poll(() => statuses(w), { timeout: 30_000 }).toEqual(['completed'])
  expect(await comments(a)).toHaveLength(450)
  expect(new Set(await comments(a)).size).toBe(450)
  expect(await comments(b)).toHaveLength(3)
})

test('a workspace with a long backlog lets others have their turn, and does its own in the order of events', async () => {
  const [long, short] = [await due(1_000), await due(1)]
  let turns = 0
  let turnsBefore = -1
  const one = dispatcher(async (real, workspaceId, ...rest) => {
    const count = await real.run(workspaceId, ...rest)
    if (workspaceId === short.id) turnsBefore = turns
    else if (count > 0) turns++
    return count
  })
  one.poke(long.id)
  one.poke(short.id)
  await expect.poll(() => statuses(long), { timeout: 60_000 }).toEqual(['completed'])
  // Its backlog takes five or more.
  expect(turns).toBeGreaterThanOrEqual(5)
  expect(turnsBefore).toBeGreaterThanOrEqual(0)
  expect(turnsBefore).toBeLessThan(3)
  const ofTask = new Map((await long.events()).map((event) => [event.id, event.seq]))
  const order = (await comments(long)).map((cause) => ofTask.get(cause as string) ?? 0)
  expect(order).toEqual(order.toSorted((x, y) => x - y))
})

test('where the database is away, nothing fails and it is tried again; elsewhere rules go on', async () => {
  const [away, here] = [await due(2), await due(2)]
  let outages = 3
  const one = dispatcher(async (real, workspaceId, ...rest) => {
    if (workspaceId === away.id && outages-- > 0) throw new AppError('unavailable', 'the database is away')
    return real.run(workspaceId, ...rest)
  })
  for (const w of [away, here]) one.poke(w.id)
  await expect.poll(() => statuses(here), { timeout: 20_000 }).toEqual(['completed'])
  await expect.poll(() => statuses(away), { timeout: 20_000 }).toEqual(['completed'])
  expect(outages).toBeLessThan(0)
})

test('one that the database refuses is set aside and told of; those with which it came are done', async () => {
  // It takes no NUL.
  const w = await due(5, '{{event.task.title == "3" ? "\\u0000" : "fine"}}')
  const refused: string[] = []
  const one = dispatcher(undefined, async ({ workspaceId, runId }) => {
    expect(workspaceId).toBe(w.id)
    refused.push(runId)
  })
  one.poke(w.id)
  await expect.poll(() => statuses(w), { timeout: 20_000 }).toEqual(['completed', 'running'])
  const aside = (await runs(w)).filter(({ status }) => status === 'running')
  expect(refused).toEqual(aside.map(({ id }) => id))
  expect(await comments(w)).toHaveLength(4)
})

test('it ends after what is under way, and what it did not get to is still due', async () => {
  const w = await due(600)
  const one = dispatcher()
  one.poke(w.id)
  await expect.poll(async () => (await statuses(w)).includes('completed'), { timeout: 20_000 }).toBe(true)
  await one.stop()
  one.poke(w.id)
  const left = (await runs(w)).filter(({ status }) => status === 'queued').length
  expect((await runs(w)).every(({ status }) => status === 'queued' || status === 'completed')).toBe(true)
  expect(await comments(w)).toHaveLength(600 - left)
  const next = dispatcher()
  await next.look()
  await expect.poll(() => statuses(w), { timeout: 30_000 }).toEqual(['completed'])
  expect(await comments(w)).toHaveLength(600)
})
