import { execFile, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, it } from 'vitest'
import { cacheFolder } from './cache-folder.ts'

/** A server that others wrote, from PyPI. `python/<name>.txt` pins it and all that it needs, `python/<name>-app.py` makes its `app`. */
export interface PythonPart {
  readonly name: string
  /** The oldest Python that it runs on. */
  readonly python: readonly [major: number, minor: number]
}
export const jira820: PythonPart = { name: 'jira820', python: [3, 10] }
export const myworld: PythonPart = { name: 'myworld', python: [3, 11] }

export interface RunningPart {
  readonly url: string
  close(): Promise<void>
}

const folder = join(import.meta.dirname, 'python')
const programs = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.14', 'python3.10']
const makeMs = 280_000
const startMs = 60_000

/** Where Python is too old or missing they are skipped, and say so; on CI they fail. */
export function describeWithPython(part: PythonPart, name: string, body: () => void): void {
  const [major, minor] = part.python
  const missing = `${part.name} needs Python ${major}.${minor} or newer with venv and pip; none of ${programs.join(', ')} is that`
  if (findPython(part) !== null) describe(name, body)
  else if (process.env['CI'])
    it(name, () => {
      throw new Error(missing)
    })
  else {
    // Of what is skipped the report tells the number alone.
    console.warn(`skipped: ${name}: ${missing}`)
    describe.skip(name, body)
  }
}

interface Found {
  readonly program: string
  readonly version: string
}

function findPython({ python: [major, minor] }: PythonPart): Found | null {
  for (const program of programs) {
    try {
      const asked = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])'
      const version = execFileSync(program, ['-c', asked], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: startMs,
      }).trim()
      const [has = 0, hasMinor = 0] = version.split('.').map(Number)
      if (has > major || (has === major && hasMinor >= minor)) return { program, version }
    } catch {
      // Not there, or without what makes environments.
    }
  }
  return null
}

/** It ends with this process, however that ends: its standard input does. */
export async function startPythonPart(part: PythonPart): Promise<RunningPart> {
  const program = join(await environmentOf(part), 'bin', 'python')
  const child = spawn(program, ['-u', join(folder, 'serve.py'), join(folder, `${part.name}-app.py`)], {
    // It shows its times as those of this machine.
    env: { ...process.env, TZ: 'UTC', PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  const port = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${part.name} was not ready in time: ${said}`)), startMs)
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-4_000)
      const found = /^listening on (\d+)$/m.exec(said)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`${part.name} ended with ${code}: ${said}`)))
    child.once('close', () => clearTimeout(timer))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.stdin.end()
      await ended
    },
  }
}

/** A virtual environment in the cache of this machine, made once. Two that make it at once each make one, and the first stays. */
async function environmentOf(part: PythonPart): Promise<string> {
  const found = findPython(part)
  if (found === null) throw new Error(`${part.name}: there is no Python that it runs on`)
  const pins = join(folder, `${part.name}.txt`)
  const print = createHash('sha256')
    .update(await readFile(pins))
    .digest('hex')
    .slice(0, 12)
  const environments = join(cacheFolder(), 'python')
  const place = join(environments, `${part.name}-${found.version}-${print}`)
  if (existsSync(place)) return place
  // A name that is not given twice: what a process left behind that was ended is no one's any more.
  const making = `${place}.${process.pid}-${Date.now()}`
  const run = (program: string, args: readonly string[]) =>
    promisify(execFile)(program, args, { timeout: makeMs, maxBuffer: 16_000_000 })
  try {
    await mkdir(environments, { recursive: true })
    await run(found.program, ['-m', 'venv', making])
    await run(join(making, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--requirement', pins])
    await rename(making, place).catch((error: unknown) => {
      if (!existsSync(place)) throw error
    })
    return place
  } catch (error) {
    throw new Error(`${part.name} could not be installed from PyPI: ${(error as Error).message}`, { cause: error })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}
