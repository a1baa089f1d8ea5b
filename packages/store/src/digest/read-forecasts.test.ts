import { addDays, dateIn, weekdayOf } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { readDigest } from './read-digest.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const now = new Date().toISOString()
const today = dateIn('UTC', now)
const monday = addDays(today, 1 - weekdayOf(today))
const weekAgo = `${addDays(today, -7)}T00:00:00.000Z`

/** Two tasks were done in each of the last 14 full weeks, and two today; so many are open since long. */
async function project(w: TestWorkspace, open: number): Promise<string> {
  const id = await w.project()
  const states = await w.store.read(
    w.id,
    (tx) => tx<{ id: string }[]>`select id from states where workspace_id = ${w.id} and category = 'completed' limit 1`,
  )
  const put = (task: string, completedAt: string | null) =>
    w.store.write(
      w.id,
      (tx) =>
        tx`update tasks set created_at = ${`${addDays(monday, -140)}T12:00:00Z`}, completed_at = ${completedAt} where id = ${task}`,
    )
  for (let n = 0; n < 30; n++) {
    const task = await w.task(id, { title: `Done ${n}` })
    await w.run('task.update', { id: task, stateId: states[0]?.id as string })
    await put(task, `${n < 2 ? today : addDays(monday, -7 * (n >> 1))}T00:00:00Z`)
  }
  for (let n = 0; n < open; n++) await put(await w.task(id, { title: `Open ${n}` }), null)
  return id
}

const outlook = async (w: TestWorkspace, memberId: string) => {
  const request = { workspaceId: w.id, memberId, from: weekAgo, until: new Date().toISOString(), timeZone: 'UTC' }
  return (await w.store.read(w.id, (tx) => readDigest(tx, request))).outlook
}

test('a forecast that moved is told, one that only the calendar moved is not', async () => {
  const w = await stage.workspace()
  const { actor } = await w.member('CONTRIBUTOR')
  const id = await project(w, 4)
  await w.run('project.update', { id, leadId: actor.memberId })
  expect(await outlook(w, actor.memberId)).toEqual([])
  for (let n = 0; n < 20; n++) await w.task(id, { title: `Added ${n}` })
  // Two a week without exception: what is drawn at random is always two.
  expect(await outlook(w, actor.memberId)).toMatchObject([
    { kind: 'project', id, open: 24, forecast: { from: addDays(today, -7 + 21), to: addDays(today, 84) } },
  ])
})

test('with too little behind it nothing is foretold', async () => {
  const w = await stage.workspace()
  const { actor } = await w.member('CONTRIBUTOR')
  const id = await w.project()
  await w.run('project.update', { id, leadId: actor.memberId })
  for (let n = 0; n < 12; n++) await w.task(id, { title: `Added ${n}` })
  expect(await outlook(w, actor.memberId)).toEqual([])
})
