import { AppError, type CommandInput, maximumDepth, newId } from '@orchestrator/domain'
import { cursorOf, type Run, type RunStepRow, type Store, setRuleRunAside } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testHome } from '../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../test/support/workspace.ts'
import { Matcher } from './relay/matcher.ts'
import { WorkspaceRelay } from './relay/workspace-round.ts'
import { startRelayHost } from './relay-host.ts'
import { RecentEvents } from './rules/recent-events.ts'
import { RefusedRuns, RuleRunner } from './rules/run-rules.ts'
import { installRuntime } from './temporal/runtime.ts'

let stage: TestStore
let relayStore: Store
let host: () => Promise<{ stop(): Promise<void> }>
let running: { stop(): Promise<void> } | undefined
const matcher = new Matcher()
const quiet = pino({ enabled: false })

beforeAll(async () => {
  installRuntime(quiet)
  const [opened, temporal] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  relayStore = stage.open('relay', 3)
  host = () => startRelayHost({ ...stage.database, temporal, home: testHome, logger: quiet })
  running = await host()
})
afterAll(async () => {
  await running?.stop()
  await matcher.close()
  await stage?.close()
})

/** What is done while no host runs, then with one. */
async function withoutHost(work: () => Promise<void>): Promise<void> {
  await running?.stop()
  running = undefined
  try {
    await work()
  } finally {
    running = await host()
  }
}

/** Matches what the log has, as the relay does, and runs nothing. */
async function matchOnly(w: TestWorkspace): Promise<void> {
  const relay = new WorkspaceRelay({
    store: relayStore,
    matcher,
    recent: new RecentEvents(),
    workspaceId: w.id,
  })
  const head = (await w.events()).length
  while (relay.position < head) await relay.round(500, head)
}

type Actions = CommandInput<'rule.create'>['then']
/** What names nothing, told only when the rule runs: a constant would be refused when it is saved. */
const unknown = () => `{{"${newId()}"}}`
const rule = (
  w: TestWorkspace,
  name: string,
  then: Actions,
  more: Partial<CommandInput<'rule.create'>> = {},
  as = w.owner,
) => w.run('rule.create', { name, when: 'task.created', if: `event.task.title == "${name}"`, then, ...more }, as)

const runsOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<Run[]>`select * from runs where workspace_id = ${w.id} order by event_seq, id`)
const stepsOf = (w: TestWorkspace, runId: string) =>
  w.store.read(w.id, (tx) => tx<RunStepRow[]>`select * from run_steps where run_id = ${runId} order by step`)
const tasksOf = (w: TestWorkspace) =>
  w.store.read(w.id, (tx) => tx<{ title: string }[]>`select title from tasks order by number`)

/** All runs of a workspace, once they have ended and the log is read. */
async function ended(w: TestWorkspace, count: number): Promise<Run[]> {
  await expect
    .poll(
      async () => {
        const runs = await runsOf(w)
        const read = (await cursorOf(w.store, w.id)) === (await w.events()).length
        return read && runs.every((run) => run.endedAt !== null) ? runs.length : -1
      },
      { timeout: 25_000, interval: 50 },
    )
    .toBe(count)
  return [...(await runsOf(w))]
}

const followUp: Actions = [
  { action: 'task.create', title: 'Follow up: {{event.task.title}}', tags: ['auto'] },
  { action: 'comment.create', body: 'seen' },
]

