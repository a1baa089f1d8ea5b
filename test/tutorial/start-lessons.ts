import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, repositoryRoot } from '@orchestrator/cli/stack'
import { expect, vi } from 'vitest'
import { shareCompiled } from '../support/compiled.ts'
import { openTerminal, type Terminal } from './terminal.ts'

/** What a reader's terminal does not have: a test's own, and whence `npm test` was called, from where paths would count. */
const strange = [
  'VITEST',
  'NODE_OPTIONS',
  'NODE_TEST_CONTEXT',
  'TEST',
  'FORCE_COLOR',
  'ORCHESTRATOR_CALLED_FROM',
  'INIT_CWD',
]

const bin = join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs')

/** A folder that is to a reader's commands what the repository is, and the product, started as the tutorial says. */
export interface Classroom {
  readonly folder: string
  readonly terminal: Terminal
  /** What the product has printed so far. */
  printed(): string
  /** A lesson's text with the ports that this machine has free. */
  here(text: string): string
  leave(): Promise<void>
}

/** @param start the tutorial's own commands, of which the last is `npm start --` */
export async function startLessons(start: string): Promise<Classroom> {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-tutorial-'))
  // Postgres may run as another user, who has to get through.
  chmodSync(folder, 0o711)
  layOut(folder)
  const home = join(folder, /--home (\S+)/.exec(start)?.[1] ?? '')
  mkdirSync(home, { recursive: true })
  shareCompiled(home)
  const [ports, more] = [await freePorts(), await freePorts()]
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}`, NO_COLOR: '1' }
  for (const name of strange) delete env[name]
  const flags = Object.entries({
    ...{ 'api-port': ports.api, 'postgres-port': ports.postgres },
    ...{ 'temporal-port': ports.temporal, 'temporal-ui-port': ports.temporalUi },
  }).map(([name, port]) => `--${name} ${port}`)
  const command = start.replace('npm start --', `exec npx orchestrator up ${flags.join(' ')}`)
  if (command === start) throw new Error(`there is no npm start -- in ${start}`)
  const product = spawn('/bin/bash', ['-c', command], { cwd: folder, env })
  let printed = ''
  for (const stream of [product.stdout, product.stderr]) stream.on('data', (text: Buffer) => (printed += text))
  const terminal = openTerminal(folder, env)
  const leave = async () => {
    await terminal.close()
    await end(product)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const ready = () => expect(printed).toContain('Ctrl-C ends everything')
    await vi.waitFor(ready, { timeout: 240_000, interval: 100 })
  } catch (error) {
    await leave()
    throw error
  }
  const here = (text: string) => text.replaceAll(':4400', `:${ports.api}`).replaceAll('4500', String(more.api))
  return { folder, terminal, printed: () => printed, here, leave }
}

/** As in the repository: what packages are found from where, and which TypeScript is spoken. */
function layOut(folder: string): void {
  mkdirSync(join(folder, 'playbooks'))
  for (const name of ['.', 'playbooks']) {
    symlinkSync(join(repositoryRoot, name, 'node_modules'), join(folder, name, 'node_modules'))
    for (const file of ['tsconfig.json', 'package.json'])
      copyFileSync(join(repositoryRoot, name, file), join(folder, name, file))
  }
  mkdirSync(join(folder, 'bin'))
  const npx = `#!/bin/sh\n[ "$1" = orchestrator ] || exit 127\nshift\nexec "${process.execPath}" "${bin}" "$@"\n`
  writeFileSync(join(folder, 'bin', 'npx'), npx, { mode: 0o755 })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
