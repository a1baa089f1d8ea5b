import { createConnection } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { startSyncHost } from '../../packages/worker/src/sync/sync-host.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'
import { ActionService } from '../support/sync/action-service.ts'

// What connected services do for playbooks and rules: once each, with the account of a connection, in the process that has its credentials.

const service = new ActionService()
let stage: Stage
let folder: PlaybookFolder
let sync: { stop(): Promise<void> }
const connections: string[] = []

const asks = (title: string, rest = '') =>
  `const { number, url } = await context.integrations.github.createIssue({ repository: 'acme/shop', title: '${title}'${rest} })
   return { number, url }`

beforeAll(async () => {
  const long = "body: 'a'.repeat(5000)"
  folder = await createPlaybookFolder({
    'a/plain/playbook.ts': playbookText('plain', asks('plain', ", labels: ['x']")),
    'a/lost/playbook.ts': playbookText('lost', asks('lost')),
    'a/put-off/playbook.ts': playbookText('put-off', asks('put off')),
    'a/hidden/playbook.ts': playbookText(
      'hidden',
      `const { state } = await context.integrations.github.createIssue({ repository: 'acme/shop', title: 'hidden', ${long} })
       return state.length`,
    ),
    'a/refused/playbook.ts': playbookText(
      'refused',
      `try { await context.integrations.github.createIssue({ repository: 'acme/shop', title: 'refused' }) }
       catch (error) { return [(error as any).code, (error as any).fields[0].path] }
       return null`,
    ),
    'a/wrong/playbook.ts': playbookText('wrong', asks('', ", body: 'b'")),
    'a/named/playbook.ts': playbookText(
      'named',
      `const call = (connection?: string) =>
         context.integrations.github.createIssue({ repository: 'acme/shop', title: 'named' }, connection ? { connection } : {})
           .then(() => 'done', (error: any) => [error.code, error.message])
       return [await call('Second'), await call('Third'), await call()]`,
      { when: "on('project.created')" },
    ),
    'a/narrow/playbook.ts': playbookText('narrow', asks('narrow'), { more: "\n  scopes: ['workspace.read']," }),
  })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
  sync = await startSyncHost({
    ...{ ...database, temporal, home: testHome, logger: pino({ enabled: false }) },
    connectors: { github: service.connector },
  })
  await connect('First')
  service.faults.set('lost', { kind: 'ambiguous', when: 'after' })
  service.faults.set('put off', { kind: 'rate_limited', when: 'before', retryAfterMs: 1_500 })
  service.faults.set('refused', { kind: 'invalid', when: 'before' })
  await stage.createTask('Go')
})
afterAll(async () => {
  await sync?.stop()
  await stage?.close()
  await folder?.remove()
})

async function connect(name: string): Promise<void> {
  const made = await createConnection(stage.store, stage.config.masterKey, stage.principal, {
    ...{ provider: 'github', name, auth: 'token', account: { id: name, name, url: null }, scopes: [], settings: {} },
    credentials: { token: `hush-${name}` },
  })
  connections.push(made.result.id)
}

it('does what a playbook asks for and gives it the answer; the run shows what was asked and answered', async () => {
  const { run, steps } = await stage.ended('plain')
  expect(run).toMatchObject({ status: 'completed', error: null })
  const { number } = run.result as { number: number }
  expect(steps).toMatchObject([
    {
      ...{ kind: 'action', name: 'github.createIssue', status: 'completed', attempts: 1 },
      input: { connection: null, input: { repository: 'acme/shop', title: 'plain', labels: ['x'] } },
      output: { connectionId: connections[0], value: { number, url: `https://github.test/${number}`, state: 'open' } },
    },
  ])
  expect(service.asked.find(({ title }) => title === 'plain')).toMatchObject({ retry: false, token: 'hush-First' })
})

it('an answer that was lost is found by the next try, under the same key', async () => {
  const { run, steps } = await stage.ended('lost')
  expect(run).toMatchObject({ status: 'completed' })
  expect(steps).toMatchObject([{ status: 'completed', attempts: 2 }])
  const tries = service.asked.filter(({ title }) => title === 'lost')
  expect(tries.map(({ retry }) => retry)).toEqual([false, true])
  expect(new Set(tries.map(({ key }) => key)).size).toBe(1)
  expect(service.count('lost')).toBe(1)
})

it('one that the service put off is tried again', async () => {
  expect((await stage.ended('put-off')).run.status).toBe('completed')
  expect(service.count('put off')).toBe(1)
})

it('what was refused is told by its code and its fields, and not tried again', async () => {
  const { run, steps } = await stage.ended('refused')
  expect(run.result).toEqual(['provider_invalid', 'input.title'])
  expect(steps).toMatchObject([{ status: 'failed', attempts: 1, error: { code: 'provider_invalid' } }])
  const wrong = await stage.ended('wrong')
  expect(wrong.run).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } })
  expect(service.asked.filter(({ title }) => title === '')).toEqual([])
})

