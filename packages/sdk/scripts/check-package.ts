// What `npm run check` asks of the package: that it builds, that its API is the one that is committed, and that every way of using it resolves.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { apiDrift } from './package/api-report.ts'
import { buildPackage } from './package/build.ts'
import { pack } from './package/pack.ts'

const require = createRequire(import.meta.url)

function binary(name: string, file: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return join(dirname(require.resolve(join(folder, name, 'package.json'))), file)
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(`${name} is not installed`)
}

function run(script: string, ...args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) =>
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) => resolve(error && `${stdout}${stderr}`)),
  )
}

const temporary = mkdtempSync(join(tmpdir(), 'sdk-package-'))
try {
  const folder = join(temporary, 'package')
  mkdirSync(folder)
  await buildPackage(folder)
  const drift = apiDrift(folder)
  const { file, size, files } = await pack(folder, temporary)
  const problems = [
    drift.length === 0
      ? null
      : `What users see of the SDK has changed (packages/sdk/api/${drift.join(', ')}). Look at the difference after: node_modules/.bin/node packages/sdk/scripts/generate.ts`,
    await run(binary('publint', 'src/cli.js'), folder, '--strict', '--pack', 'npm'),
    await run(binary('@arethetypeswrong/cli', 'dist/index.js'), file, '--profile', 'esm-only', '--no-emoji'),
    // Server code would show in it first.
    size > 520_000 ? `The tarball has ${size} bytes; at most 520,000 are right for it.` : null,
  ].filter((problem) => problem !== null)
  for (const problem of problems) console.error(problem)
  console.log(`${files.length} files, ${Math.round(size / 1024)} KB`)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
