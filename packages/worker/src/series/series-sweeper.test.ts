import { addDays, dateIn, noticesOf, type Series, type Task } from '@orchestrator/domain'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { SeriesSweeper } from './series-sweeper.ts'

let stage: TestStore
let sweeper: () => SeriesSweeper
beforeAll(async () => {
  stage = await openTestStore()
  sweeper = () =>
    new SeriesSweeper({ relay: stage.open('relay', 2), app: stage.open('app', 4), logger: pino({ enabled: false }) })
})
afterAll(() => stage?.close())

const today = dateIn('UTC', new Date().toISOString())
const seriesOf = async (w: TestWorkspace, id: string) =>
  (await w.store.read(w.id, (tx) => tx<Series[]>`select * from series where id = ${id}`))[0] as Series
const tasksOf = (w: TestWorkspace) =>
  w.store.read(
    w.id,
    (tx) =>
      tx<Pick<Task, 'occurrence'>[]>`select occurrence from tasks where series_id is not null order by occurrence`,
  )
const daily = (projectId: string) => ({ projectId, task: { title: 'D' }, recurrence: { rrule: 'FREQ=DAILY' } })

test('two at once make all that is due of every workspace, each once, also when it is more than one transaction takes', async () => {
  const workspaces = await Promise.all(Array.from({ length: 3 }, () => stage.workspace()))
  for (const w of workspaces) await w.run('series.create', { ...daily(await w.project()), leadDays: 120 })
  const [one, other] = [sweeper(), sweeper()]
  await Promise.all([one.poke(), other.poke()])
  await one.poke()
  const days = Array.from({ length: 121 }, (_, n) => addDays(today, n))
  for (const w of workspaces) expect((await tasksOf(w)).map((task) => task.occurrence)).toEqual(days)
})

test('one whose owner has left is noted, told once, and put off; the others go on', async () => {
  const w = await stage.workspace()
  const owner = await w.member('CONTRIBUTOR')
  const projectId = await w.project()
  const broken = (await w.run('series.create', daily(projectId), owner)).result.id
  await w.run('member.remove', { id: owner.actor.memberId })
  await w.run('series.create', daily(projectId))
  await sweeper().poke()
  expect(await tasksOf(w)).toHaveLength(1)
  const { problem, nextAt } = await seriesOf(w, broken)
  expect(problem?.code).toBe('forbidden')
  expect(Date.parse(nextAt ?? '')).toBeGreaterThan(Date.now())
  await sweeper().poke()
  expect((await w.events()).filter((event) => event.type === 'series.failed')).toHaveLength(1)
  // Whoever changes it owns it then.
  await w.run('series.update', { id: broken, time: '00:00', name: 'mine' })
  await sweeper().poke()
  expect(await tasksOf(w)).toHaveLength(2)
  expect(await seriesOf(w, broken)).toMatchObject({ problem: null })
})

test('what stays in the way is asked about more and more rarely, and its owner is told once', async () => {
  const w = await stage.workspace()
  const owner = await w.member('CONTRIBUTOR')
  const id = (await w.run('series.create', daily(await w.project()), owner)).result.id
  const stall = async (at: number, code: string) => {
    const as = { ...owner, actor: { type: 'series' as const, id, memberId: owner.actor.memberId } }
    await w.run('series.stall', { id, at: new Date(at).toISOString(), code, message: code }, as)
    return Date.parse((await seriesOf(w, id)).nextAt ?? '')
  }
  const pauses: number[] = []
  let at = Date.parse('2099-01-01T00:00:00Z')
  for (let n = 0; n < 9; n++) {
    const next = await stall(at, 'internal')
    pauses.push((next - at) / 60_000)
    at = next
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  await stall(at, 'not_found')
  const people = { members: [], tasks: new Map(), leads: new Map(), projectRoles: [] }
  const notices = (await w.events()).flatMap((event) => noticesOf(event, people))
  expect(notices.map(({ memberId, kind, body }) => [memberId, kind, body])).toEqual(
    ['internal', 'not_found'].map((body) => [owner.actor.memberId, 'run_failed', body]),
  )
})
