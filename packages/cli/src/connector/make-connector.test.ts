import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../stack/start-part.ts'
import { makeConnector } from './make-connector.ts'

const real = (...path: string[]) => join(repositoryRoot, ...path)
let root: string
const inRoot = (...path: string[]) => join(root, ...path)

/** What of a checkout has to do with connectors, with the packages that are installed in this one. */
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'checkout-')))
  const files = ['package.json', 'biome.json', 'tsconfig.json', 'docs/README.md']
  const sources = ['integrations', 'domain'].flatMap((name) =>
    ['package.json', 'tsconfig.json', 'src'].map((file) => `packages/${name}/${file}`),
  )
  // Others' tests may need what is not copied.
  const filter = (path: string) => !path.endsWith('.test.ts') || /sampledesk|registered/.test(path)
  for (const path of [...files, ...sources]) await cp(real(path), inRoot(path), { recursive: true, filter })
  await symlink(real('node_modules'), inRoot('node_modules'))
  await symlink(real('packages', 'domain', 'node_modules'), inRoot('packages', 'domain', 'node_modules'))
  const installed = ['packages', 'integrations', 'node_modules']
  await mkdir(inRoot(...installed, '@orchestrator'), { recursive: true })
  await symlink(inRoot('packages', 'domain'), inRoot(...installed, '@orchestrator', 'domain'))
  for (const name of await readdir(real(...installed)))
    if (name !== '@orchestrator') await symlink(real(...installed, name), inRoot(...installed, name))
}, 120_000)
afterAll(() => rm(root, { recursive: true, force: true }))

const { NODE_OPTIONS: _, VITEST: __, NODE_TEST_CONTEXT: ___, ...env } = process.env
const run = (args: readonly string[], cwd = root): Promise<{ code: number; out: string }> =>
  new Promise((resolve) =>
    execFile(process.execPath, args, { env: { ...env, NO_COLOR: '1' }, cwd }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out + err }),
    ),
  )
const bin = real('packages', 'cli', 'bin', 'orchestrator.mjs')
const everything = async () =>
  (await Promise.all(['docs', 'packages/domain/src', 'packages/integrations/src', '.'].map(listing))).flat().sort()
const listing = async (folder: string) =>
  (await readdir(inRoot(folder), { recursive: folder !== '.' })).map((path) => join(folder, path))

test.each([
  ['Acme', 'for example acme.'],
  ['acme-desk', 'for example acmedesk.'],
  ['../acme', 'for example acme.'],
  ['1acme', 'for example acme.'],
  ['', 'for example acme.'],
  ['await', 'awaitapp'],
  ['task', 'taskapp'],
  ['list', 'listapp'],
])('%j is refused, with one that is possible', async (id, hint) => {
  const before = await everything()
  await expect(makeConnector(root, id)).rejects.toMatchObject({ exitCode: 2, hint: expect.stringContaining(hint) })
  expect(await everything()).toEqual(before)
})

test('a name that would be code or Markdown is refused', async () => {
  for (const name of ["Acme's", '`acme`', 'Acme\n', ' ', '$a', '[a](b)', '*/'])
    await expect(makeConnector(root, 'acme', name), name).rejects.toThrow('is no name for a connector')
})

test('where there is no checkout, it says where to go', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'elsewhere-'))
  const { code, out } = await run([bin, 'connector', 'new', 'acme'], outside)
  expect({ code, files: await readdir(outside) }).toEqual({ code: 2, files: [] })
  expect(out).toContain('Clone its repository')
  await rm(outside, { recursive: true })
})

test('what cannot be made whole is not made at all', { timeout: 300_000 }, async () => {
  const [lists, pages] = [inRoot('docs', 'README.md'), inRoot('docs', 'integrations')]
  const text = await readFile(lists, 'utf8')
  const before = await everything()
  await writeFile(lists, text.replaceAll('](integrations/', '](elsewhere/'))
  await expect(makeConnector(root, 'acme')).rejects.toThrow('nothing was made')
  expect(await everything()).toEqual(before)
  await writeFile(lists, text)

  // The last of its places cannot be had: those before it are given back.
  await writeFile(pages, 'a file where a folder should be')
  await expect(makeConnector(root, 'acme')).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) })
  await rm(pages)
  expect(await everything()).toEqual(before)
  expect(await readFile(inRoot('packages/integrations/src/connectors/index.ts'), 'utf8')).not.toContain('acme')
})

