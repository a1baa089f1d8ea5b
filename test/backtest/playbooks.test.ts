import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { repositoryRoot } from '@orchestrator/cli/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../api/start-api.ts'
import { type Arena, openArena } from './arena.ts'

// A playbook that really ran, and what the command line says of the same events, over the API alone.

let called = 0
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end(JSON.stringify({ answer: ++called })))
})
let arena: Arena

const text = (service: string, edit: { title?: string; condition?: string; body?: string } = {}) => `
import { on, playbook, steps } from '@orchestrator/sdk'

export default playbook({
  id: 'follow-up',
  when: on('task.status_changed', { if: (e) => ${edit.condition ?? "e.to.eq('completed').and(e.task.tags.has('review'))"} }),
  steps: steps<typeof import('./steps.ts')>(),
  async run({ event, tasks, comments, waitFor, sleep, http, steps }) {
    const { task } = event
    const made = await tasks.create({ projectId: task.projectId, title: \`${edit.title ?? 'Follow up'}: \${task.title}\` })
    const answer = (await http.post('${service}/x?secret=1', { json: {} })).text
    const { length } = await steps.measure(task.title)
    await sleep('0.1 seconds')
    const done = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(made.id).and(e.to.eq('completed')), timeout: '6 seconds' })
    if (!done) await comments.create({ taskId: made.id, body: \`open: \${made.identifier}\` })
    else if ((await tasks.get(made))?.status !== 'completed') throw new Error('the task is not as the event says')
    ${edit.body ?? ''}
    await comments.create({ taskId: task.id, body: \`\${answer} \${length}\` })
    return { done: done !== null }
  },
})
`
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const steps = 'export const measure = async (text: string) => ({ length: text.length })\n'

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  arena = await openArena({ 'a/follow-up/playbook.ts': text(url()), 'a/follow-up/steps.ts': steps })
  const { stage, call } = arena
  while (!(await call('GET', '/v1/playbooks/follow-up')).body.id)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const complete = async (title: string, more: object) => {
    const id = await stage.createTask(title, { tags: ['review'], ...more })
    await stage.execute('task.update', { id, status: 'completed' })
  }
  for (const [title, more] of [
    ['one', {}],
    ['two', {}],
    ['three', {}],
  ] as const)
    await complete(title, more)
  await complete('plain', { tags: [] })
  for (let made: string | undefined; !made; ) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    made = (await stage.tasks()).find(({ title }) => title === 'Follow up: one')?.id
    if (made) await stage.execute('task.update', { id: made, status: 'completed' })
  }
  const runs = await arena.ended('follow-up', 3)
  expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed'])
})
afterAll(async () => {
  await arena?.close()
  server.close()
})

interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}
const cli = (...args: string[]): Promise<Said> => {
  const bin = join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs')
  const env = { PATH: process.env.PATH, ORCHESTRATOR_URL: arena.url, ORCHESTRATOR_API_KEY: arena.key }
  return new Promise((resolve) =>
    execFile(process.execPath, [bin, ...args], { env, cwd: arena.folder.path }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  )
}
const simulate = async (...args: string[]): Promise<Json> => {
  const [before, calls] = [await arena.counts(), called]
  const said = await cli(
    'playbook',
    'simulate',
    'follow-up',
    '--playbooks',
    '.',
    '--since',
    '1h',
    '--format',
    'json',
    ...args,
  )
  expect(said.code, said.out + said.err).toBe(0)
  expect([await arena.counts(), called]).toEqual([before, calls])
  return JSON.parse(said.out)
}
const parts = ({ same, newlyMatches, noLongerMatches, otherEffects, notInForce, underWay }: Json) => [
  ...[same, newlyMatches.count, noLongerMatches.count, otherEffects.count, notInForce, underWay],
]

test('does what it did, with the answers of that time, and nothing is called or written', {
  timeout: 120_000,
}, async () => {
  const report = await simulate('--fail-on-difference')
  expect(parts(report.differences.ran), JSON.stringify(report.differences.ran, null, 1)).toEqual([3, 0, 0, 0, 0, 0])
  expect(report).toMatchObject({ matched: 3, runs: { completed: 3 }, failures: { count: 0 }, assumed: [] })
  const bodies = report.examples.flatMap(({ effects }: Json) => effects.flatMap(({ data }: Json) => data.body ?? []))
  expect(bodies.filter((body: string) => body.startsWith('open'))).toHaveLength(2)
  expect(bodies.filter((body: string) => /^\{"answer":\d\} \d$/.test(body))).toHaveLength(3)
})

test('an edit differs where it was edited; the report can be read in a pull request', {
  timeout: 120_000,
}, async () => {
  const condition = "e.to.eq('completed').and(e.task.title.in(['one', 'three', 'plain']))"
  const body = "if (task.title === 'three') await tasks.update(task, { priority: 'low' })"
  await arena.folder.write({
    'b/follow-up/playbook.ts': text(url(), { condition, body }),
    'b/follow-up/steps.ts': steps,
  })
  const folder = join(arena.folder.path, 'b')
  const report = await simulate('--playbooks', folder)
  expect(parts(report.differences.ran)).toEqual([1, 1, 1, 1, 0, 0])
  expect(report.differences.ran.otherEffects.items[0]).toMatchObject({
    event: { title: expect.stringMatching(/three$/) },
    before: expect.stringContaining('comment.create'),
    after: expect.stringContaining('task.update'),
  })
  const said = await cli(
    'playbook',
    'simulate',
    'follow-up',
    '--playbooks',
    folder,
    '--since',
    '1h',
    '--format',
    'markdown',
    '--fail-on-difference',
  )
  expect(said.out, said.err).toMatch(/^### Backtest of the playbook follow-up\n/)
  expect(said.code).toBe(1)
  expect(said.out).toContain('| newly match | 1 |')
  expect(said.out).toContain('<details><summary>Differences</summary>')
  expect((await simulate('--playbooks', folder, '--against', 'none')).differences.ran).toBe(null)
})

test('one that computes without end, or throws, ends its own run alone', { timeout: 300_000 }, async () => {
  const body = "if (task.title === 'one') for (;;); if (task.title === 'two') throw new RangeError('no')"
  await arena.folder.write({ 'c/follow-up/playbook.ts': text(url(), { body }), 'c/follow-up/steps.ts': steps })
  const report = await simulate('--playbooks', join(arena.folder.path, 'c'))
  expect(report.runs).toEqual({ completed: 1, failed: 1, waiting: 0, skipped: 1 })
  expect(report.skipped).toEqual([{ code: 'never_ends', count: 1 }])
  expect(report.failures.items[0].error).toEqual({ code: 'threw', message: 'RangeError: no' })
})

test('a rule on the command line', { timeout: 120_000 }, async () => {
  const rule = {
    name: 'new',
    when: 'task.created',
    if: 'event.task.title == "one"',
    then: [{ action: 'comment.create', body: 'hello' }],
  }
  await arena.folder.write({ 'rule.json': JSON.stringify(rule) })
  const said = await cli('rules', 'simulate', '--file', join(arena.folder.path, 'rule.json'), '--since', '1h')
  expect(said.code, said.err).toBe(0)
  expect(said.out).toContain('     1  comment.create')
  const wrong = await cli('rules', 'simulate', '--since', '1h')
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--file')])
  const unknown = await cli('playbook', 'simulate', 'nothing', '--playbooks', '.')
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('There is no playbook nothing')])
  const future = await cli(
    'playbook',
    'simulate',
    'follow-up',
    '--playbooks',
    join(arena.folder.path, 'a'),
    '--since',
    '2999-01-01',
  )
  expect([future.code, future.err]).toEqual([2, expect.stringContaining('of the past')])
})
