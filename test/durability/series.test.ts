import { addDays, dateIn } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import { expectLogWhole, until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'
import { createWriter, inParallel, type Writer } from './arena/writer.ts'

const [daily, chains, links] = [8, 8, 6]

let arena: Arena
let write: Writer
beforeAll(async () => {
  arena = await openArena({ parts: ['api', 'relay'] })
  write = createWriter(arena)
  await arena.allUp()
})
afterAll(() => arena?.close())

interface Row {
  readonly id: string
  readonly seriesId: string
  readonly occurrence: string
}
const tasksOf = (seriesIds: readonly string[]) =>
  arena.sql<Row[]>`
    select id, series_id as "seriesId", occurrence::text as occurrence from tasks
    where series_id = any(${seriesIds as string[]}::uuid[]) order by series_id, occurrence`

const series = async (name: string, recurrence: object) => {
  const body = {
    projectId: arena.projectId,
    task: { title: name },
    recurrence,
    leadDays: 300,
    catchUp: 'all',
    timeZone: 'UTC',
  }
  const made = await write('POST', '/v1/series', `make ${name}`, body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return String(made.body['id'])
}

test('each occurrence is made once, and every completion is followed by the next, whatever is killed meanwhile', async () => {
  const chaos = beginChaos(arena, createRandom(), ['relay', 'api', 'postgres', 'relay'], [3_000, 9_000])
  const days: string[] = []
  await inParallel(
    Array.from({ length: daily }, (_, n) => n),
    4,
    async (n) => void days.push(await series(`daily ${n}`, { rrule: 'FREQ=DAILY' })),
  )
  const done: string[] = []
  await inParallel(
    Array.from({ length: chains }, (_, n) => n),
    4,
    async (n) => {
      const id = await series(`chain ${n}`, { afterCompletion: { days: 1 } })
      done.push(id)
      for (let link = 0; link < links; link++) {
        const task = await newest(id, link + 1)
        const completed = await write('PATCH', `/v1/tasks/${task}`, `complete ${n} ${link}`, { status: 'completed' })
        expect(completed.status, JSON.stringify(completed.body)).toBe(200)
      }
      await newest(id, links + 1)
    },
  )
  await chaos.end()
  await arena.allUp()
  const expected = 301 * daily
  await until('all days are made', 240_000, async () => {
    const { length } = await tasksOf(days)
    return { done: length >= expected, state: length }
  })

  const today = dateIn('UTC', new Date().toISOString())
  const byId = Map.groupBy(await tasksOf(days), (task) => task.seriesId)
  for (const tasks of byId.values()) {
    const first = tasks[0]?.occurrence ?? ''
    // Midnight may have passed meanwhile.
    expect([today, addDays(today, -1)]).toContain(first)
    expect(tasks.slice(0, 301).map((task) => task.occurrence)).toEqual(
      Array.from({ length: 301 }, (_, n) => addDays(first, n)),
    )
  }
  expect(byId.size).toBe(daily)
  const linked = Map.groupBy(await tasksOf(done), (task) => task.seriesId)
  expect([...linked.values()].map((tasks) => tasks.length)).toEqual(Array.from({ length: chains }, () => links + 1))
  await expectLogWhole(arena)
}, 900_000)

/** The last task of a series, once it has so many. */
async function newest(seriesId: string, count: number): Promise<string> {
  const tasks = await until(`${count} tasks of a series`, 240_000, async () => {
    const state = await tasksOf([seriesId])
    return { done: state.length >= count, state }
  })
  expect(tasks).toHaveLength(count)
  return tasks.at(-1)?.id ?? ''
}
