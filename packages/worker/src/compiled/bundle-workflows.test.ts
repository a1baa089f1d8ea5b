import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleWorkflows } from './bundle-workflows.ts'

let folder = ''
let workflowsPath = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-workflows-'))
  workflowsPath = join(folder, 'src', 'greet.ts')
  await mkdir(join(folder, 'src'))
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules'), join(folder, 'node_modules'))
  await write('word.ts', `export const word = 'hello'`)
  await write('greet.ts', `import { word } from './word'\nexport async function greet() { return word }`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, text: string) => writeFile(join(folder, 'src', name), `${text}\n`)
const bundle = () => bundleWorkflows({ workflowsPath }, folder, [join(folder, 'src')])
const kept = async () => {
  const at = join(folder, 'cache', 'bundles')
  return (await readdir(at)).map((name) => join(at, name))
}
const inode = async (file: string) => (await stat(file)).ino

test('workflows are bundled once, anew when a file among them was edited, and again when what was kept is damaged', {
  timeout: 300_000,
}, async () => {
  const first = await bundle()
  expect(first.code).toContain(`'hello'`)
  const [file = '', ...others] = await kept()
  expect(others).toEqual([])
  const made = await inode(file)
  expect(await bundle()).toEqual(first)
  expect(await kept()).toEqual([file])
  expect(await inode(file)).toBe(made)

  // Its length and its age say nothing.
  const { atime, mtime } = await stat(join(folder, 'src', 'word.ts'))
  await write('word.ts', `export const word = 'hullo'`)
  await utimes(join(folder, 'src', 'word.ts'), atime, mtime)
  const second = await bundle()
  expect(second.code).toContain(`'hullo'`)
  expect(second.code).not.toContain(`'hello'`)
  expect(await kept()).toHaveLength(2)

  for (const damage of [
    () => truncate(file, 1_000),
    async () => writeFile(file, (await readFile(file, 'utf8')).replace(`'hello'`, `'hallo'`)),
  ]) {
    await damage()
    await write('word.ts', `export const word = 'hello'`)
    expect((await bundle()).code).toBe(first.code)
    expect(await readFile(file, 'utf8')).toContain(first.code)
  }
})
