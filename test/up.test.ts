import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, isRunning, type KnownProcess, repositoryRoot } from '@orchestrator/cli/stack'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const bin = join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs')
let home: string
let running: ChildProcess[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orchestrator-up-'))
  chmodSync(home, 0o711)
  running = []
})
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

function up(...args: string[]): { child: ChildProcess; output: () => string; ready: () => Promise<void> } {
  const child = spawn(process.execPath, [bin, 'up', '--home', home, ...args], {
    env: { ...process.env, ORCHESTRATOR_HOME: home, VITEST: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ready = () =>
    vi.waitFor(() => expect(output).toContain('Ctrl-C ends everything'), { timeout: 110_000, interval: 50 })
  return { child, output: () => output, ready }
}

function processes(): (KnownProcess & { name: string })[] {
  return JSON.parse(readFileSync(join(home, 'processes.json'), 'utf8')) as (KnownProcess & { name: string })[]
}

function apiKey(): string {
  return (JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as { apiKey: string }).apiKey
}

async function flagsOf(): Promise<string[]> {
  const ports = await freePorts()
  return [
    '--api-port',
    ports.api,
    '--postgres-port',
    ports.postgres,
    '--temporal-port',
    ports.temporal,
    '--temporal-ui-port',
    ports.temporalUi,
  ].map(String)
}

test('the first start plays the demo; it is the only one on its state; SIGTERM ends all of it within 10 s', async () => {
  const first = up(...(await flagsOf()))
  await first.ready()
  expect(first.output()).toMatch(/3 {2}It made the task HELLO-1 "Spelling error in the README file"/)
  expect(first.output()).toContain(`API key        ${apiKey()}`)

  const second = up()
  expect(await once(second.child, 'exit')).toEqual([1, null])
  expect(second.output()).toContain('Orchestrator already runs with the state folder')

  const known = processes()
  const askedAt = Date.now()
  first.child.kill('SIGTERM')
  expect(await once(first.child, 'exit')).toEqual([0, null])
  expect(Date.now() - askedAt).toBeLessThan(10_000)
  expect(known.filter(isRunning).map(({ name }) => name)).toEqual([])
})

test('killed with -9, nothing of it stays, and the next start goes on with the same workspace and key', async () => {
  const first = up('--no-demo', ...(await flagsOf()))
  await first.ready()
  expect(first.output()).not.toContain('A demonstration')
  const key = apiKey()
  const known = processes()
  first.child.kill('SIGKILL')
  await vi.waitFor(() => expect(known.filter(isRunning).map(({ name }) => name)).toEqual([]), { timeout: 20_000 })
  await vi.waitFor(() => expect(existsSync(join(home, 'processes.json'))).toBe(false), { timeout: 10_000 })

  const second = up('--no-demo')
  await second.ready()
  expect(second.output()).toContain('Migrations  up to date')
  expect(apiKey()).toBe(key)
}, 600_000)
