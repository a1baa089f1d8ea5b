import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkPlaybooks } from '@orchestrator/worker'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { repositoryRoot } from '../stack/start-part.ts'
import { makePlaybook } from './make-playbook.ts'

let folder: string
beforeEach(() => {
  // Beside the playbooks' own packages, so that what is made finds what a playbook finds.
  folder = mkdtempSync(join(repositoryRoot, 'playbooks', 'node_modules', '.made-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what it makes passes the check and is never overwritten', async () => {
  const files = await makePlaybook(folder, 'operations/spring-cleaning')
  expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
    'operations/spring-cleaning/playbook.ts',
    'operations/spring-cleaning/playbook.test.ts',
    'operations/spring-cleaning/README.md',
  ])
  expect(await checkPlaybooks({ folder })).toMatchObject({ ok: true, playbooks: [{ id: 'spring-cleaning' }] })

  await expect(makePlaybook(folder, 'operations/spring-cleaning')).rejects.toThrow('exists already')
})

test('what it makes has the right types, which the check does not look at', async () => {
  await makePlaybook(folder, 'operations/spring-cleaning')
  const settings = { extends: join(repositoryRoot, 'playbooks', 'tsconfig.json'), include: ['**/*.ts'], exclude: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const compiler = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const run = promisify(execFile)(process.execPath, [compiler, '--noEmit', '-p', folder, '--pretty', 'false'])
  expect(await run.catch((error: { stdout: string }) => error)).toMatchObject({ stdout: '' })
}, 120_000)

test('its own test passes', async () => {
  await makePlaybook(folder, 'operations/spring-cleaning')
  const config = join(folder, 'vitest.config.mjs')
  const settings = { include: ['**/*.test.ts'], exclude: [], server: { deps: { inline: true } } }
  writeFileSync(config, `export default { root: ${JSON.stringify(folder)}, test: ${JSON.stringify(settings)} }`)
  const vitest = join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs')
  const run = await promisify(execFile)(process.execPath, [vitest, 'run', '--config', config], { cwd: folder })
  expect(run.stdout).toMatch(/Tests.*2 passed/)
}, 120_000)
