// Plain JavaScript for any Node ≥ 20.3: brings the packages, then hands over to the workspace's own Node 24.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { handOver } from './hand-over.mjs'
import { installPackages } from './install-packages.mjs'

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..', '..')

const commands = {
  start: (args) => ['packages/cli/src/main.ts', 'up', ...args],
  orchestrator: (args) => ['packages/cli/src/main.ts', ...args],
  test: (args) => ['node_modules/vitest/vitest.mjs', 'run', ...args],
  bench: (args) => ['bench/run.ts', ...args],
  check: (args) => ['scripts/check.ts', ...args],
}

export async function run([name, ...args]) {
  const command = commands[name]
  if (!command) throw usage(name)
  // `npm test -- a` and `npm start --no-demo` both arrive as plain arguments; a lone `--` is npm's, not ours.
  const given = args[0] === '--' ? args.slice(1) : args
  await installPackages(root, { quietWhenReady: name !== 'start' })
  const node = nodeOfTheWorkspace()
  process.exitCode = await handOver(node, command(given), { root, endWithParent: name === 'start' })
}

function nodeOfTheWorkspace() {
  const path = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(path)) return path
  const error = new Error(path)
  error.sentence = `Node 24 is missing at ${path}.\nRemove the folder node_modules and run the same command again.`
  throw error
}

function usage(name) {
  const error = new Error('usage')
  error.sentence = `Unknown command ${JSON.stringify(name ?? '')}. Use: npm start | npm test | npm run bench | npm run check | npm run orchestrator -- <command>`
  return error
}