describe('a rule', () => {
  test('runs for its event, as its owner, and its history shows each command with what went in and came out', async () => {
    const w = await stage.workspace()
    const [project, manager] = [await w.project(), await w.member('MANAGER')]
    const made = await rule(w, 'go', followUp, {}, manager)
    const task = await w.task(project, { title: 'go' })
    const [run] = await ended(w, 1)
    expect(run).toMatchObject({
      status: 'completed',
      error: null,
      attempts: 1,
      memberId: manager.actor.memberId,
      automationId: made.result.id,
    })
    const events = await w.events()
    const trigger = events.find((event) => event.subject.id === task)
    const effects = events.filter((event) => event.actor.type === 'rule_run')
    expect(effects.map((event) => event.type)).toEqual(['tag.created', 'task.created', 'comment.created'])
    for (const effect of effects) {
      expect(effect).toMatchObject({
        actor: { type: 'rule_run', id: run?.id, memberId: manager.actor.memberId },
        causationId: trigger?.id,
        correlationId: trigger?.correlationId,
        depth: 1,
      })
    }
    const steps = await stepsOf(w, run?.id ?? '')
    expect(steps).toMatchObject([
      {
        step: 0,
        kind: 'command',
        name: 'task.create',
        status: 'completed',
        input: [{ type: 'task.create', data: { title: 'Follow up: go', projectId: project } }],
        output: [{ kind: 'task', version: 1 }],
        error: null,
        attempts: 1,
      },
      {
        step: 1,
        kind: 'command',
        name: 'comment.create',
        status: 'completed',
        input: [{ type: 'comment.create', data: { taskId: task, body: 'seen' } }],
        output: [{ kind: 'comment' }],
      },
    ])
    expect(run?.result).toEqual(steps.flatMap((step) => step.output as object[]))
  })

  test('makes and changes tasks of a project with a required custom field', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await w.run('custom_field.create', { key: 'region', name: 'Region', type: 'text', required: true })
    await w.run('custom_field.create', { key: 'points', name: 'Points', type: 'number' })
    const customFields = { region: '{{event.task.customFields.region}}-2', points: 3 }
    await rule(w, 'go', [
      { action: 'task.create', title: 'next', customFields },
      { action: 'task.update', customFields },
    ])
    await rule(w, 'without', [{ action: 'task.create', title: 'next' }])
    const wrong = rule(w, 'wrong', [{ action: 'task.update', customFields: { region: ['{{event.titel}}'] } }])
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_condition',
      fields: [{ path: 'then.0.customFields.region.0' }],
    })
    for (const title of ['go', 'without']) await w.task(project, { title, customFields: { region: 'north' } })
    const [done, refused] = await ended(w, 2)
    expect(done).toMatchObject({ status: 'completed' })
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } })
    const rows = await w.store.read(
      w.id,
      (tx) => tx<{ title: string; customFields: object }[]>`select title, custom_fields from tasks order by number`,
    )
    const given = { region: 'north-2', points: 3 }
    expect(rows.filter(({ title }) => title !== 'without')).toEqual([
      { title: 'go', customFields: given },
      { title: 'next', customFields: given },
    ])
  })

  test('does all of its actions or none, and says which was refused', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await rule(w, 'half', [...followUp, { action: 'task.update', taskId: unknown(), title: 'nobody' }])
    await w.task(project, { title: 'half' })
    const [run] = await ended(w, 1)
    expect(run).toMatchObject({
      status: 'failed',
      result: null,
      error: { code: 'not_found', fields: [{ path: 'commands.2.data.id' }] },
    })
    expect((await tasksOf(w)).map((task) => task.title)).toEqual(['half'])
    expect(await stepsOf(w, run?.id ?? '')).toMatchObject([
      { step: 2, name: 'task.update', status: 'failed', output: null, error: { code: 'not_found' } },
    ])
  })

  test('that fails says so in the log, and what reacts to that is one automation deeper; one that succeeds says nothing', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await rule(w, 'broken', [{ action: 'task.update', taskId: unknown(), title: 'nobody' }])
    await rule(w, 'undecided', [{ action: 'comment.create', body: '{{event.task.customFields.region}}' }])
    await rule(w, 'fine', followUp)
    const alarm: Actions = [
      { action: 'task.create', projectId: project, title: '{{event.run.name}}: {{event.error.code}}' },
    ]
    await rule(w, 'alarm', alarm, { when: 'run.failed', if: null })
    for (const title of ['broken', 'undecided', 'fine']) await w.task(project, { title })
    const runs = await ended(w, 5)
    expect(runs.map((run) => run.status).sort()).toEqual(['completed', 'completed', 'completed', 'failed', 'failed'])
    const told = (await w.events()).filter((event) => event.subject.type === 'run')
    expect(told.map((event) => [event.type, event.depth])).toEqual([
      ['run.failed', 1],
      ['run.failed', 1],
    ])
    expect((await w.events()).filter((event) => event.depth === 2).map((event) => event.type)).toEqual([
      'task.created',
      'task.created',
    ])
    const titles = (await tasksOf(w)).map((task) => task.title)
    expect(titles).toEqual(expect.arrayContaining(['broken: not_found', 'undecided: invalid_condition']))
  })

  test('acts with no more than its owner’s rights and its scopes', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    const [manager, demoted] = [await w.member('MANAGER'), await w.member('MANAGER')]
    await rule(w, 'left', followUp, {}, manager)
    await rule(w, 'demoted', followUp, {}, demoted)
    // What a field needs is not known before it has a value.
    const assigneeId = w.owner.actor.memberId
    const assigning: Actions = [{ action: 'task.create', title: 'for {{event.task.title}}', assigneeId }]
    await rule(w, 'scoped', assigning, { scopes: ['task.create'] })
    await w.run('member.remove', { id: manager.actor.memberId })
    await w.run('member.update', { id: demoted.actor.memberId, role: 'VIEWER' })
    for (const title of ['left', 'demoted', 'scoped']) await w.task(project, { title })
    const runs = await ended(w, 3)
    expect(runs.map((run) => [run.name, run.status, run.error?.code])).toEqual([
      ['left', 'failed', 'forbidden'],
      ['demoted', 'failed', 'forbidden'],
      ['scoped', 'failed', 'forbidden'],
    ])
    expect(await tasksOf(w)).toHaveLength(3)
  })

  test('an expression that has no value fails its run alone', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await rule(w, 'go', [{ action: 'comment.create', body: '{{event.task.customFields.region}}' }])
    await rule(w, 'go', followUp)
    await w.task(project, { title: 'go' })
    const runs = await ended(w, 2)
    expect(runs.map((run) => run.status).sort()).toEqual(['completed', 'failed'])
    expect(runs.find((run) => run.status === 'failed')?.error).toMatchObject({
      code: 'invalid_condition',
      message: expect.stringContaining('region'),
    })
  })

  test('that the database refuses goes its own way, and harms none of those beside it', async () => {
    const [w, other] = [await stage.workspace(), await stage.workspace()]
    const [project, elsewhere] = [await w.project(), await other.project()]
    await rule(other, 'go', followUp)
    await withoutHost(async () => {
      await rule(w, 'go', [{ action: 'comment.create', body: 'NUL {{"\\u0000"}}' }])
      for (let n = 0; n < 5; n++) await rule(w, 'go', followUp)
      await w.task(project, { title: 'go' })
      await other.task(elsewhere, { title: 'go' })
    })
    const started = Date.now()
    const runs = await ended(w, 6)
    expect(runs.map((run) => run.status).sort()).toEqual([...Array(5).fill('completed'), 'failed'])
    const failed = runs.find((run) => run.status === 'failed')
    expect(failed?.error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('NUL') })
    const told = (await w.events()).filter((event) => event.type === 'run.failed')
    expect(told).toMatchObject([{ run: { id: failed?.id }, error: { code: 'invalid_input' } }])
    expect((await tasksOf(w)).filter((task) => task.title === 'Follow up: go')).toHaveLength(5)
    expect((await ended(other, 1))[0]?.status).toBe('completed')
    expect(Date.now() - started).toBeLessThan(25_000)
  })
})

