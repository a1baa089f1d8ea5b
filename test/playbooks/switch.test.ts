import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, pause, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// `version` is known before the wait and after it: both must be of the same code.
const text = (version: string, body = '') =>
  playbookText(
    'edited',
    `${body} const version = '${version}'; const e = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(event.task.id), timeout: '1 hour' }); return version + ' ' + e.to + ' ' + suffix`,
    {
      head: `const suffix = '${version}'`,
      when: "on('task.created', { if: (e) => e.task.title.startsWith('go') })",
    },
  )
const quick = (version: string) =>
  playbookText('quick', `return '${version}'`, { when: "on('task.created', { if: (e) => e.task.title.eq('quick') })" })

let folder: PlaybookFolder
let stage: Stage
beforeAll(async () => {
  folder = await createPlaybookFolder({ 'a/edited/playbook.ts': text('one'), 'a/quick/playbook.ts': quick('one') })
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  stage = await openStage({ compiledIn: testHome, database, temporal, folder: folder.path })
})
afterAll(async () => {
  await stage?.close()
  await folder?.remove()
})

const current = async () => {
  const rows = await stage.store.read(
    stage.workspaceId,
    (tx) =>
      tx<
        { bundleHash: string }[]
      >`select bundle_hash from playbooks where workspace_id = ${stage.workspaceId} and name = 'quick'`,
  )
  return rows[0]?.bundleHash ?? ''
}
const changedFrom = async (hash: string, withinMs = 60_000) => {
  const over = Date.now() + withinMs
  while ((await current()) === hash) {
    if (Date.now() > over) throw new Error(`still ${hash}: ${JSON.stringify(stage.logs.slice(-5))}`)
    await pause(20)
  }
}
const logged = async (message: string) => {
  for (let i = 0; i < 1500; i++) {
    const found = stage.logs.find(({ msg }) => String(msg).includes(message))
    if (found) return found
    await pause(25)
  }
  throw new Error(`nothing was logged like ${message}`)
}

describe('a change of the folder', () => {
  it('is in force for the next event, while a run under way goes on with the old code', async () => {
    const old = await stage.createTask('go old')
    const { run } = await stage.ended('edited', {
      title: 'go old',
      until: ({ steps }) => steps[0]?.status === 'running',
    })
    const before = await current()
    // As editors save: a new file renamed over the old one, more than once.
    const file = join(folder.path, 'a/edited/playbook.ts')
    for (const n of [1, 2, 3]) {
      await writeFile(`${file}.${n}.tmp`, text('two'))
      await rename(`${file}.${n}.tmp`, file)
    }
    await folder.write({ 'a/quick/playbook.ts': quick('two') })
    await changedFrom(before)
    const fresh = await stage.createTask('go new')
    await stage.ended('edited', { title: 'go new', until: ({ steps }) => steps[0]?.status === 'running' })
    await stage.execute('task.update', { id: old, status: 'started' })
    await stage.execute('task.update', { id: fresh, status: 'started' })
    const [first, second] = [
      await stage.ended('edited', { title: 'go old' }),
      await stage.ended('edited', { title: 'go new' }),
    ]
    expect(first.run).toMatchObject({ id: run.id, status: 'completed', result: 'one started one', version: before })
    expect(second.run).toMatchObject({ status: 'completed', result: 'two started two' })
    await stage.createTask('quick')
    expect((await stage.ended('quick')).run.result).toBe('two')
  })

  it('that breaks something is told with its place, and what was in force goes on', async () => {
    const before = await current()
    await folder.write({ 'a/quick/playbook.ts': quick('three').replace('return', "const fs = require('fs'); return") })
    expect(await logged('require is not there')).toMatchObject({
      level: 50,
      problem: { file: 'a/quick/playbook.ts', line: 9, rule: 'not-in-workflow' },
    })
    await logged('not deployed: quick; the version before stays')
    expect(await current()).toBe(before)
    await stage.createTask('quick', { description: 'again' })
    await stage.runs('quick', 2)
    expect((await stage.ended('quick')).run.result).toBe('two')
    await folder.write({ 'a/quick/playbook.ts': quick('four') })
    await changedFrom(before)
  })

  it('a run outlives a restart of the host and goes on with its own code', async () => {
    const id = await stage.createTask('go on')
    await stage.ended('edited', { title: 'go on', until: ({ steps }) => steps[0]?.status === 'running' })
    const took = performance.now()
    await stage.restartHost()
    expect(performance.now() - took).toBeLessThan(60_000)
    await stage.execute('task.update', { id, status: 'canceled' })
    expect((await stage.ended('edited', { title: 'go on' })).run.result).toBe('two canceled two')
  })

  it('a playbook that is gone from the folder is removed', async () => {
    await folder.write({ 'a/edited/playbook.ts': text('three') })
    const { rm } = await import('node:fs/promises')
    await rm(join(folder.path, 'a/quick'), { recursive: true })
    for (let i = 0; i < 1500; i++) {
      const rows = await stage.store.read(
        stage.workspaceId,
        (tx) =>
          tx<
            { removedAt: string | null }[]
          >`select removed_at from playbooks where workspace_id = ${stage.workspaceId} and name = 'quick'`,
      )
      if (rows[0]?.removedAt) return
      await pause(50)
    }
    throw new Error('quick is still installed')
  })
})
