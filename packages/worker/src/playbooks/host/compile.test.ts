import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pruneCompiled } from '../../compiled/folder.ts'
import { buildBundle } from '../build/build-bundle.ts'
import { createPlaybookFolder, type PlaybookFolder, playbookText } from '../testing/playbook-folder.ts'
import { type CompiledBundle, compileBundle } from './compile.ts'

let folder: PlaybookFolder
let above = ''
let home = ''
beforeAll(async () => {
  folder = await createPlaybookFolder({ 'a/one/playbook.ts': playbookText('one', "throw new Error('first')") })
  // As where the state folder is by default.
  above = await mkdtemp(join(tmpdir(), 'compile-'))
  await writeFile(join(above, 'package.json'), '{ "type": "module" }')
  // As on macOS, where folders for temporary files lie behind a link.
  await mkdir(join(above, 'real'))
  await symlink('real', join(above, 'link'))
  home = join(above, 'link', 'state')
})
afterAll(async () => {
  await folder.remove()
  await rm(above, { recursive: true })
})

const engines = async () => (await readdir(join(home, 'cache', 'bundles'))).filter((name) => name.startsWith('engine-'))

/** Where a piece of the compiled code comes from. */
function originOf(code: string, text: string): string {
  const map = code.slice(code.lastIndexOf('base64,') + 'base64,'.length)
  const before = code.slice(0, code.indexOf(text)).split('\n')
  const entry = new SourceMap(JSON.parse(Buffer.from(map, 'base64').toString()) as SourceMapPayload).findEntry(
    before.length - 1,
    before.at(-1)?.length ?? 0,
  )
  return 'originalSource' in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : 'nowhere'
}

describe('compileBundle', () => {
  it('joins a bundle with the engine, which is compiled once; each keeps its places in the source map', async () => {
    const first = await buildBundle({ folder: folder.path })
    const one = await readFile((await compileBundle(first, home)).workflowFile, 'utf8')
    const [engine = ''] = await engines()
    const { ino } = await stat(join(home, 'cache', 'bundles', engine))
    await folder.write({ 'a/one/playbook.ts': `\n\n${playbookText('one', "throw new Error('second')")}` })
    const second = await buildBundle({ folder: folder.path })
    const two = await readFile((await compileBundle(second, home)).workflowFile, 'utf8')

    expect(await engines()).toEqual([engine])
    expect((await stat(join(home, 'cache', 'bundles', engine))).ino).toBe(ino)
    expect(originOf(one, 'Error("first")')).toBe('a/one/playbook.ts:9')
    expect(originOf(two, 'Error("second")')).toBe('a/one/playbook.ts:11')
    const marker = 'Workflow stack traces are not enabled on this worker'
    const [source = '', line = 0] = originOf(two, marker).split(':')
    expect(source).toMatch(/workflow\/src\/internals\.ts$/)
    expect((await readFile(source, 'utf8')).split('\n')[Number(line) - 1]).toContain(marker)
  })

  it('keeps what was asked for again, however long ago it was compiled, and removes the rest', async () => {
    const bundle = { ...(await buildBundle({ folder: folder.path })), steps: 'export default {}' }
    const kept = await compileBundle(bundle, home)
    const old = await compileBundle({ ...bundle, hash: 'superseded' }, home)
    const filesOf = ({ workflowFile, stepsFile }: CompiledBundle) => [workflowFile, stepsFile ?? '']
    const longAgo = new Date(Date.now() - 15 * 86_400_000)
    for (const file of [...filesOf(kept), ...filesOf(old)]) await utimes(file, longAgo, longAgo)
    await compileBundle(bundle, home)
    await pruneCompiled(home)
    const at = await realpath(join(home, 'cache', 'bundles'))
    const left = (await readdir(at)).map((name) => join(at, name))
    expect(left).toEqual(expect.arrayContaining(filesOf(kept)))
    for (const file of filesOf(old)) expect(left).not.toContain(file)
  })
})
