import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from '@orchestrator/cli/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { type Json, startApi, type TestApi, type TestWorkspace } from '../api/start-api.ts'

// What the command line says of a playbook of a folder on the events of a platform, over the API alone. Nothing runs it there.

let api: TestApi
let place: TestWorkspace
let folder: PlaybookFolder

const text = (edit: { body?: string } = {}) => `
import { on, playbook, steps } from '@orchestrator/sdk'

export default playbook({
  id: 'follow-up',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
  steps: steps<typeof import('./steps.ts')>(),
  async run({ event, tasks, comments, waitFor, sleep, http, steps, approval }) {
    const { task } = event
    const started = Date.now()
    ${edit.body ?? ''}
    const made = await tasks.create({ projectId: task.projectId, title: \`Follow up: \${task.title}\` })
    const answer = await http.post('https://example.com/x?secret=1', { json: {} })
    const measured = await steps.measure(task.title)
    await sleep('3 days')
    const days = (Date.now() - started) / 86_400_000
    const next = await waitFor('task.updated', { if: (e) => e.task.id.eq(task.id), timeout: '1 hour' })
    const said = await approval({ title: 'Go on?', from: { role: 'ADMIN' }, timeout: '1 hour' })
    await comments.create({ taskId: made.id, body: [days, answer.status, measured, next?.task.title, said?.approved].join() })
  },
})
`

beforeAll(async () => {
  api = await startApi()
  place = await api.workspace()
  const { call } = place
  const project = (await call('POST', '/v1/projects', { key: 'SIM', name: 'Simulated' })).body.id
  for (const title of ['one', 'two', 'three']) {
    const { id } = (await call('POST', '/v1/tasks', { projectId: project, title, tags: ['review'] })).body
    await call('PATCH', `/v1/tasks/${id}`, { status: 'completed' })
    if (title === 'one') await call('PATCH', `/v1/tasks/${id}`, { title: 'one, later' })
  }
  folder = await createPlaybookFolder({
    'a/follow-up/playbook.ts': text(),
    'a/follow-up/steps.ts': 'export const measure = async (text: string) => text.length\n',
  })
})
afterAll(async () => {
  await api?.stop()
  await folder?.remove()
})

const cli = (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
  const bin = join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs')
  const env = { PATH: process.env.PATH, ORCHESTRATOR_URL: api.url, ORCHESTRATOR_API_KEY: place.key }
  return new Promise((resolve) =>
    execFile(process.execPath, [bin, ...args], { env, cwd: folder.path }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  )
}
const head = async (): Promise<number> => (await place.call('GET', '/v1/events?after=100000')).body.lastSeq
const simulate = async (...args: string[]): Promise<Json> => {
  const [before, tasks] = [await head(), (await place.call('GET', '/v1/tasks')).body.items.length]
  const said = await cli('playbook', 'simulate', 'follow-up', '--since', '1h', '--format', 'json', ...args)
  expect(said.code, said.out + said.err).toBe(0)
  expect([await head(), (await place.call('GET', '/v1/tasks')).body.items.length]).toEqual([before, tasks])
  return JSON.parse(said.out)
}

test('three days pass at once, nothing is called or written, and what was taken for granted is said', async () => {
  const report = await simulate('--playbooks', 'a')
  expect(report.failures.items).toEqual([])
  expect(report).toMatchObject({ matched: 3, runs: { completed: 3 }, differences: { ran: null, current: null } })
  expect(report.examples[0].effects.map(({ what }: Json) => what)).toEqual([
    'task.create',
    'POST https://example.com/x',
    'steps.measure',
    'approval.request',
    'comment.create',
  ])
  // What was updated before the third day counts: a wait looks back to the event.
  expect(report.examples[0].effects.at(-1).data.body).toBe('3,200,,one, later,true')
  expect(report.examples[1].effects.at(-1).data.body).toBe('3,200,,,true')
  expect(report.assumed.map(({ code }: Json) => code).sort()).toEqual(['approval', 'http', 'silence', 'step'])
})

test('one that throws ends its own run alone', async () => {
  const body = "if (task.title === 'two') throw new RangeError('no')"
  await folder.write({
    'b/follow-up/playbook.ts': text({ body }),
    'b/follow-up/steps.ts': 'export const measure = (x: string) => x.length\n',
  })
  const report = await simulate('--playbooks', 'b')
  expect(report.runs).toEqual({ completed: 2, failed: 1, waiting: 0, skipped: 0 })
  expect(report.failures.items[0].error).toEqual({ code: 'threw', message: 'RangeError: no' })
})

test('prints for people and for pull requests, rules too, and says what was called wrongly', async () => {
  const markdown = await cli(
    'playbook',
    'simulate',
    'follow-up',
    '--playbooks',
    'a',
    '--since',
    '1h',
    '--format',
    'markdown',
  )
  expect(markdown.out).toMatch(/^### Backtest of the playbook follow-up\n/)
  expect(markdown.out).toContain('| events met | 3 |')
  const rule = {
    name: 'new',
    when: 'task.created',
    if: 'event.task.title == "one"',
    then: [{ action: 'comment.create', body: 'hello' }],
  }
  await folder.write({ 'rule.json': JSON.stringify(rule) })
  const said = await cli('rules', 'simulate', '--file', join(folder.path, 'rule.json'), '--since', '1h')
  expect([said.code, said.err.includes('rror')]).toEqual([0, false])
  expect(said.out).toContain('     1  comment.create')
  // Of a rule that is saved the file may have what changes alone; what `rules show --json` prints is taken as well.
  const saved = (await place.call('POST', '/v1/rules', rule)).body
  const edit = async (file: object, ...named: string[]) => {
    await folder.write({ 'edit.json': JSON.stringify(file) })
    return cli('rules', 'simulate', ...named, '--file', join(folder.path, 'edit.json'), '--since', '1h')
  }
  const named = await edit({ then: [{ action: 'task.update', priority: 'high' }] }, saved.id)
  expect([named.code, named.err.includes('rror')]).toEqual([0, false])
  expect(named.out).toContain('     1  task.update')
  expect((await edit(saved)).out).toContain('     1  comment.create')
  const misspelt = await edit({ ...rule, thn: [] })
  expect([misspelt.code, misspelt.err]).toEqual([
    2,
    expect.stringContaining('rule.thn: no such field; did you mean then?'),
  ])
  const wrong = await cli('rules', 'simulate', '--since', '1h')
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--file')])
  const unknown = await cli('playbook', 'simulate', 'nothing', '--playbooks', 'a')
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('There is no playbook nothing')])
  const future = await cli('playbook', 'simulate', 'follow-up', '--playbooks', 'a', '--since', '2999-01-01')
  expect([future.code, future.err]).toEqual([2, expect.stringContaining('of the past')])
})
