import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchFolder } from './watch-folder.ts'

let root: string
let folder: string
let changes: number
let stop: () => void
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'orchestrator-watch-'))
  folder = join(root, 'playbooks')
  await mkdir(join(folder, 'team', 'one'), { recursive: true })
  await writeFile(join(folder, 'team', 'one', 'playbook.ts'), '0')
  changes = 0
  stop = watchFolder(folder, () => changes++)
  // Watching begins some moments later: a change is seen sooner or later, and then each one.
  await until(() => writeFile(join(folder, 'team', 'one', 'other.ts'), String(Math.random())))
})
afterEach(async () => {
  stop()
  await rm(root, { recursive: true, force: true })
})

/** Does something again and again until it was seen. */
async function until(act: () => Promise<unknown>): Promise<void> {
  const before = changes
  await expect
    .poll(
      async () => {
        await act()
        return changes
      },
      { interval: 300 },
    )
    .toBeGreaterThan(before)
  await quiet()
}

/** Until nothing is reported any more. */
async function quiet(): Promise<void> {
  for (let last = -1; last !== changes; ) {
    last = changes
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}

async function seen(act: () => Promise<unknown>): Promise<void> {
  const before = changes
  await act()
  await expect.poll(() => changes).toBeGreaterThan(before)
  await quiet()
}

test('sees a file that is written, replaced by renaming, and written again, as often as that happens', async () => {
  const file = join(folder, 'team', 'one', 'playbook.ts')
  for (let round = 0; round < 3; round++) {
    await seen(() => writeFile(file, `written ${round}`))
    await seen(async () => {
      await writeFile(join(root, 'new.ts'), `replaced ${round}`)
      await rename(join(root, 'new.ts'), file)
    })
  }
})

test('sees new folders and what goes, and is not called for what is no code', async () => {
  await seen(async () => {
    await mkdir(join(folder, 'team', 'two'))
    await writeFile(join(folder, 'team', 'two', 'playbook.ts'), '1')
  })
  await seen(() => writeFile(join(folder, 'team', 'two', 'playbook.ts'), '2'))
  await seen(() => rm(join(folder, 'team', 'two'), { recursive: true }))
  const before = changes
  await writeFile(join(folder, 'team', 'one', 'README.md'), 'x')
  await writeFile(join(folder, 'team', 'one', 'playbook.ts.swp'), 'x')
  await quiet()
  expect(changes).toBe(before)
})

test('sees the folder go and come back, and goes on', async () => {
  await seen(() => rename(folder, join(root, 'away')))
  await seen(() => rename(join(root, 'away'), folder))
  await until(() => writeFile(join(folder, 'team', 'one', 'playbook.ts'), String(Math.random())))
})

test('a folder that is not there yet is seen when it comes, and each change in it', async () => {
  const later = join(root, 'later')
  let calls = 0
  const end = watchFolder(later, () => calls++)
  try {
    await mkdir(join(later, 'team', 'one'), { recursive: true })
    await expect.poll(() => calls).toBeGreaterThan(0)
    for (const change of ['first', 'second']) {
      const before = calls
      const write = () => writeFile(join(later, 'team', 'one', 'playbook.ts'), `${change} ${Math.random()}`)
      await expect
        .poll(
          async () => {
            await write()
            return calls
          },
          { interval: 300 },
        )
        .toBeGreaterThan(before)
    }
  } finally {
    end()
  }
})
