import { setTimeout as pause } from 'node:timers/promises'
import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { expectLogWhole, until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'

let arena: Arena
beforeAll(async () => {
  arena = await openArena({ parts: ['relay'] })
  await arena.allUp()
})
afterAll(() => arena?.close())

const random = createRandom()
const letters = (count: number) =>
  Array.from({ length: count }, () => String.fromCharCode(random.between(97, 122))).join('')
/** More than a second of work. */
const heavy = Array.from({ length: 60 }, () => letters(2_000))

test('a rule whose condition is too slow for some events misses no other, wherever the relay is killed', {
  timeout: 300_000,
}, async () => {
  const task = (title: string) => ({ action: 'task.create', projectId: arena.projectId, title })
  const slow = await arena.addRule({
    name: 'slow',
    when: 'a.b',
    if: 'event.payload.list.all(text, !text.matches("[a-m].{40}[^a-z]"))',
    then: [task('slow {{event.payload.n}}')],
  })
  const plain = await arena.addRule({ name: 'plain', when: 'a.b', if: null, then: [task('plain {{event.payload.n}}')] })
  const isHeavy = (n: number) => n % 12 === 3
  const count = 40
  let over = false
  const kills = (async () => {
    let made = 0
    for (; !over && made < 4; made++) {
      await pause(random.between(300, 6_000))
      await arena.kept.relay.kill(random.between(0, 300))
      await arena.kept.relay.up()
    }
    return made
  })()
  for (let n = 0; n < count; n++) {
    const data = { type: 'a.b', payload: { n, list: isHeavy(n) ? heavy : ['x'] } }
    await arena.store.execute(arena.principal, [{ id: newId(), type: 'event.send', data } as Command])
    await pause(random.between(0, 200))
  }
  const ended = async () => {
    const rows = await arena.sql<{ rule: string; outcome: string; n: number }[]>`
      select automation_id as rule, status || ' ' || coalesce(error->>'code', '') as outcome, count(*)::int as n from runs group by 1, 2`
    return Object.fromEntries(
      rows.map((row) => [`${row.rule === slow ? 'slow' : 'plain'} ${row.outcome}`.trim(), row.n]),
    )
  }
  await until('all to have run', 150_000, async () => {
    const state = await ended()
    const done = Object.entries(state).reduce((sum, [what, n]) => sum + (/queued|running/.test(what) ? 0 : n), 0)
    return { done: done === 2 * count, state }
  })
  over = true
  console.log(`  ${await kills} kills of the relay`)
  const slowOnes = Array.from({ length: count }, (_, n) => n).filter(isHeavy).length
  expect(await ended()).toEqual({
    'plain completed': count,
    'slow completed': count - slowOnes,
    'slow skipped condition_too_slow': slowOnes,
  })
  const titles = await arena.sql<{ title: string }[]>`select title from tasks`
  expect(new Set(titles.map(({ title }) => title)).size).toBe(titles.length)
  expect(titles).toHaveLength(2 * count - slowOnes)
  const told = await arena.sql`select from events where type = 'automation.throttled' and subject_id = ${slow}`
  expect(told).toHaveLength(1)
  expect(plain).not.toBe(slow)
  await expectLogWhole(arena)
})
