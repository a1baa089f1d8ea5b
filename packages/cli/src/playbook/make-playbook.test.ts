import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPlaybooks } from '@orchestrator/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../stack/start-part.ts'
import { makePlaybook } from './make-playbook.ts'
import { filesOf, type TemplateName, templates } from './templates/index.ts'

const names = Object.keys(templates) as TemplateName[]
const bin = join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs')
let folder: string
beforeAll(async () => {
  // Beside the playbooks' own packages, so that what is made finds what a playbook finds.
  folder = mkdtempSync(join(repositoryRoot, 'playbooks', 'node_modules', '.made-'))
  for (const name of names) await makePlaybook(folder, `made/from-${name}`, name)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function cli(...args: string[]): Promise<{ code: number; out: string }> {
  const { NODE_OPTIONS: _, VITEST: __, NODE_TEST_CONTEXT: ___, ...env } = process.env
  return new Promise((resolve) =>
    execFile(process.execPath, [bin, ...args], { env: { ...env, NO_COLOR: '1' }, cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out + err }),
    ),
  )
}

test('it is never overwritten', async () => {
  await expect(makePlaybook(folder, 'made/from-blank')).rejects.toThrow('exists already')
})

test('what each template makes passes the check, without a warning', async () => {
  const checked = await checkPlaybooks({ folder })
  expect(checked).toMatchObject({ ok: true, problems: [], warnings: [] })
  expect(checked.playbooks.map(({ id }) => id).sort()).toEqual(names.map((name) => `from-${name}`).sort())
})

test('and has the right types; a wrong one is found with its place', { timeout: 240_000 }, async () => {
  const compilerOptions = { types: ['node'], typeRoots: [join(repositoryRoot, 'node_modules', '@types')] }
  const settings = {
    extends: join(repositoryRoot, 'tsconfig.json'),
    compilerOptions,
    include: ['**/*.ts'],
    exclude: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  expect(await cli('playbook', 'check', folder)).toEqual({
    code: 0,
    out: `${names.length} playbooks checked: all fine.\n`,
  })
  const wrong = join(folder, 'made', 'from-blank', 'playbook.ts')
  const text = filesOf('blank', 'from-blank', 'vitest')['playbook.ts'] ?? ''
  writeFileSync(wrong, text.replace('event.task.title', 'event.task.titel'))
  const { code, out } = await cli('playbook', 'check', folder)
  expect(code).toBe(1)
  expect(out).toMatch(/from-blank\/playbook\.ts:10:\d+ {2}Property 'titel' does not exist .*\[types\]/)
  expect((await cli('playbook', 'check', folder, '--no-types')).code).toBe(0)
  writeFileSync(wrong, text)
})

test('its tests pass', { timeout: 240_000 }, async () => {
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    'export default { test: { include: ["**/*.test.ts"], exclude: [], server: { deps: { inline: true } } } }',
  )
  const { out, code } = await cli('playbook', 'test', '--playbooks', folder)
  expect(out).toMatch(new RegExp(`Test Files +${names.length} passed`))
  expect(code).toBe(0)
})

test('where nothing is installed: tests are for node:test, and types are said to be unchecked', {
  timeout: 120_000,
}, async () => {
  const bare = mkdtempSync(join(tmpdir(), 'bare-'))
  try {
    const made = await cli('playbook', 'new', 'ops/demo', '--template', 'blank', '--playbooks', bare)
    expect(made).toMatchObject({ code: 0 })
    expect(filesOf('blank', 'demo', 'node:test')['playbook.test.ts']).toContain("from 'node:test'")
    const { code, out } = await cli('playbook', 'check', bare)
    expect(code).toBe(0)
    expect(out).toContain('Types are not checked: this project has no TypeScript.')
    writeFileSync(
      join(bare, 'ops', 'demo', 'playbook.test.ts'),
      "import { test } from 'node:test'\ntest('a', () => {})\n",
    )
    expect(await cli('playbook', 'test', '--playbooks', bare)).toMatchObject({ code: 0 })
    writeFileSync(
      join(bare, 'ops', 'demo', 'playbook.test.ts'),
      "import { test } from 'node:test'\ntest('a', () => { throw new Error('no') })\n",
    )
    expect(await cli('playbook', 'test', '--playbooks', bare)).toMatchObject({ code: 1 })
  } finally {
    rmSync(bare, { recursive: true, force: true })
  }
})
