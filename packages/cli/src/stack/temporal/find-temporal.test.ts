import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cachedTemporal, findTemporal } from './find-temporal.ts'
import { isAtLeast } from './temporal-version.ts'

let folder: string
let onPath: string
let cache: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-find-'))
  onPath = join(folder, 'path')
  cache = join(folder, 'cache')
  mkdirSync(onPath)
  mkdirSync(join(cache, 'bin'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function fakeTemporal(at: string, server: string) {
  writeFileSync(at, `#!/bin/sh\necho "temporal version 1.0.0 (Server ${server}, UI 2.0.0)"\n`)
  chmodSync(at, 0o755)
}

const calls: string[] = []
const options = () => {
  calls.length = 0
  return {
    env: { PATH: onPath, HOME: folder },
    cache,
    download: async () => {
      calls.push('download')
      throw new Error('no network')
    },
    build: async (target: string) => {
      calls.push('build')
      fakeTemporal(target, '1.29.1')
    },
  }
}

test('one on PATH comes first', async () => {
  fakeTemporal(join(onPath, 'temporal'), '1.30.0')
  fakeTemporal(cachedTemporal(cache), '1.29.1')
  expect(await findTemporal(options())).toMatchObject({ from: 'path', serverVersion: '1.30.0' })
})

test('one on PATH that is too old is passed over for the cached one', async () => {
  fakeTemporal(join(onPath, 'temporal'), '1.26.2')
  fakeTemporal(cachedTemporal(cache), '1.29.1')
  expect(await findTemporal(options())).toMatchObject({ from: 'cache' })
  expect(calls).toEqual([])
})

test('with none, the download is tried, then the build; the next time it is in the cache', async () => {
  const told: string[] = []
  const found = await findTemporal({ ...options(), onProgress: ({ text }) => told.push(text) })
  expect(found).toMatchObject({ from: 'build', program: cachedTemporal(cache) })
  expect(calls).toEqual(['download', 'build'])
  expect(told).toEqual([expect.stringContaining('downloading'), expect.stringContaining('building with Go')])
  expect(await findTemporal(options())).toMatchObject({ from: 'cache' })
})

test('two at once bring it once', async () => {
  const shared = options()
  const found = await Promise.all([findTemporal(shared), findTemporal(shared)])
  expect(calls).toEqual(['download', 'build'])
  expect(found.map(({ from }) => from).sort()).toEqual(['build', 'cache'])
})

test('when nothing works, it says every reason and what to install', async () => {
  fakeTemporal(join(onPath, 'temporal'), '1.20.0')
  const build = async () => {
    throw new Error('Go is not installed')
  }
  await expect(findTemporal({ ...options(), build })).rejects.toMatchObject({
    message: expect.stringMatching(/too old[\s\S]*download: no network[\s\S]*build: Go is not installed/),
    hint: expect.stringMatching(/Temporal CLI[\s\S]*install Go[\s\S]*TEMPORAL_ADDRESS/),
  })
  expect(existsSync(cachedTemporal(cache))).toBe(false)
})

test('versions compare by number', () => {
  expect(isAtLeast('1.29.0', '1.29.0')).toBe(true)
  expect(isAtLeast('1.100.0', '1.29.0')).toBe(true)
  expect(isAtLeast('1.28.9', '1.29.0')).toBe(false)
})
