import { readdir, utimes } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { requeueRun } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

let folder: PlaybookFolder
let stage: Stage
let port = 0
let asked = 0
const server = createServer((request, response) => {
  asked++
  if (request.url === '/flaky' && asked % 2 === 1) return void response.writeHead(503).end('busy')
  response.setHeader('x-key', String(request.headers['idempotency-key'] ?? '-'))
  response.end(JSON.stringify({ url: request.url, method: request.method }))
})

const starts = (id: string) => `on('task.created', { if: (e) => e.task.title.eq('${id}') })`
const text = (id: string, body: string, more: { head?: string; more?: string } = {}) =>
  playbookText(id, body, { when: starts(id), ...more })

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  folder = await createPlaybookFolder({
    'a/follow-up/playbook.ts': text(
      'follow-up',
      "const t = await tasks.create({ projectId: event.task.projectId, title: 'Follow up' }); return { id: t.id, identifier: t.identifier }",
    ),
    'a/reads/playbook.ts': text(
      'reads',
      "const t = await tasks.get(event.task.id); const l = await tasks.list({ projectId: event.task.projectId, limit: 1 }); const none = await tasks.get('nope'); return { title: t.title, items: l.items.length, more: l.nextCursor !== null, none }",
    ),
    'a/sleeps/playbook.ts': text('sleeps', "const a = Date.now(); await sleep('300 ms'); return Date.now() - a >= 300"),
    'a/waits/playbook.ts': text(
      'waits',
      "const done = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(event.task.id).and(e.to.eq('completed')), timeout: '1 hour' }); return done?.task.title ?? null",
    ),
    'a/late/playbook.ts': text(
      'late',
      "await sleep('700 ms'); const done = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(event.task.id), timeout: '1 hour' }); return done?.to ?? null",
    ),
    'a/expires/playbook.ts': text(
      'expires',
      "const done = await waitFor('task.deleted', { timeout: '200 ms' }); return done === null",
    ),
    'a/calls/playbook.ts': text(
      'calls',
      `const a = await http.get('http://127.0.0.1:${'PORT'}/plain'); const b = await http.get('http://127.0.0.1:${'PORT'}/flaky'); const c = await http.post('http://127.0.0.1:${'PORT'}/post', { json: { a: 1 } }); let refused = ''; try { await http.get('http://169.254.169.254/') } catch (e) { refused = e.name + ' ' + e.status } return { a: a.json().url, b: b.status, key: c.headers['x-key'], refused }`.replaceAll(
        'PORT',
        String(port),
      ),
    ),
    'a/steps/playbook.ts': text(
      'steps',
      "const sum = await steps.add(1, 2); let said = ''; try { await steps.fails() } catch (e) { said = e.name + ': ' + e.message } let ended = ''; try { await steps.loops() } catch (e) { ended = e.message } return { sum, said, ended, greeting: await steps.greeting() }",
      {
        head: "import { steps as stepsOf } from '@orchestrator/sdk'",
        more: " steps: stepsOf<typeof import('./steps.ts')>({ timeout: '1 second', attempts: 1 }),",
      },
    ),
    'a/steps/steps.ts':
      "import { setTimeout as p } from 'node:timers/promises'\nexport async function add(a: number, b: number) { await p(1); return a + b }\nexport function fails() { throw new RangeError('too far') }\nexport function loops() { for (;;); }\nexport const greeting = () => process.env['GREETING'] + ' ' + process.env['ORCHESTRATOR_MASTER_KEY']\n",
    'a/refused/playbook.ts': text(
      'refused',
      "try { await tasks.update('00000000-0000-4000-8000-000000000000', { title: 'x' }) } catch (e) { return e.name + ' ' + e.code }",
    ),
    'a/throws/playbook.ts': text('throws', "throw new RangeError('boom')"),
    'a/bigint/playbook.ts': text('bigint', 'return { a: 1n } as any'),
    'a/large/playbook.ts': text('large', "return 'x'.repeat(400_000)"),
    'a/forever/playbook.ts': text('forever', 'await new Promise(() => {})'),
  })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  // What it compiles is its own: it is made old below, and old things are removed.
  stage = await openStage({ database, temporal, folder: folder.path })
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
  server.close()
})

