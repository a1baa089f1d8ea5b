// `orchestrator patch` against the real API.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

const bin = join(import.meta.dirname, '../../packages/cli/bin/orchestrator.mjs')

let api: TestApi
let owner: TestWorkspace
let projectId: string
let taskId: string
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patch-'))
  api = await startApi()
  owner = await api.workspace()
  ;({ projectId, taskId } = await projectWithTask(owner))
})
afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function patch(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const access = { ORCHESTRATOR_URL: api.url, ORCHESTRATOR_API_KEY: owner.key, ORCHESTRATOR_HOME: '/none' }
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [bin, 'patch', ...args],
      { env: { PATH: process.env.PATH, ...access, ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  )
}

const yaml = (title: string) => `
title: ${title}
rationale: They wait too long.
author: { agent: triage, agentVersion: "1.2", model: gpt-5 }
operations:
  - { key: urgent, command: task.update, data: { id: ${taskId}, priority: high }, confidence: 0.9 }
  - { key: print, command: task.create, data: { projectId: ${projectId}, title: Print }, confidence: 0.455 }
`
const propose = async (title: string): Promise<string> => {
  const file = join(folder, 'patch.yaml')
  writeFileSync(file, yaml(title))
  const { code, out, err } = await patch(['propose', '--file', file, '--json'])
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out).id
}

test('a patch is proposed, looked at, accepted, undone, and each says what to do next', async () => {
  expect((await patch([])).out).toBe(
    'Nothing is proposed yet. Propose something: npx orchestrator patch propose --help\n',
  )
  const id = await propose('Tidy up')
  expect((await patch([])).out).toMatch(
    new RegExp(`${id} +proposed +triage 1\\.2 \\(gpt-5\\) +\\d+ s ago +2 pending +Tidy up`),
  )
  const shown = (await patch(['show', id])).out
  expect(shown).toContain('They wait too long.')
  expect(shown).toMatch(/print +pending +46 % +Create task “Print”/)
  expect(shown).toContain(`npx orchestrator patch diff ${id}`)
  const plain = await patch(['diff', id], { NO_COLOR: '1' })
  expect(plain.out).toContain(
    'urgent: Set priority high [pending, 90 % sure]\n- priority: "none"\n+ priority: "high"\n',
  )
  const colored = await patch(['diff', id], { FORCE_COLOR: '1' })
  expect(colored.out).toContain('\u001b[31m- priority: "none"\u001b[39m\n\u001b[32m+ priority: "high"\u001b[39m')
  expect(JSON.parse((await patch(['diff', id, '--json'])).out).operations).toHaveLength(2)

  const kept = await patch(['accept', id, 'urgent', '--edit', 'urgent={"priority":"medium"}', '--no-apply'])
  expect(kept.out).toBe(
    `Tidy up is partly accepted: 1 accepted, 1 pending\nApply it: npx orchestrator patch apply ${id}\n`,
  )
  const rejected = await patch(['reject', id, '--reason', 'no paper'])
  expect(rejected.out).toContain('1 accepted, 1 rejected')
  const applied = await patch(['apply', id])
  expect(applied.out).toContain(`To undo it: npx orchestrator patch undo ${id}`)
  expect((await owner.call('GET', `/v1/tasks/${taskId}`)).body.priority).toBe('medium')
  expect((await patch(['undo', id])).out).toMatch(/^Undone: 1 applied \(.{36}\)\n$/)
  expect((await patch(['show', id])).out).toContain('undone by ')
  expect((await owner.call('GET', `/v1/tasks/${taskId}`)).body.priority).toBe('none')
}, 120_000)

test('what has changed since is told, and what stays when it is undone', async () => {
  const id = await propose('Too late')
  await owner.call('PATCH', `/v1/tasks/${taskId}`, { priority: 'low' })
  const accepted = await patch(['accept', id])
  expect(accepted.out).toBe(
    `Too late is applied: 1 stale, 1 applied\nWhat has changed since: npx orchestrator patch diff ${id}\n`,
  )
  expect((await patch(['diff', id])).out).toContain(
    '- priority: "none"\n! priority: "low" by now\n+ priority: "high"\n',
  )
  const made = (await owner.call('GET', `/v1/patches/${id}`)).body.operations[1].data.id
  await owner.call('POST', '/v1/comments', { taskId: made, body: 'On A3, please.' })
  expect((await patch(['undo', id])).out).toMatch(/^Undone: 1 stale \(.{36}\)\nstays: Archive .*\(it has comments\)\n$/)
}, 120_000)

test('what is wrong says what to do, and ends with its code', async () => {
  const id = await propose('Wrong')
  const file = join(folder, 'wrong.json')
  writeFileSync(file, JSON.stringify({ title: 'x', operations: [{ key: 'a', command: 'task.update', data: {} }] }))
  const refused = await patch(['propose', '--file', file])
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('operations.0.data.id')])
  expect((await patch(['propose', '--file', join(folder, 'none.yaml')])).code).toBe(2)
  expect((await patch(['accept', id, 'nothing'])).err).toContain('operations.0')
  const edit = await patch(['accept', id, '--edit', 'urgent'])
  expect([edit.code, edit.err]).toEqual([2, expect.stringContaining('write it as key=json')])
  expect((await patch(['accept', id, '--edit', 'urgent={'])).err).toContain('--edit is no JSON: {')
  const undone = await patch(['undo', id])
  expect([undone.code, undone.err]).toEqual([1, expect.stringContaining('nothing to undo')])
  expect((await patch(['list', '--status', 'gone'])).code).toBe(2)
  expect((await patch(['lst'])).err).toContain('Did you mean list?')
  expect((await patch(['withdraw', id])).out).toBe('Wrong is withdrawn: 2 pending\n')
}, 120_000)

test('policies are listed, added and removed by their name', async () => {
  expect((await patch(['policy'])).out).toContain('No policies: people decide about every patch.')
  const added = await patch(['policy', 'add', 'Triage', '--command', 'task.update', '--agent', 'triage'])
  expect(added.out).toMatch(/^task\.update of triage is applied at once from 90 %: .{36}\n$/)
  expect((await patch(['policy'])).out).toMatch(/Triage +yes +triage +90 % +CONTRIBUTOR +all +task\.update/)
  const id = await propose('By itself')
  expect((await patch(['show', id])).out).toMatch(/urgent +applied +90 %/)
  expect((await patch(['policy', 'remove', 'Triag'])).err).toContain('There is no policy Triag.')
  expect((await patch(['policy', 'remove', 'Triage'])).out).toBe('Triage is removed: people decide again\n')
  expect((await patch(['policy', 'add', 'x', '--command', 'task.update', '--min-confidence', '2'])).code).toBe(2)
  expect((await patch(['policy', 'lst'])).err).toContain('There is no command "patch policy lst".')
}, 120_000)
