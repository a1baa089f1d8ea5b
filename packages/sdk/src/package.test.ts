import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { docs } from '../scripts/docs.ts'
import { buildPackage } from '../scripts/package/build.ts'
import { root } from '../scripts/package/bundle.ts'
import { pack } from '../scripts/package/pack.ts'

// What somebody has who installs the package into an empty folder: the tarball itself, outside of this repository.

const repository = join(root, '..', '..')
let place: string
let consumer: string
let packed: Awaited<ReturnType<typeof pack>>

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, VITEST: ___, ...env } = process.env
  const windows = process.platform === 'win32'
  return new Promise((resolve) =>
    execFile(command, args, { cwd: consumer, env, shell: windows }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    ),
  )
}

/** One that npm would have fetched: it comes from this repository's own, as there may be no registry. */
function bring(name: string, from: string): void {
  const target = join(consumer, 'node_modules', name)
  mkdirSync(join(target, '..'), { recursive: true })
  symlinkSync(realpathSync(join(from, 'node_modules', name)), target, 'junction')
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'sdk-installed-'))
  const built = join(place, 'built')
  consumer = join(place, 'consumer')
  mkdirSync(consumer)
  await buildPackage(built)
  packed = await pack(built, place)
  cpSync(join(docs, 'samples'), consumer, { recursive: true })
  rmSync(join(consumer, 'tsconfig.json'))
  writeFileSync(join(consumer, 'package.json'), '{ "name": "playbooks", "private": true, "type": "module" }')
  // Offline, so a package that this one wants beside it would make it fail.
  const installed = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed.file])
  expect(installed).toMatchObject({ code: 0 })
  bring('zod', root)
  for (const name of ['typescript', '@types/node', 'vitest']) bring(name, repository)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

it('is small, and has nothing of the server in it', () => {
  expect(packed.size).toBeLessThan(520_000)
  expect(packed.files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['index.js', 'index.d.ts', 'client.js', 'testing.js', 'package.json', 'LICENSE']),
  )
  for (const { path } of packed.files) {
    if (!/\.(js|json)$/.test(path)) continue
    const text = readFileSync(join(consumer, 'node_modules', '@orchestrator', 'sdk', path), 'utf8')
    const [found = null] = /@temporalio|"workspace:|(from|import|require\() ?['"](node:|postgres|hono)/.exec(text) ?? []
    expect(found, path).toBeNull()
  }
})

it('`./client` loads nothing of others, and `.` just what reads conditions and templates', () => {
  const folder = join(consumer, 'node_modules', '@orchestrator', 'sdk')
  const loads = (file: string): string[] =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:import|export) .*? from "(.*?)";$/gm)].flatMap(
      ([, from = '']) => [from, ...(from.startsWith('./') ? loads(from) : [])],
    )
  for (const entry of ['index.js', 'client.js']) {
    const all = loads(entry)
    expect(all).toContain('./agent.js')
    expect(all.filter((from) => !from.startsWith('./') || (from === './vendor.js' && entry === 'client.js'))).toEqual(
      [],
    )
  }
})

it('the samples of the guide have the right types, and so have our declarations', { timeout: 120_000 }, async () => {
  const compilerOptions = {
    ...{ module: 'NodeNext', target: 'ES2024', strict: true, noEmit: true, types: ['node'] },
    ...{ allowImportingTsExtensions: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  }
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }))
  const checked = await run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '--pretty', 'false'])
  expect(checked).toEqual({ code: 0, output: '' })
})

it('the tests of the guide run with node:test', { timeout: 120_000 }, async () => {
  const ran = await run(process.execPath, ['--test', '--test-reporter=tap', 'quick-start.test.ts', 'testing.ts'])
  expect(ran.output).toMatch(/^# pass 4$/m)
  expect(ran.output).toMatch(/^# fail 0$/m)
})

it('and with vitest', { timeout: 120_000 }, async () => {
  for (const name of ['quick-start.test.ts', 'testing.ts']) {
    const text = readFileSync(join(consumer, name), 'utf8')
    const changed = text.replace("from 'node:test'", "from 'vitest'")
    expect(changed).not.toBe(text)
    writeFileSync(join(consumer, name.replace(/(\.test)?\.ts$/, '.vitest.ts')), changed)
  }
  writeFileSync(
    join(consumer, 'vitest.config.mjs'),
    "export default { test: { include: ['*.vitest.ts'], watch: false } }",
  )
  const ran = await run(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--no-color'])
  expect(ran.output).toMatch(/Tests +4 passed \(4\)/)
})
