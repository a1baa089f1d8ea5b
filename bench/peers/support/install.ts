import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheFolder, tryLock } from '@orchestrator/cli/stack'

/** What a peer consists of, at exact versions. Never dependencies of ours: they are installed when they are to be measured. */
export interface PeerPackages {
  readonly name: string
  readonly version: string
  readonly packages: Readonly<Record<string, string>>
}

/** The folder with the peer's packages, once for every clone on this machine. Their install scripts are not run. */
export async function installPeer(peer: PeerPackages, say: (text: string) => void): Promise<string> {
  const folder = join(cacheFolder(), 'peers', `${peer.name}@${peer.version}`)
  mkdirSync(dirname(folder), { recursive: true })
  while (!existsSync(join(folder, 'complete'))) {
    const release = tryLock(`${folder}.lock`)
    if (release) await install(peer, folder, say).finally(release)
    else await sleep(1_000)
  }
  return folder
}

async function install(peer: PeerPackages, folder: string, say: (text: string) => void): Promise<void> {
  if (existsSync(join(folder, 'complete'))) return
  const beside = `${folder}.new`
  rmSync(beside, { recursive: true, force: true })
  mkdirSync(beside)
  writeFileSync(join(beside, 'package.json'), JSON.stringify({ private: true, dependencies: peer.packages }))
  const startedAt = Date.now()
  const tell = () =>
    say(
      `${peer.name} ${peer.version}: installing, once per machine (${Math.round((Date.now() - startedAt) / 1_000)} s)`,
    )
  tell()
  const timer = setInterval(tell, 15_000)
  try {
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], beside)
    rmSync(folder, { recursive: true, force: true })
    renameSync(beside, folder)
    writeFileSync(join(folder, 'complete'), '')
  } finally {
    clearInterval(timer)
    rmSync(beside, { recursive: true, force: true })
  }
}

/** @throws Error with npm's last words */
function npm(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    const stop = () => child.kill('SIGTERM')
    process.once('exit', stop)
    let words = ''
    child.stderr.on('data', (chunk: Buffer) => void (words += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      process.removeListener('exit', stop)
      if (code === 0) resolve()
      else reject(new Error(`npm ${args[0]} failed in ${cwd}:\n${words.trim().split('\n').slice(-6).join('\n')}`))
    })
  })
}
