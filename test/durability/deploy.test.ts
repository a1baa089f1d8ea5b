import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, expectNoOpenWorkflows, until } from './arena/oracle.ts'

const count = 500
const later = 50

// What a run writes before its wait and after it says which code wrote it.
const text = (version: string) => `
import { on, playbook } from '@orchestrator/sdk'
const version = '${version}'
export default playbook({
  id: 'edited',
  when: on('task.created', { if: (e) => e.task.title.startsWith('go ') }),
  async run({ event, tasks, sleep, waitFor }) {
    const { projectId, title } = event.task
    const made = await tasks.create({ projectId, title: 'made: ' + title, description: version })
    await sleep('100 ms')
    await waitFor('project.updated', { timeout: '1 hour' })
    await tasks.create({ projectId, title: version + ' ended: ' + title, description: made.description })
    return version
  },
})`

let arena: Arena
beforeAll(async () => {
  arena = await openArena({
    parts: ['relay', 'playbooks'],
    playbooks: { 'edited/playbook.ts': text('one') },
    env: { ORCHESTRATOR_WATCH: '1' },
  })
  await arena.allUp()
})
afterAll(() => arena?.close())

const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `go ${from + n}`)
async function start(titles: readonly string[]): Promise<void> {
  const { projectId } = arena
  for (let at = 0; at < titles.length; at += 100)
    await arena.store.execute(
      arena.principal,
      titles
        .slice(at, at + 100)
        .map((title) => ({ id: newId(), type: 'task.create', data: { projectId, title } }) as Command),
    )
}
const release = () =>
  arena.store.execute(arena.principal, [
    { id: newId(), type: 'project.update', data: { id: arena.projectId, description: 'go on' } } as Command,
  ])
const inForce = async () => (await arena.sql`select bundle_hash from playbooks`)[0]?.['bundle_hash'] as string
const made = async () => (await countTitles(arena, 'made: ')).size
const waiting = async () => (await arena.sql`select count(*)::int as n from waits`)[0]?.['n'] as number

test('500 runs that are under way finish on the code that they began with, through an edit and a kill of the host', async () => {
  await until('the playbook to be deployed', 120_000, async () => {
    const state = await inForce()
    return { done: state !== undefined, state }
  })
  const before = await inForce()
  const old = names(0, count)
  await start(old)
  await until('some to wait, while others work', 300_000, async () => {
    const state = await waiting()
    return { done: state >= count / 10, state }
  })
  const [madeThen, waitingThen] = [await made(), await waiting()]
  await writeFile(join(arena.playbooks, 'edited/playbook.ts'), text('two'))
  await until('the edit to be in force', 120_000, async () => {
    const state = await inForce()
    return { done: state !== before, state }
  })
  console.log(
    `  at the edit ${waitingThen} of ${madeThen} waited; when it was in force ${await waiting()} of ${await made()}`,
  )
  const fresh = names(count, count + later)
  await start(fresh)
  await arena.kept.playbooks.kill(500)
  await until('all to wait', 300_000, async () => {
    const state = await waiting()
    return { done: state === count + later, state }
  })
  await release()
  // Another one in the middle of their ends.
  await until('some to have ended', 120_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open < count, state }
  })
  await arena.kept.playbooks.kill()
  await until('every run to end', 300_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0, state }
  })
  expect((await countRuns(arena)).runs).toEqual({ 'edited completed': count + later })
  for (const [version, titles] of [
    ['one', old],
    ['two', fresh],
  ] as const) {
    expectEachOnce(
      await countTitles(arena, `${version} ended: `),
      titles.map((title) => `${version} ended: ${title}`),
    )
  }
  expectEachOnce(
    await countTitles(arena, 'made: '),
    [...old, ...fresh].map((title) => `made: ${title}`),
  )
  // Both halves of a run are of one version, and it is the one that its row names.
  const rows = await arena.sql<{ code: string; version: string; result: string; n: number }[]>`
    select t.description as code, r.version, r.result #>> '{}' as result, count(*)::int as n
    from runs r join events e on e.workspace_id = r.workspace_id and e.seq = r.event_seq
    join tasks t on t.title = (r.result #>> '{}') || ' ended: ' || (e.data->'task'->>'title')
    group by 1, 2, 3 order by 4 desc`
  const after = await inForce()
  expect([...rows]).toEqual([
    { code: 'one', version: before, result: 'one', n: count },
    { code: 'two', version: after, result: 'two', n: later },
  ])
  await expectLogWhole(arena)
  await expectNoOpenWorkflows(arena)
}, 900_000)
