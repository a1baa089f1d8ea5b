import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import type { PlaybooksOf } from './find-playbooks.ts'
import { findTool } from './find-tool.ts'

/** Runs the tests of a folder with the runner that each of them imports; resolves to the exit code. */
export async function testFolder({ folder, only }: PlaybooksOf): Promise<number> {
  const files = (await readdir(folder, { recursive: true }))
    .filter((name) => /\.test\.[cm]?[jt]s$/.test(name) && !name.includes('node_modules'))
    .filter((name) => only === null || only.some((one) => name.startsWith(join(one, '/'))))
    .map((name) => join(folder, name))
    .sort()
  if (files.length === 0)
    throw new UserError(
      `There is no test in ${only === null ? folder : only.map((one) => join(folder, one)).join(', ')}.`,
    )
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  const node = files.filter((_, n) => /from ['"]node:test['"]/.test(texts[n] ?? ''))
  const others = files.filter((file) => !node.includes(file))
  const vitest = findTool(folder, join('vitest', 'vitest.mjs'))
  if (others.length > 0 && vitest === undefined)
    throw new UserError('The tests need vitest, which this project has not.', {
      hint: 'Install it (npm install --save-dev vitest), or write them with node:test.',
    })
  const codes = [
    node.length > 0 ? await run(folder, ['--test', ...node]) : 0,
    others.length > 0 && vitest !== undefined
      ? await run(folder, [vitest, 'run', '--root', folder, '--passWithNoTests=false', ...others])
      : 0,
  ]
  return codes.some((code) => code !== 0) ? 1 : 0
}

function run(folder: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