const resultOf = async (id: string, options = {}) => {
  await stage.createTask(id)
  const detail = await stage.ended(id, { title: id, ...options })
  expect(detail.run.error).toBeNull()
  return { detail, result: detail.run.result, steps: detail.steps }
}

describe('the playbook host', () => {
  it('runs a playbook on an event: command, result, step with its events, search attributes, memo', async () => {
    const { detail, result, steps } = await resultOf('follow-up')
    expect(detail.run.status).toBe('completed')
    const follow = (await stage.tasks()).find(({ title }) => title === 'Follow up')
    expect(result).toEqual({ id: follow?.id, identifier: expect.stringMatching(/^DEMO-\d+$/) })
    expect(steps).toMatchObject([
      {
        step: 0,
        kind: 'command',
        name: 'tasks.create',
        status: 'completed',
        commands: [{ type: 'task.create', events: [{ type: 'task.created', depth: 1 }] }],
      },
    ])
    // The row is written by the last step; the workflow closes right after.
    await stage.temporal.client.workflow.getHandle(detail.run.workflowId ?? '').result()
    const description = await stage.temporal.client.workflow.getHandle(detail.run.workflowId ?? '').describe()
    expect(description.type).toBe('follow-up')
    expect(description.searchAttributes).toMatchObject({
      Workspace: [stage.workspaceId],
      Playbook: ['follow-up'],
      Trigger: ['task.created'],
      Project: [stage.projectId],
    })
    expect(description.memo).toMatchObject({ why: expect.stringContaining('task.created') })
    expect(description.status.name).toBe('COMPLETED')
  })

  it('reads with the rights of the run', async () => {
    const { result, steps } = await resultOf('reads')
    expect(result).toEqual({ title: 'reads', items: 1, more: true, none: null })
    expect(steps.map(({ kind }) => kind)).toEqual(['query', 'query', 'query'])
  })

  it('sleeps', async () => {
    const { result, steps } = await resultOf('sleeps')
    expect(result).toBe(true)
    expect(steps).toMatchObject([{ kind: 'sleep', status: 'completed' }])
  })

  it('waits for an event', async () => {
    const id = await stage.createTask('waits')
    await stage.ended('waits', { until: ({ steps }) => steps[0]?.status === 'running' })
    await pause(100)
    await stage.execute('task.update', { id, status: 'completed' })
    const { run, steps } = await stage.ended('waits')
    expect(run.result).toBe('waits')
    expect(steps).toMatchObject([{ kind: 'wait', status: 'completed', output: { key: 'event' } }])
    const waits = await stage.store.read(
      stage.workspaceId,
      (tx) => tx`select 1 from waits where workspace_id = ${stage.workspaceId}`,
    )
    expect(waits).toHaveLength(0)
  })

  it('a wait looks back to the event that started the run', async () => {
    const id = await stage.createTask('late')
    await stage.execute('task.update', { id, status: 'started' })
    expect((await stage.ended('late')).run.result).toBe('started')
  })

  it('a wait ends when its time is over', async () => {
    expect((await resultOf('expires')).result).toBe(true)
  })

  it('calls out through guarded requests, retried, with a key for the receiver', async () => {
    const { result } = await resultOf('calls')
    expect(result).toEqual({
      a: '/plain',
      b: 200,
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      refused: 'HttpError 0',
    })
  })

  it('calls steps.ts, whose errors keep their names, whose loops are ended, and which see no secrets', async () => {
    const { result } = await resultOf('steps')
    expect(result).toEqual({
      sum: 3,
      said: 'RangeError: too far',
      ended: expect.stringContaining('1000 ms'),
      greeting: 'hello undefined',
    })
  })

  it('a refused command is caught by its code', async () => {
    expect((await resultOf('refused')).result).toBe('OrchestratorError not_found')
  })

  it('a playbook that throws fails without a second try, with its own words and lines', async () => {
    await stage.createTask('throws')
    const { run } = await stage.ended('throws')
    expect(run).toMatchObject({ status: 'failed', error: { code: 'threw', message: 'RangeError: boom' } })
    expect(JSON.stringify(run.error)).toContain('a/throws/playbook.ts:9')
    const took = Date.parse(run.endedAt ?? '') - Date.parse(run.createdAt)
    expect(took).toBeLessThan(10_000)
  })

  it.each([
    ['bigint', /result\.a is a bigint/],
    ['large', /returned 400002 bytes/],
  ])('%s: what cannot be kept fails the run', async (id, message) => {
    await stage.createTask(id)
    const { run } = await stage.ended(id)
    expect(run).toMatchObject({ status: 'failed', error: { code: 'threw', message: expect.stringMatching(message) } })
  })

  it('a run that waits for ever is cancelled by a person', async () => {
    await stage.createTask('forever')
    const { run } = await stage.ended('forever', { until: (detail) => detail.run.status === 'running' })
    await stage.execute('run.cancel', { id: run.id })
    expect((await stage.ended('forever')).run.status).toBe('canceled')
  })

  it('steps are there after a restart, however long ago they were deployed', async () => {
    const cache = join(stage.config.home, 'cache', 'bundles')
    const longAgo = new Date(Date.now() - 15 * 86_400_000)
    const files = (await readdir(cache)).filter((name) => !name.startsWith('engine-'))
    for (const name of files) await utimes(join(cache, name), longAgo, longAgo)
    await stage.restartHost()
    const since = Date.now()
    await stage.createTask('steps')
    const { run } = await stage.ended('steps', {
      until: (detail) => Date.parse(detail.run.createdAt) >= since && detail.run.endedAt !== null,
    })
    expect(run.result).toMatchObject({ sum: 3 })
  })

  describe('a run whose start was not noted, for the host was killed', () => {
    it('is cancelled with its workflow', async () => {
      await stage.createTask('forever')
      const { run } = await stage.ended('forever', { until: (detail) => detail.run.status === 'running' })
      await stage.store.write(
        stage.workspaceId,
        (tx) => tx`
        update runs set status = 'queued', workflow_id = null, cancel_requested_at = now()
        where workspace_id = ${stage.workspaceId} and id = ${run.id}`,
      )
      expect((await stage.ended('forever')).run).toMatchObject({ id: run.id, status: 'canceled' })
      const workflow = stage.temporal.client.workflow.getHandle(run.workflowId ?? '')
      await workflow.result().catch(() => undefined)
      expect((await workflow.describe()).status.name).toBe('CANCELLED')
    })

    it('goes on when its playbook was switched off meanwhile, as others that are under way do', async () => {
      const id = await stage.createTask('waits')
      const { run } = await stage.ended('waits', { until: ({ steps }) => steps[0]?.status === 'running' })
      await stage.execute('playbook.update', { id: run.automationId, enabled: false })
      await requeueRun(stage.store, stage.workspaceId, run.id)
      await stage.ended('waits', { until: (detail) => detail.run.status !== 'queued' })
      await stage.execute('task.update', { id, status: 'completed' })
      expect((await stage.ended('waits')).run).toMatchObject({ id: run.id, status: 'completed', result: 'waits' })
      await stage.execute('playbook.update', { id: run.automationId, enabled: true })
    })
  })

  it('a run whose start Temporal always refuses fails and says why', async () => {
    await stage.createTask('sleeps')
    const { run } = await stage.ended('sleeps')
    // No name of a workflow may be so long.
    await stage.store.write(
      stage.workspaceId,
      (tx) => tx`
      insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id,
        member_id, depth, correlation_id, status, created_at)
      select workspace_id, gen_random_uuid(), kind, automation_id, repeat('x', 2000), version, definition_seq, event_seq, gen_random_uuid(), event_type,
        subject_type, subject_id, member_id, depth, correlation_id, 'queued', now()
      from runs where workspace_id = ${stage.workspaceId} and id = ${run.id}`,
    )
    expect((await stage.ended('x'.repeat(2000))).run).toMatchObject({
      status: 'failed',
      error: { code: 'workflow_task_failed', message: expect.stringMatching(/^Temporal refuses to start the run: \S/) },
    })
  })

  it('a run that was ended in the Temporal UI says so', async () => {
    await stage.createTask('forever')
    const { run } = await stage.ended('forever', { until: (detail) => detail.run.status === 'running' })
    await stage.temporal.client.workflow.getHandle(run.workflowId ?? '').terminate('enough')
    const { run: ended } = await stage.ended('forever')
    expect(ended).toMatchObject({
      status: 'failed',
      error: { code: 'terminated', message: expect.stringContaining('enough') },
    })
  })
})
