import { execFile } from 'node:child_process'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporalCliVersion } from './temporal-version.ts'

/** Fetches the Temporal CLI from where Temporal's SDKs get it, and puts it at `target`. Gives up quickly without a network. */
export async function downloadTemporal(target: string, connectWithinMs = 10_000): Promise<void> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const url = `https://temporal.download/cli/archive/v${temporalCliVersion}?platform=${platform}&arch=${arch}`
  const aborted = new AbortController()
  const timer = setTimeout(() => aborted.abort(new Error('no answer')), connectWithinMs)
  const folder = `${target}.${process.pid}.download`
  mkdirSync(folder, { recursive: true })
  try {
    const response = await fetch(url, { signal: aborted.signal })
    clearTimeout(timer)
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    const archive = join(folder, 'archive')
    await writeFile(archive, Buffer.from(await response.arrayBuffer()))
    // bsdtar on macOS and Windows opens zip files too.
    await promisify(execFile)('tar', ['-xf', archive, '-C', folder])
    renameSync(join(folder, platform === 'windows' ? 'temporal.exe' : 'temporal'), target)
  } finally {
    clearTimeout(timer)
    rmSync(folder, { recursive: true, force: true })
  }
}
