import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePorts } from './free-ports.ts'
import { portIsTaken } from './ports.ts'
import { type StackOptions, type StackStart, Stopped } from './stack-types.ts'
import { startStack } from './start-stack.ts'

let folder: string
let started: StackStart[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-stack-'))
  // Postgres runs under another user when we are root and must get through.
  chmodSync(folder, 0o711)
  started = []
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const stack of started) await stack.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ready = `console.log(JSON.stringify({ level: 30, msg: 'ready' })); setInterval(() => {}, 1000);`

function start(options: Partial<StackOptions>, part = ready): StackStart {
  const entry = join(folder, 'part.ts')
  writeFileSync(entry, part)
  const stack = startStack({
    home: join(folder, 'state'),
    entries: { api: entry, relay: entry, playbooks: entry, sync: entry, agents: entry },
    findTemporal: { fetchIfMissing: false },
    ...options,
  })
  started.push(stack)
  return stack
}

test('brings everything up, keeps state, ports and secrets, and restarts what crashes', async () => {
  const ports = await freePorts()
  const news: string[] = []
  const first = start({ ports, onNews: (line) => news.push(line) })
  const stack = await first.ready
  expect(Object.keys(stack.services).sort()).toEqual([
    'agents',
    'api',
    'playbooks',
    'postgres',
    'relay',
    'sync',
    'temporal',
  ])
  expect(statSync(stack.folder.secrets).mode & 0o777).toBe(0o600)
  expect(() => startStack({ home: join(folder, 'state') })).toThrow(/already runs/)

  for (const name of ['postgres', 'temporal', 'relay'] as const) stack.services[name]?.current()?.kill()
  await expect.poll(() => news.filter((line) => line.endsWith('is back.'))).toHaveLength(3)
  expect(news).toContain('postgres ended (SIGKILL); restarting …')

  await first.stop()
  for (const port of [ports.postgres, ports.temporal, ports.temporalUi]) expect(await portIsTaken(port)).toBe(false)
  expect(existsSync(stack.folder.processes)).toBe(false)

  // Without telling the ports again: they were kept.
  const again = await start({}).ready
  expect(again.databaseUrl).toBe(stack.databaseUrl)
  expect(again.masterKey).toBe(stack.masterKey)
})

test('ends callers before what they call', async () => {
  const log = join(folder, 'order.log')
  const note = `import { appendFileSync } from 'node:fs'
    process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(log)}, process.env.PART_ENDS + '\\n'); process.exit(0) });`
  const api = join(folder, 'api.ts')
  writeFileSync(api, `process.env.PART_ENDS = 'api';${note}${ready}`)
  const stack = start(
    { ports: await freePorts(), parts: ['relay', 'api'], entries: { api, relay: join(folder, 'part.ts') } },
    `process.env.PART_ENDS = 'relay';${note}${ready}`,
  )
  await stack.ready
  await stack.stop()
  expect(readFileSync(log, 'utf8')).toBe('api\nrelay\n')
})

test('links of e-mails lead to this API unless told otherwise, also where the environment has an empty address', async () => {
  const log = join(folder, 'relay.url')
  const part = `import { writeFileSync } from 'node:fs'
    writeFileSync(${JSON.stringify(log)}, process.env.ORCHESTRATOR_PUBLIC_URL ?? 'none');${ready}`
  vi.stubEnv('ORCHESTRATOR_PUBLIC_URL', '')
  const first = start({ ports: await freePorts(), parts: ['relay'] }, part)
  const { apiUrl } = await first.ready
  expect(readFileSync(log, 'utf8')).toBe(apiUrl)
  await first.stop()
  await start({ parts: ['relay'], publicUrl: 'https://orc.example.com' }, part).ready
  expect(readFileSync(log, 'utf8')).toBe('https://orc.example.com')
})

test('parts that do not listen to SIGTERM are ended within 10 s; asked again, at once', async () => {
  const deaf = `process.on('SIGTERM', () => {});${ready}`
  const first = start({ ports: await freePorts() }, deaf)
  await first.ready
  let startedAt = Date.now()
  await first.stop()
  expect(Date.now() - startedAt).toBeLessThan(15_000)

  const second = start({}, deaf)
  await second.ready
  startedAt = Date.now()
  const stopping = second.stop()
  void second.stop()
  await stopping
  expect(Date.now() - startedAt).toBeLessThan(6_000)
})

test('a start that is broken off leaves nothing running', async () => {
  const ports = await freePorts()
  const stack = start({ ports })
  await expect.poll(() => portIsTaken(ports.postgres), { interval: 5 }).toBe(true)
  await stack.stop()
  await expect(stack.ready).rejects.toBeInstanceOf(Stopped)
  for (const port of [ports.postgres, ports.temporal]) expect(await portIsTaken(port)).toBe(false)
})

test('a part that fails to start ends the start with its last words', async () => {
  const stack = start({ ports: await freePorts(), parts: ['api'] }, `console.error('no such setting'); process.exit(1)`)
  await expect(stack.ready).rejects.toThrow(/api ended before it was ready \(exit code 1\):\s+no such setting/)
})

test('a taken port is said before anything is started', async () => {
  const ports = await freePorts()
  const other = start({ ports, parts: [], home: join(folder, 'other') })
  await other.ready
  await expect(start({ ports: { ...ports, postgres: ports.postgres } }).ready).rejects.toThrow(
    new RegExp(`Port ${ports.postgres}, which Postgres needs, is taken by postgres`),
  )
})
