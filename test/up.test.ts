import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts, isRunning, type KnownProcess, repositoryRoot, type StackPorts } from '@orchestrator/cli/stack'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPlaybookFolder } from '../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { shareCompiled } from './support/compiled.ts'

const bin = join(repositoryRoot, 'packages', 'cli', 'bin', 'orchestrator.mjs')
let home: string
let running: ChildProcess[]

beforeEach(() => {
  // Where the state folder lies by default: in the repository, below a package.json that takes every .js for a module.
  const cache = join(repositoryRoot, '.cache')
  mkdirSync(cache, { recursive: true })
  home = mkdtempSync(join(cache, 'orchestrator-up-'))
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
  return flagsFor(ports)
}

function flagsFor(ports: StackPorts): string[] {
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
  expect(first.output()).toContain('2  npx orchestrator task update HELLO-2 --tag review --complete')
  expect(first.output()).toContain(`API key        ${apiKey()}`)
  expect(first.output()).toMatch(/ {2}MCP {12}http:\/\/127\.0\.0\.1:\d+\/mcp\n[\s\S]+ {2}Models {9}\S/)

  const second = up()
  expect(await once(second.child, 'exit')).toEqual([1, null])
  expect(second.output()).toContain('Orchestrator already runs with the state folder')

  const known = processes()
  const askedAt = Date.now()
  first.child.kill('SIGTERM')
  expect(await once(first.child, 'exit')).toEqual([0, null])
  expect(Date.now() - askedAt).toBeLessThan(15_000)
  expect(known.filter(isRunning).map(({ name }) => name)).toEqual([])
  // Each had its time to end in good order.
  expect(readFileSync(join(home, 'logs', 'api.log'), 'utf8')).toContain('"msg":"stopped"')
  expect(readFileSync(join(home, 'logs', 'postgres.log'), 'utf8')).not.toContain('immediate shutdown')
})

test('killed with -9, nothing of it stays, and the next start goes on with the same workspace and key', async () => {
  shareCompiled(home)
  const first = up('--no-demo', ...(await flagsOf()))
  await first.ready()
  expect(first.output()).not.toContain('A demonstration')
  expect(first.output()).toContain(`0  export ORCHESTRATOR_HOME=${home}`)
  expect(first.output()).toContain("0  npx orchestrator project create 'Hello World'")
  expect(first.output()).toContain('2  npx orchestrator task update HELLO-1 --tag review --complete')
  const key = apiKey()
  const known = processes()
  first.child.kill('SIGKILL')
  await expect.poll(() => known.filter(isRunning).map(({ name }) => name)).toEqual([])
  await expect.poll(() => existsSync(join(home, 'processes.json'))).toBe(false)

  const second = up('--no-demo')
  await second.ready()
  expect(second.output()).toContain('Migrations  up to date')
  expect(apiKey()).toBe(key)
}, 600_000)

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  '%s to the process of npm alone ends all that it started',
  async (signal) => {
    const npm = spawn('npm', ['start', '--', '--home', home, ...(await flagsOf())], {
      cwd: repositoryRoot,
      env: { ...process.env, VITEST: undefined },
      stdio: ['ignore', 'pipe', 'inherit'],
      // As from a shell: no signal of this group reaches it.
      detached: true,
    })
    running.push(npm)
    let output = ''
    npm.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    // In the middle of a start is as good as later, and sooner.
    await expect.poll(() => output).toMatch(/^Postgres {4}a new database/m)
    const known = processes()
    expect(known.map(({ name }) => name)).toContain('postgres')
    npm.kill(signal)
    await expect.poll(() => known.filter(isRunning).map(({ name }) => name)).toEqual([])
    // The last thing that the one above them does.
    await expect.poll(() => existsSync(join(home, 'lock'))).toBe(false)
    expect(existsSync(join(home, 'processes.json'))).toBe(false)
  },
  120_000,
)

const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8')

/** The README's commands that begin like this, as a shell takes them. */
const commandsOf = (start: string) =>
  [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
    .filter((line) => line.startsWith(start))

test('the tour works as the README has it: webhook, task, runs, an edit of a playbook, a rule', async () => {
  shareCompiled(home)
  const playbooks = await createPlaybookFolder({})
  try {
    cpSync(join(repositoryRoot, 'playbooks/software-development'), join(playbooks.path, 'software-development'), {
      recursive: true,
    })
    const ports = await freePorts()
    const started = up('--playbooks', playbooks.path, ...flagsFor(ports))
    await started.ready()
    const url = `http://127.0.0.1:${ports.api}`
    const shell = (command: string) =>
      execFileSync('/bin/sh', ['-c', command.replace('npx orchestrator', '"$NODE" "$BIN"')], {
        cwd: repositoryRoot,
        env: { ...process.env, NODE: process.execPath, BIN: bin, ORCHESTRATOR_HOME: home },
        encoding: 'utf8',
      })
    const get = async (path: string) =>
      (await (await fetch(url + path, { headers: { authorization: `Bearer ${apiKey()}` } })).json()) as {
        items: Record<string, string>[]
      }
    const titles = async () => (await get('/v1/tasks')).items.map((task) => task['title'])
    const shown = (wanted: () => Promise<void>) => vi.waitFor(wanted, { timeout: 60_000, interval: 200 })

    const [send = '', update = '', runs = ''] = commandsOf('npx orchestrator')
    expect(runs).toBe('npx orchestrator runs')
    expect(shell(send)).toContain('Delivered to issue-intake')
    const issue = 'Spelling error in the README file'
    await shown(async () => expect(await titles()).toEqual([issue, issue]))
    expect(shell(update)).toContain('HELLO-2')
    await shown(async () => expect(await titles()).toContain(`Follow up: ${issue}`))
    expect(shell(runs)).toMatch(/review-follow-up +running[\s\S]*issue-intake +completed[\s\S]*issue-intake +completed/)

    const file = 'software-development/review-follow-up/playbook.ts'
    const source = readFileSync(join(playbooks.path, file), 'utf8')
    expect(readme).toContain(source)
    const deployed = () => started.output().split('Playbooks   deployed').length
    const before = deployed()
    writeFileSync(join(playbooks.path, file), source.replace('title: `Follow up: ', 'title: `Once more: '))
    await shown(async () => expect(deployed()).toBeGreaterThan(before))
    shell(update.replace('HELLO-2', 'HELLO-1'))
    await shown(async () => expect(await titles()).toContain(`Once more: ${issue}`))

    const [, rule = ''] = /curl -s http[^']*'Content-Type: application\/json' -d '(\{[\s\S]*?\n\})'/.exec(readme) ?? []
    const headers = { authorization: `Bearer ${apiKey()}`, 'content-type': 'application/json' }
    expect((await fetch(`${url}/v1/rules`, { method: 'POST', headers, body: rule })).status).toBe(201)
    const [once] = (await get('/v1/tasks')).items.filter((task) => task['title'] === `Once more: ${issue}`)
    shell(update.replace('HELLO-2', once?.['identifier'] ?? ''))
    await shown(async () => expect(await titles()).toContain(`Follow up: Once more: ${issue}`))
  } finally {
    await playbooks.remove()
  }
}, 300_000)
