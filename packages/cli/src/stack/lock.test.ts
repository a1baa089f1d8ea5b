import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockStateFolder, tryLock } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a second one is refused while the first holds it, and let in after', () => {
  const lock = join(folder, 'lock')
  const release = tryLock(lock)
  expect(release).toBeTypeOf('function')
  expect(tryLock(lock)).toBeUndefined()
  expect(() => lockStateFolder(folder, lock)).toThrow(/already runs with the state folder .* \(pid \d+\)/)
  release?.()
  const again = tryLock(lock)
  expect(again).toBeTypeOf('function')
  again?.()
})

test('the lock of a process that was killed is taken over', async () => {
  const lock = join(folder, 'lock')
  const code = `import { tryLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
    tryLock(${JSON.stringify(lock)}); process.stdout.write('locked'); setInterval(() => {}, 1000)`
  const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(other.stdout, 'data')
  expect(tryLock(lock)).toBeUndefined()
  other.kill('SIGKILL')
  await once(other, 'exit')
  const release = tryLock(lock)
  expect(release).toBeTypeOf('function')
  release?.()
})
