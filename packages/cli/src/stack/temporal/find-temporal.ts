import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../user-error.ts'
import { cacheFolder } from '../cache-folder.ts'
import { tryLock } from '../lock.ts'
import { buildTemporal, goVersion } from './build-temporal.ts'
import { downloadTemporal } from './download-temporal.ts'
import { isAtLeast, minimumServerVersion, serverVersionOf, temporalCliVersion } from './temporal-version.ts'

/** A `temporal` program that can run the development server. */
export interface FoundTemporal {
  program: string
  serverVersion: string
  from: 'path' | 'cache' | 'download' | 'build'
}

/** What `findTemporal` looks at; everything has the machine's own as its default. */
export interface FindTemporalOptions {
  env?: NodeJS.ProcessEnv
  cache?: string
  /** Told what goes on and, during a build, once a second how long it has taken. */
  onProgress?: (progress: { text: string; elapsedMs: number }) => void
  download?: (target: string) => Promise<void>
  build?: (target: string) => Promise<void>
  /** Without it, only what is on this machine already is looked at. */
  fetchIfMissing?: boolean
}

/** Finds a Temporal CLI: on PATH, then in the cache; else downloads it, else builds it with Go; else says what to install. */
export async function findTemporal(options: FindTemporalOptions = {}): Promise<FoundTemporal> {
  const env = options.env ?? process.env
  const cached = cachedTemporal(options.cache ?? cacheFolder(env))
  const onPath = await usable(programOnPath(env))
  if (onPath.found) return { ...onPath.found, from: 'path' }
  const inCache = await usable(existsSync(cached) ? cached : undefined)
  if (inCache.found) return { ...inCache.found, from: 'cache' }
  if (options.fetchIfMissing === false) throw missing(onPath.tooOld, 'It was not looked for elsewhere.')
  return await onlyOne(cached, options, () => fetchIt(cached, env, options, onPath.tooOld))
}

/** Where the cache keeps the program. */
export function cachedTemporal(cache: string): string {
  return join(cache, 'bin', `temporal-${temporalCliVersion}${process.platform === 'win32' ? '.exe' : ''}`)
}

async function fetchIt(
  cached: string,
  env: NodeJS.ProcessEnv,
  options: FindTemporalOptions,
  tooOld: string | undefined,
): Promise<FoundTemporal> {
  // Another clone may have brought it while we waited for our turn.
  const inCache = existsSync(cached) ? await usable(cached) : {}
  if (inCache.found) return { ...inCache.found, from: 'cache' }
  const reasons: string[] = []
  for (const [from, text, bring] of [
    ['download', 'downloading', options.download ?? downloadTemporal],
    [
      'build',
      'building with Go, about three minutes, once per machine',
      options.build ?? ((target: string) => buildWithGo(target, env)),
    ],
  ] as const) {
    try {
      await withTicks(text, options, () => bring(cached))
      const { found } = await usable(cached)
      if (found) return { ...found, from }
      reasons.push(`${from}: what came does not run on this machine`)
    } catch (error) {
      reasons.push(`${from}: ${reasonOf(error)}`)
    }
  }
  throw missing(tooOld, reasons.join('\n'))
}

async function buildWithGo(target: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!goVersion(env)) throw new Error('Go is not installed')
  await buildTemporal(target, env)
}

function programOnPath(env: NodeJS.ProcessEnv): string | undefined {
  const name = process.platform === 'win32' ? 'temporal.exe' : 'temporal'
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

async function usable(program: string | undefined): Promise<{ found?: Omit<FoundTemporal, 'from'>; tooOld?: string }> {
  if (!program) return {}
  const serverVersion = await serverVersionOf(program)
  if (!serverVersion) return {}
  if (!isAtLeast(serverVersion, minimumServerVersion)) return { tooOld: `${program} (server ${serverVersion})` }
  return { found: { program, serverVersion } }
}

// Two clones that start at once bring it once: the second waits.
async function onlyOne<T>(target: string, options: FindTemporalOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(join(target, '..'), { recursive: true })
  const startedAt = Date.now()
  for (;;) {
    const release = tryLock(`${target}.lock`)
    if (release) {
      try {
        return await work()
      } finally {
        release()
      }
    }
    options.onProgress?.({ text: 'another process is bringing it, waiting', elapsedMs: Date.now() - startedAt })
    await sleep(1_000)
  }
}

async function withTicks(text: string, options: FindTemporalOptions, work: () => Promise<void>): Promise<void> {
  const startedAt = Date.now()
  const tell = () => options.onProgress?.({ text, elapsedMs: Date.now() - startedAt })
  tell()
  const timer = setInterval(tell, 1_000)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message ? `${message} (${cause.message})` : message
}

function missing(tooOld: string | undefined, reasons: string): UserError {
  const old = tooOld ? `\nThe one on PATH is too old: ${tooOld}, ${minimumServerVersion} is needed.` : ''
  return new UserError(`Temporal is not on this machine and could not be brought.${old}\n${reasons}`, {
    hint:
      'One of these helps: install the Temporal CLI so that `temporal` is on PATH (https://docs.temporal.io/cli); install Go 1.25 or newer, with which it is built once; ' +
      'or set TEMPORAL_ADDRESS=<host:port> to a Temporal of your own.',
  })
}
