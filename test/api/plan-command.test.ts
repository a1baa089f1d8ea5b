// `orchestrator plan` against the real API.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type TestApi, type TestWorkspace } from './start-api.ts'

const bin = join(import.meta.dirname, '../../packages/cli/bin/orchestrator.mjs')

let api: TestApi
let owner: TestWorkspace
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'))
  api = await startApi()
  owner = await api.workspace()
  await owner.call('POST', '/v1/projects', { key: 'FAIR', name: 'Fair' })
})
afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

function plan(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ORCHESTRATOR_URL: api.url, ORCHESTRATOR_API_KEY: owner.key, ORCHESTRATOR_HOME: '/none' }
  return new Promise((resolve) =>
    execFile(process.execPath, [bin, 'plan', ...args], { env: { PATH: process.env.PATH, ...env } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  )
}

test('a document is planned, with who does what when, and where to look at it', async () => {
  const file = join(folder, 'plan.md')
  writeFileSync(file, '# The fair\n\n- Draw the stand (2d)\n- Order the walls (30m), after Draw the stand\n')
  const { code, out, err } = await plan('FAIR', '--file', file)
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('# The fair')
  expect(out).toMatch(/\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d +\S.* +720 minutes, as the plan says +yes +Draw the stand/)
  expect(out).toContain('3 changes: task-t1')
  expect(out).toMatch(/npx orchestrator patch diff [0-9a-f-]{36}/)
})

test('a text is looked at without a patch, a task is split, and a project in time has nothing to replan', async () => {
  const dry = await plan('FAIR', '--text', '- Design\\n- Build, after Design', '--capacity', '60', '--dry-run')
  expect(dry.out).toContain('One person does 60 minutes on a working day: as it was asked for.')
  expect(dry.out).toContain('? How much work are these? Nothing like them was done before: “Design”, “Build”.')
  expect(dry.out).not.toContain('patch diff')
  const single = await plan('FAIR', '--text', '- Design', '--dry-run')
  expect(single.out).toMatch(/\b1 task, [\s\S]*\b1 change: /)
  const projectId = (await owner.call('GET', '/v1/projects?limit=1')).body.items[0].id
  const { identifier } = (await owner.call('POST', '/v1/tasks', { projectId, title: 'Stand' })).body
  const split = await plan('FAIR', '--split', identifier, '--text', '- Walls\\n- Lights', '--json')
  expect(JSON.parse(split.out).title).toBe(`Split ${identifier} into 2 tasks`)
  expect((await plan('FAIR', '--replan')).out).toContain('Fair: nothing slips')
})

test('the example of the docs is planned as it stands; what it names and what is not there it asks', async () => {
  await owner.call('POST', '/v1/projects', { key: 'HELLO', name: 'Hello' })
  const page = readFileSync(join(import.meta.dirname, '../../docs/planning.md'), 'utf8')
  const file = join(folder, 'example.md')
  writeFileSync(file, /```md\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
  const { code, out, err } = await plan('HELLO', '--file', file)
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('? For what does “Print the posters” wait? HELLO-12 is no open task of the project.')
  expect(out).toContain('? Who pays for the hall?')
  // A program is told what is wrong with what it gives.
  const draft = { title: 'Fair', tasks: [{ key: 't1', title: 'Print', dependsOn: ['HELLO-12'] }] }
  const projectId = (await owner.call('GET', '/v1/projects?key=HELLO')).body.items[0].id
  const refused = await owner.call('POST', `/v1/projects/${projectId}/plans`, { draft })
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'draft.tasks.0.dependsOn.0' }] } })
})

test.each([
  ['two sources', ['FAIR', '--text', '- a', '--file', 'b.md']],
  ['two modes', ['FAIR', '--replan', '--split', 'FAIR-1']],
  ['a capacity of nothing', ['FAIR', '--text', '- a', '--capacity', '0']],
  ['a file that is not there', ['FAIR', '--file', 'none.md']],
])('called wrongly: %s', async (_, args) => {
  expect((await plan(...args)).code).toBe(2)
})
