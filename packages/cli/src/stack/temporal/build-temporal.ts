import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporalCliVersion } from './temporal-version.ts'

/** Whether Go is there to build with. */
export function goVersion(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const run = spawnSync('go', ['version'], { encoding: 'utf8', env })
  return run.status === 0 ? /go(\d+\.\d+(\.\d+)?)/.exec(run.stdout)?.[1] : undefined
}

/** Builds the Temporal CLI with Go and puts it at `target`; about three minutes on two cores. */
export async function buildTemporal(target: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const folder = `${target}.${process.pid}.build`
  mkdirSync(folder, { recursive: true })
  try {
    const { code, output } = await install({ ...env, GOBIN: folder, GOFLAGS: '' })
    if (code !== 0) throw new Error(output.trim().split('\n').slice(-6).join('\n'))
    renameSync(join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal'), target)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function install(env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const source = `github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`
    const child = spawn('go', ['install', source], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const stop = () => child.kill('SIGTERM')
    process.once('exit', stop)
    let output = ''
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code) => {
      process.removeListener('exit', stop)
      resolve({ code: code ?? 1, output })
    })
  })
}
