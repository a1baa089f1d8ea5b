import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRunning } from './end-process.ts'
import { processIdentity } from './process-identity.ts'
import { startPart } from './start-part.ts'
import { supervise } from './supervise.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-part-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function entry(code: string): string {
  const path = join(folder, 'main.ts')
  writeFileSync(path, code)
  return path
}

const serves = `console.log(JSON.stringify({ level: 30, msg: 'ready' })); setInterval(() => {}, 1000);`

test('is ready when it says so, logs to its file and ends on SIGTERM', async () => {
  const logFile = join(folder, 'logs', 'api.log')
  const main = entry(`process.on('SIGTERM', () => process.exit(0)); ${serves}`)
  const part = await startPart({ part: 'api', env: {}, entry: main, logFile })
  await part.stop()
  expect(await part.exited).toEqual({ code: 0, signal: null })
  // The file is written on the side.
  await expect.poll(() => readFileSync(logFile, 'utf8')).toContain('"msg":"ready"')
})

test('one that ignores SIGTERM is killed in time, with the processes it started', async () => {
  const main = entry(`import { spawn } from 'node:child_process'
    const child = spawn('sleep', ['1000']); console.log('child ' + child.pid);
    process.on('SIGTERM', () => {}); ${serves}`)
  let childPid = 0
  const onLine = (line: string) => {
    if (line.startsWith('child ')) childPid = Number(line.slice(6))
  }
  const part = await startPart({ part: 'api', env: {}, entry: main, onLine })
  await part.stop({ withinMs: 300 })
  expect(await part.exited).toMatchObject({ signal: 'SIGKILL' })
  await expect.poll(() => processIdentity(childPid)).toBeUndefined()
})

test('one that fails to start is reported with its last words', async () => {
  const main = entry(`console.error('DATABASE_URL is missing'); process.exit(3)`)
  await expect(startPart({ part: 'relay', env: {}, entry: main })).rejects.toThrow(
    /relay ended before it was ready \(exit code 3\):\s+DATABASE_URL is missing/,
  )
})

test('a supervised part is restarted after a crash and says so; stop ends it for good', async () => {
  const main = entry(serves)
  const news: string[] = []
  const supervised = await supervise({
    start: () => startPart({ part: 'relay', env: {}, entry: main }),
    onNews: (line) => news.push(line),
    firstDelayMs: 10,
  })
  supervised.first.kill()
  await expect.poll(() => news).toEqual(['relay ended (SIGKILL); restarting …', 'relay is back.'])
  const second = supervised.current()
  expect(second?.pid).not.toBe(supervised.first.pid)
  await supervised.stop()
  expect(processIdentity(second?.pid ?? 0)).toBeUndefined()
})

test('one that does not stay is told of a few times, and once with where its log is', async () => {
  const good = entry(serves)
  const bad = join(folder, 'bad.ts')
  writeFileSync(bad, `console.error('no such setting'); process.exit(1)`)
  const news: string[] = []
  let starts = 0
  const supervised = await supervise({
    start: () => startPart({ part: 'relay', env: {}, entry: starts++ === 0 ? good : bad }),
    onNews: (line) => news.push(line),
    firstDelayMs: 1,
    logFile: '/state/logs/relay.log',
  })
  supervised.first.kill()
  await expect.poll(() => starts).toBeGreaterThan(5)
  await supervised.stop()
  expect(news.map((line) => line.replaceAll(/\s+/g, ' '))).toEqual([
    'relay ended (SIGKILL); restarting …',
    expect.stringMatching(/^relay ended \(relay ended before it was ready .*no such setting\); restarting …$/),
    expect.stringMatching(/^relay does not stay \(.*no such setting\); .* Its log: \/state\/logs\/relay\.log$/),
  ])
})

test('when the one that started it is killed with -9, part and native process end', async () => {
  const main = entry(serves)
  const register = join(folder, 'processes.json')
  const starter = join(folder, 'starter.ts')
  writeFileSync(
    starter,
    `import { openProcessRegister } from ${JSON.stringify(join(import.meta.dirname, 'process-register.ts'))}
    import { startPart } from ${JSON.stringify(join(import.meta.dirname, 'start-part.ts'))}
    import { startService } from ${JSON.stringify(join(import.meta.dirname, 'service.ts'))}
    const register = openProcessRegister(${JSON.stringify(register)})
    const part = await startPart({ part: 'api', env: {}, entry: ${JSON.stringify(main)} })
    const native = await startService({ name: 'native', command: 'sleep', args: ['1000'], probe: async () => true, readyWithinMs: 1000, register })
    console.log(JSON.stringify([part.pid, native.pid]))`,
  )
  const starting = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(starting.stdout, 'data')) as [Buffer]
  const pids = JSON.parse(line.toString()) as number[]
  const known = pids.map((pid) => ({ pid, identity: processIdentity(pid) ?? '' }))
  expect(known.every(isRunning)).toBe(true)
  starting.kill('SIGKILL')
  await expect.poll(() => known.some(isRunning)).toBe(false)
  await expect.poll(() => existsSync(register)).toBe(false)
})