it('needs the scope integration.use', async () => {
  expect((await stage.ended('narrow')).run).toMatchObject({ status: 'failed', error: { code: 'forbidden' } })
  expect(service.count('narrow')).toBe(0)
})

it('long texts are shown by their beginning, and the playbook has the whole', async () => {
  const { run, steps } = await stage.ended('hidden')
  expect(run.result).toBe(5_000)
  const [step] = steps as unknown as { input: { input: { body: string } }; output: { cut: boolean } }[]
  expect([step?.input.input.body.length, step?.output.cut]).toEqual([2_001, true])
})

it('of several connections the one that is named does it; what is not clear is told with the choices', async () => {
  await connect('Second')
  await stage.execute('project.create', { key: 'MORE', name: 'More' })
  const { run } = await stage.ended('named')
  expect(run.result).toEqual([
    'done',
    ['invalid_input', expect.stringContaining('“First”')],
    ['invalid_input', expect.stringContaining('“Second”')],
  ])
  expect(service.asked.filter(({ title }) => title === 'named').map(({ token }) => token)).toEqual(['hush-Second'])
})

it('a rule does it with templates, and reads the answer', async () => {
  service.faults.set('from Rule', { kind: 'ambiguous', when: 'after' })
  const input = { repository: 'acme/shop', title: 'from {{event.task.title}}', labels: '{{event.task.tags}}' }
  await stage.execute('rule.create', {
    ...{ name: 'issues', when: 'task.created', if: 'event.task.title == "Rule"' },
    then: [
      { action: 'integration.call', name: 'issue', call: 'github.createIssue', connection: 'First', input },
      { action: 'comment.create', body: 'Issue {{steps.issue.number}}: {{steps.issue.url}}' },
    ],
  })
  await stage.createTask('Rule', { tags: ['a', 'b'] })
  const { run, steps } = await stage.ended('issues')
  expect(run).toMatchObject({ status: 'completed', error: null })
  const { number } = [...service.made.values()].find(({ title }) => title === 'from Rule') ?? { number: 0 }
  expect(steps).toMatchObject([
    {
      ...{ kind: 'action', attempts: 2, name: 'github.createIssue' },
      input: { connection: 'First', input: { title: 'from Rule', labels: ['a', 'b'] } },
    },
    { kind: 'command', input: [{ data: { body: `Issue ${number}: https://github.test/${number}` } }] },
  ])
  expect(service.count('from Rule')).toBe(1)
})

it('a retry of a run finds what the failed one may have done', async () => {
  const input = { repository: 'acme/shop', title: 'again' }
  service.faults.set('again', { kind: 'ambiguous', when: 'after' })
  await stage.execute('rule.create', {
    ...{ name: 'once', when: 'task.created', if: 'event.task.title == "Again"' },
    then: [{ action: 'integration.call', call: 'github.createIssue', connection: 'First', input, retries: 0 }],
  })
  await stage.createTask('Again')
  const { run } = await stage.ended('once')
  expect(run).toMatchObject({ status: 'failed', error: { code: 'provider_unavailable' } })
  await stage.execute('run.retry', { id: run.id })
  const retried = await stage.ended('once', { until: (one) => one.run.id !== run.id && one.run.status === 'completed' })
  expect(retried.run.retryOf).toBe(run.id)
  expect(service.count('again')).toBe(1)
})

it('no credential is in what runs keep, nor in the histories of Temporal', async () => {
  const rows = await stage.store.read(
    stage.workspaceId,
    (tx) =>
      tx<{ row: string }[]>`select to_jsonb(s)::text as row from run_steps s union all select data::text from events`,
  )
  expect(rows.filter(({ row }) => row.includes('hush'))).toEqual([])
  for await (const { workflowId } of stage.temporal.client.workflow.list()) {
    const history = await stage.temporal.client.workflow.getHandle(workflowId).fetchHistory()
    expect(Buffer.from(JSON.stringify(history)).includes(Buffer.from('hush').toString('base64').slice(0, 5))).toBe(
      false,
    )
    expect(JSON.stringify(history)).not.toContain('hush')
  }
})

it('while nobody has the credentials it waits, and is done once there is somebody', async () => {
  await sync.stop()
  await stage.execute('rule.create', {
    ...{ name: 'waits', when: 'task.created', if: 'event.task.title == "Waits"' },
    then: [
      {
        ...{ action: 'integration.call', call: 'github.createIssue', connection: 'First' },
        input: { repository: 'acme/shop', title: 'waits' },
      },
    ],
  })
  await stage.createTask('Waits')
  await stage.runs('waits')
  await pause(1_500)
  expect(service.count('waits')).toBe(0)
  sync = await startSyncHost({
    ...{ ...stage.config, home: testHome, logger: pino({ enabled: false }) },
    connectors: { github: service.connector },
  })
  expect((await stage.ended('waits')).run.status).toBe('completed')
  expect(service.count('waits')).toBe(1)
})
