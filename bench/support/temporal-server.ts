import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheFolder, tryLock } from '@orchestrator/cli/stack'

const version = '1.29.1'
const module = 'go.temporal.io/server'

export interface TemporalServer {
  /** The server itself, which keeps its state in a database. */
  readonly server: string
  /** Makes and updates that database's schema. */
  readonly sqlTool: string
  /** The folder of the schemas for Postgres. */
  readonly schema: string
}

/** Temporal's own server, from its source: built with Go once for every clone on this machine, about four minutes. */
export async function findTemporalServer(say: (text: string) => void): Promise<TemporalServer> {
  const folder = join(cacheFolder(), 'bin')
  mkdirSync(folder, { recursive: true })
  const server = join(folder, `temporal-server-${version}`)
  const sqlTool = join(folder, `temporal-sql-tool-${version}`)
  for (const [target, path] of [
    [server, 'cmd/server'],
    [sqlTool, 'cmd/tools/sql'],
  ] as const) {
    await onlyOne(target, async () => {
      if (!existsSync(target)) await build(target, path, say)
    })
  }
  const { Dir } = JSON.parse(await go(['mod', 'download', '-json', `${module}@v${version}`])) as { Dir: string }
  return { server, sqlTool, schema: join(Dir, 'schema', 'postgresql', 'v12') }
}

async function build(target: string, path: string, say: (text: string) => void): Promise<void> {
  const folder = `${target}.${process.pid}.build`
  mkdirSync(folder, { recursive: true })
  const startedAt = Date.now()
  const tell = () =>
    say(`building ${module}/${path} with Go, once per machine (${Math.round((Date.now() - startedAt) / 1_000)} s)`)
  tell()
  const timer = setInterval(tell, 15_000)
  try {
    await go(['install', `${module}/${path}@v${version}`], { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '' })
    renameSync(join(folder, path.split('/').at(-1) ?? ''), target)
  } finally {
    clearInterval(timer)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Benchmarks that start at once build once: the others wait. */
async function onlyOne(target: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const release = tryLock(`${target}.lock`)
    if (release) return work().finally(release)
    await sleep(1_000)
  }
}

/** @throws Error with Go's last words */
function go(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    const stop = () => child.kill('SIGTERM')
    process.once('exit', stop)
    const output = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => void (output.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => void (output.err += chunk.toString()))
    child.on('error', (cause) => reject(new Error('--temporal=postgres needs Go to build the server with', { cause })))
    child.on('close', (code) => {
      process.removeListener('exit', stop)
      if (code === 0) resolve(output.out)
      else reject(new Error(`go ${args[0]} failed:\n${output.err.trim().split('\n').slice(-6).join('\n')}`))
    })
  })
}