describe('between match and run', () => {
  test('a rule that is switched off or deleted is skipped and says so; one that was edited runs as it was', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await withoutHost(async () => {
      const [off, gone, edited] = [
        await rule(w, 'off', followUp),
        await rule(w, 'gone', followUp),
        await rule(w, 'edited', followUp),
      ]
      for (const title of ['off', 'gone', 'edited']) await w.task(project, { title })
      await matchOnly(w)
      expect((await runsOf(w)).map((run) => run.status)).toEqual(['queued', 'queued', 'queued'])
      await w.run('rule.update', { id: off.result.id, enabled: false })
      await w.run('rule.delete', { id: gone.result.id })
      await w.run('rule.update', { id: edited.result.id, then: [{ action: 'comment.create', body: 'new' }] })
    })
    const runs = await ended(w, 3)
    expect(runs.map((run) => [run.name, run.status, run.error?.message ?? null])).toEqual([
      ['off', 'skipped', expect.stringContaining('switched off')],
      ['gone', 'skipped', expect.stringContaining('deleted')],
      ['edited', 'completed', null],
    ])
    expect((await tasksOf(w)).map((task) => task.title)).toEqual(['off', 'gone', 'edited', 'Follow up: edited'])
  })

  test('a run that is cancelled while it waits does nothing', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await withoutHost(async () => {
      await rule(w, 'go', followUp)
      await w.task(project, { title: 'go' })
      await matchOnly(w)
      const [run] = await runsOf(w)
      await w.run('run.cancel', { id: run?.id ?? '' })
    })
    expect((await ended(w, 1))[0]).toMatchObject({ status: 'canceled' })
    expect(await tasksOf(w)).toHaveLength(1)
  })

  test('what a batch had set aside is run all the same when the batch is gone', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await withoutHost(async () => {
      await rule(w, 'go', followUp)
      await w.task(project, { title: 'go' })
      await matchOnly(w)
      const [run] = await runsOf(w)
      await setRuleRunAside(w.store, w.id, run?.id ?? '', newId())
      await w.store.write(
        w.id,
        (tx) => tx`update runs set started_at = now() - interval '20 seconds' where id = ${run?.id ?? ''}`,
      )
    })
    expect((await ended(w, 1))[0]).toMatchObject({ status: 'completed' })
    expect(await tasksOf(w)).toHaveLength(2)
  })

  test('an outage of the transaction before is not blamed on the runs behind it, and they do not overtake', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await withoutHost(async () => {
      await rule(w, 'go', followUp)
      await w.task(project, { title: 'go' })
      await matchOnly(w)
      const lost = Promise.reject(new RefusedRuns([], new AppError('unavailable', 'the connection was lost')))
      lost.catch(() => {})
      const turn = { before: { taken: Promise.resolve(), done: lost }, onTaken: () => {} }
      await expect(new RuleRunner(w.store, new RecentEvents()).run(w.id, newId(), 10, turn)).rejects.toMatchObject({
        refusal: { code: 'unavailable' },
      })
      expect((await runsOf(w)).map((run) => run.status)).toEqual(['queued'])
      expect(await tasksOf(w)).toHaveLength(1)
    })
    expect((await ended(w, 1))[0]).toMatchObject({ status: 'completed' })
  })

  test('what was written while nobody followed the log is run, once, in its order', async () => {
    const w = await stage.workspace()
    const project = await w.project()
    await withoutHost(async () => {
      await rule(w, 'go', followUp)
      // More than share a transaction.
      const tasks = Array.from({ length: 450 }, () => ({
        id: newId(),
        type: 'task.create' as const,
        data: { projectId: project, title: 'go' },
      }))
      await w.store.execute(w.owner, tasks)
    })
    const runs = await ended(w, 450)
    expect(runs.every((run) => run.status === 'completed')).toBe(true)
    const causes = (await w.events())
      .filter((event) => event.actor.type === 'rule_run' && event.type === 'task.created')
      .map((event) => event.causationId)
    expect(causes).toEqual(runs.map((run) => run.eventId))
  })
})

