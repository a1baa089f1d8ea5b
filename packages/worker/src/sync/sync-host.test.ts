import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { MemoryService } from '../../../../test/support/sync/memory-service.ts'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { installRuntime } from '../temporal/runtime.ts'
import { startSyncHost } from './sync-host.ts'

const quiet = pino({ enabled: false })
const service = new MemoryService()
let stage: TestStore
let s: SyncStage
let start: () => Promise<{ stop(): Promise<void> }>
let host: { stop(): Promise<void> } | undefined
beforeAll(async () => {
  installRuntime(quiet)
  const [opened, temporal] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  s = await openSyncStage(stage, undefined, service)
  start = () =>
    startSyncHost({
      ...{ ...stage.database, temporal, home: testHome, logger: quiet },
      ...{ connectors: { memory: service.connector }, pullEveryMs: 300 },
    })
  host = await start()
})
afterAll(async () => {
  await host?.stop()
  await stage?.close()
})

const soon = { timeout: 60_000, interval: 50 }
const titles = () => service.present('issue').map(({ fields }) => fields['title'])
const trouble = async () => {
  const [row] = await s.w.store.read(
    s.w.id,
    (tx) =>
      tx<
        { status: string; trouble: { code: string } | null }[]
      >`select status, trouble from connections where id = ${s.connectionId}`,
  )
  return [row?.status, row?.trouble?.code ?? null]
}

test('what is changed here goes there, and what is changed there comes here', async () => {
  const id = await s.w.task(s.projectId, { title: 'one' })
  await vi.waitFor(() => expect(titles()).toEqual(['one']), soon)
  const issue = service.present('issue')[0]
  service.edit({ type: 'issue', id: issue?.id ?? '' }, { title: 'two' })
  await vi.waitFor(async () => expect((await s.tasks()).map(({ title }) => title)).toEqual(['two']), soon)
  await s.w.run('task.update', { id, title: 'three' })
  await vi.waitFor(() => expect(titles()).toEqual(['three']), soon)
})

test('what happened while no process was there is caught up with', async () => {
  await host?.stop()
  await s.w.task(s.projectId, { title: 'meanwhile here' })
  service.add('issue', { title: 'meanwhile there' })
  host = await start()
  await vi.waitFor(async () => {
    expect(titles().sort()).toEqual(['meanwhile here', 'meanwhile there', 'three'])
    expect((await s.tasks()).map(({ title }) => title)).toEqual(
      expect.arrayContaining(['meanwhile there', 'meanwhile here']),
    )
  }, soon)
})

test('a paused connection does nothing and loses nothing', async () => {
  await s.w.run('connection.pause', { id: s.connectionId })
  await s.w.task(s.projectId, { title: 'later' })
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  expect(titles()).not.toContain('later')
  await s.w.run('connection.resume', { id: s.connectionId })
  await vi.waitFor(() => expect(titles()).toContain('later'), soon)
})

test('a revoked token is told to its owner, waits for a person, and goes on once it is connected again', async () => {
  service.fault = () => ({ kind: 'unauthorized', when: 'before' })
  await s.w.task(s.projectId, { title: 'after' })
  await vi.waitFor(async () => expect(await trouble()).toEqual(['attention', 'unauthorized']), soon)
  service.fault = () => null
  await s.w.run('connection.resume', { id: s.connectionId })
  await vi.waitFor(() => expect(titles()).toContain('after'), soon)
  expect(await trouble()).toEqual(['active', null])
})
