import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { sleepActivities } from './playbook-sleep.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

test('a sleep that is begun again sleeps what is left, and when nothing is left its step has ended', async () => {
  const w = await stage.workspace()
  const { beginSleep, endSleep } = sleepActivities(stage.store)
  const run = { workspaceId: w.id, runId: crypto.randomUUID() }
  const begin = (n: number, milliseconds: number) =>
    beginSleep({ run, step: { n, name: 'sleep', summary: '' }, milliseconds })
  const statuses = async () => {
    const rows = await w.store.read(
      w.id,
      (tx) => tx<{ status: string }[]>`select status from run_steps where run_id = ${run.runId} order by step`,
    )
    return rows.map(({ status }) => status)
  }
  const since = (n: number) =>
    w.store.write(
      w.id,
      (tx) =>
        tx`update run_steps set started_at = now() - interval '1 minute' where run_id = ${run.runId} and step = ${n}`,
    )
  expect(await begin(0, 90_000)).toBe(90_000)
  await since(0)
  const left = await begin(0, 90_000)
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThanOrEqual(30_000)
  expect(await statuses()).toEqual(['running'])
  await endSleep({ run, step: { n: 0, name: 'sleep', summary: '' }, canceled: false })
  // The process ended before anybody knew that it had begun to sleep, and came back when the time was over.
  expect(await begin(1, 30_000)).toBe(30_000)
  await since(1)
  expect(await begin(1, 30_000)).toBe(0)
  // Until an instant that has passed.
  expect(await begin(2, 0)).toBe(0)
  expect(await statuses()).toEqual(['completed', 'completed', 'completed'])
})