test('two rules that start each other end at the limit, with a run that says why', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  await w.run('rule.create', { name: 'ping', when: 'task.created', then: [{ action: 'comment.create', body: 'ping' }] })
  await w.run('rule.create', {
    name: 'pong',
    when: 'comment.created',
    then: [{ action: 'task.create', title: 'pong' }],
  })
  await w.task(project)
  const runs = await ended(w, maximumDepth + 1)
  expect(runs.map((run) => [run.depth, run.status])).toEqual([
    ...Array.from({ length: maximumDepth }, (_, n) => [n + 1, 'completed']),
    [maximumDepth + 1, 'skipped'],
  ])
  expect(runs.at(-1)?.error).toMatchObject({ code: 'depth_limit', message: expect.stringContaining('loop') })
  expect(new Set(runs.map((run) => run.correlationId)).size).toBe(1)
})

test('two hosts, twenty workspaces, one run for each match and one effect for each run', async () => {
  const second = await host()
  try {
    const spaces = await Promise.all(Array.from({ length: 20 }, () => stage.workspace()))
    const projects = await Promise.all(spaces.map((w) => w.project()))
    await Promise.all(spaces.map((w) => rule(w, 'go', followUp)))
    await Promise.all(
      spaces.map(async (w, n) => {
        for (let round = 0; round < 6; round++) await w.task(projects[n] ?? '', { title: 'go' })
      }),
    )
    for (const w of spaces) {
      const runs = await ended(w, 6)
      expect(runs.every((run) => run.status === 'completed')).toBe(true)
      expect((await tasksOf(w)).filter((task) => task.title === 'Follow up: go')).toHaveLength(6)
    }
  } finally {
    await second.stop()
  }
})
