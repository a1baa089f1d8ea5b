import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { PlaybookProblem } from '@orchestrator/worker'
import { findTool, findUp } from './find-tool.ts'

const settings = {
  ...{ module: 'NodeNext', target: 'ES2024', strict: true, noEmit: true, skipLibCheck: true },
  ...{ allowImportingTsExtensions: true, erasableSyntaxOnly: true },
}

/** What the project's own TypeScript says of the folder; null: the project has none. */
export async function checkTypes(folder: string): Promise<readonly PlaybookProblem[] | null> {
  const compiler = findTool(folder, join('typescript', 'bin', 'tsc'))
  if (compiler === undefined) return null
  const project = findUp(folder, 'tsconfig.json')
  if (project !== undefined) return problemsIn(folder, await run(compiler, ['--noEmit', '-p', project], folder))
  // Within the folder, so that types of packages are found from there.
  const temporary = await mkdtemp(join(folder, '.types-'))
  try {
    const node = findTool(folder, join('@types', 'node', 'package.json')) !== undefined
    const config = {
      compilerOptions: { ...settings, types: node ? ['node'] : [] },
      include: ['../**/*.ts'],
      exclude: ['../**/node_modules'],
    }
    await writeFile(join(temporary, 'tsconfig.json'), JSON.stringify(config))
    return problemsIn(folder, await run(compiler, ['-p', temporary], folder))
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

function run(compiler: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done) =>
    execFile(
      process.execPath,
      [compiler, ...args, '--pretty', 'false'],
      { cwd, maxBuffer: 64 * 1024 * 1024 },
      (_, stdout, stderr) => done(stdout + stderr),
    ),
  )
}

/** Of the whole project's errors those in the folder, and those without a file. */
function problemsIn(folder: string, output: string): PlaybookProblem[] {
  const problems: PlaybookProblem[] = []
  for (const line of output.split('\n')) {
    const [, path, row, column, code, message] = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/.exec(line) ?? []
    if (code === undefined || message === undefined) continue
    const file = path === undefined ? '.' : relative(folder, resolve(folder, path)).split(sep).join('/')
    if (file.startsWith('..')) continue
    const place = { file, line: Number(row ?? 1), column: Number(column ?? 1) }
    problems.push({ ...place, rule: 'types', message: `${message} (${code})`, hint: 'Correct the type.' })
  }
  return problems
}