test('what it makes is formatted, has right types and passes the suite; a promise that is broken is found', {
  timeout: 600_000,
}, async () => {
  const made = await run([bin, 'connector', 'new', 'acmedesk', '--name', 'Acme Desk', '--json'])
  expect(made.code, made.out).toBe(0)
  const { made: places, changed } = JSON.parse(made.out) as { made: string[]; changed: string[] }
  await expect(makeConnector(root, 'acmedesk')).rejects.toThrow('exists already')
  await makeConnector(root, 'hasty')

  const texts = await Promise.all([...changed, ...places].map((path) => readFile(inRoot(path), 'utf8').catch(() => '')))
  expect(texts[0]).toMatch(/import \{ acmedesk \} from '.\/acmedesk\/index.ts'[\s\S]*,\s+acmedesk,\s+hasty/)
  expect(texts[1]).toContain("'acmedesk', 'hasty'")
  expect(texts[2]).toContain('| [Acme Desk](integrations/acmedesk.md)')
  expect(texts.join('')).not.toMatch(/sample ?desk/i)
  const format = await run([inRoot('node_modules/@biomejs/biome/bin/biome'), 'ci', ...changed, ...places])
  expect(format.code, format.out).toBe(0)
  const types = await run([inRoot('node_modules/typescript/bin/tsc'), '-p', 'packages/integrations', '--noEmit'])
  expect(types).toEqual({ code: 0, out: '' })

  const hasty = inRoot('packages/integrations/src/connectors/hasty')
  await breakIt(join(hasty, 'pull.ts'), 'const overlapMs = 60_000', 'const overlapMs = 0')
  await breakIt(join(hasty, 'session.ts'), ', external_id: marker }', ' }')
  await breakIt(join(hasty, 'webhooks.ts'), "secret !== '' && verifyHmac", "secret !== '' || verifyHmac")
  const results = await testAll()
  const of = (name: string) => results.filter(({ file }) => file.includes(`/connectors/${name}`))
  const failed = (name: string) => of(name).flatMap(({ title, ok }) => (ok ? [] : [title]))
  expect(of('acmedesk').length).toBeGreaterThan(25)
  expect(of('registered.test.ts')).toHaveLength(1)
  expect([failed('acmedesk'), failed('registered.test.ts')]).toEqual([[], []])
  expect(failed('hasty/conformance')).toEqual(
    expect.arrayContaining([
      expect.stringContaining('what turns up late'),
      expect.stringContaining('an answer that was lost after the service made it'),
      expect.stringContaining('only what the service signed'),
    ]),
  )
  expect(failed('hasty/conformance').length).toBeLessThan(of('hasty/conformance').length / 2)
})

async function breakIt(file: string, what: string, by: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  expect(text).toContain(what)
  await writeFile(file, text.replace(what, by))
}

async function testAll(): Promise<{ file: string; title: string; ok: boolean }[]> {
  await writeFile(
    inRoot('vitest.config.mjs'),
    'export default { test: { testTimeout: 120_000, hookTimeout: 120_000 } }',
  )
  const which = ['acmedesk', 'hasty', 'registered'].map((name) => `packages/integrations/src/connectors/${name}`)
  const output = inRoot('results.json')
  const args = ['run', ...which, '--config', inRoot('vitest.config.mjs'), '--reporter=json', '--outputFile', output]
  const { out } = await run([inRoot('node_modules/vitest/vitest.mjs'), ...args])
  const text = await readFile(output, 'utf8').catch(() => {
    throw new Error(out)
  })
  const { testResults } = JSON.parse(text) as {
    testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[]
  }
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName: title, status }) => ({ file, title, ok: status === 'passed' })),
  )
}
