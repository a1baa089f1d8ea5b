// Everything that is checked without running the product. Each step prints one line; what is wrong follows it.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

interface Step {
  name: string
  /** Scripts run on this Node; the rest by their own shebang. */
  args: readonly string[]
  cwd?: string
}

const tool = (path: string) => join(root, 'node_modules', path)

function steps(): Step[] {
  return [
    { name: 'format and lint', args: [tool('@biomejs/biome/bin/biome'), 'ci', '--max-diagnostics=50', '--colors=off'] },
    ...foldersWithTypes().map((folder) => ({
      name: `types of ${folder}`,
      args: [tool('typescript/bin/tsc'), '-p', folder, '--pretty', 'false'],
    })),
    { name: 'samples in the docs', args: ['scripts/check-docs.ts'] },
    {
      name: 'import boundaries',
      args: [
        tool('dependency-cruiser/bin/dependency-cruiser.mjs'),
        ...['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
        ...['packages', 'playbooks', 'bench', 'test', 'scripts'].filter((folder) => existsSync(join(root, folder))),
      ],
    },
    { name: 'unused exports, files and packages', args: [tool('knip/bin/knip.js'), '--no-config-hints'] },
    ...foldersWithGenerated().map((folder) => ({
      name: `generated files of ${folder}`,
      args: ['--run', 'generate:check'],
      cwd: join(root, folder),
    })),
  ]
}

function workspaceFolders(): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
  return [...packages, 'playbooks', 'bench', 'test', 'scripts']
}

function foldersWithTypes(): string[] {
  return workspaceFolders().filter((folder) => existsSync(join(root, folder, 'tsconfig.json')) && hasSources(folder))
}

function hasSources(folder: string): boolean {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).some(
    (file) => file.endsWith('.ts') && !file.includes('node_modules'),
  )
}

// A package that commits generated files has a script `generate:check`, which fails when they are not up to date.
function foldersWithGenerated(): string[] {
  return workspaceFolders().filter((folder) => {
    const manifest = join(root, folder, 'package.json')
    if (!existsSync(manifest)) return false
    const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as { scripts?: Record<string, string> }
    return scripts?.['generate:check'] !== undefined
  })
}

function run({ args, cwd }: Step): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const PATH = `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`
    const child = spawn(process.execPath, args, {
      cwd: cwd ?? root,
      env: { ...process.env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

const wanted = process.argv.slice(2)
const all = steps().filter((step) => wanted.length === 0 || wanted.some((word) => step.name.includes(word)))
if (all.length === 0) {
  console.error(
    `No check is called like that. There are:\n  ${steps()
      .map(({ name }) => name)
      .join('\n  ')}`,
  )
  process.exit(2)
}
let failed = 0
for (const step of all) {
  const startedAt = Date.now()
  const { ok, output } = await run(step)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${step.name} (${seconds} s)`)
  if (ok) continue
  failed++
  console.log(`\n${output.trimEnd().replace(/^/gm, '    ')}\n`)
}
console.log(failed === 0 ? `All ${all.length} checks passed.` : `${failed} of ${all.length} checks failed.`)
process.exitCode = failed === 0 ? 0 : 1
