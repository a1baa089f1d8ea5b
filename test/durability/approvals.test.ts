import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, until } from './arena/oracle.ts'
import { createWriter } from './arena/writer.ts'

const playbooks = {
  'asks/playbook.ts': `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'asks',
  when: on('task.created', { if: (e) => e.task.title.startsWith('ask ') }),
  async run({ event, approval, tasks }) {
    const { projectId, title } = event.task
    const timeout = title.includes('short') ? '5 seconds' : '1 hour'
    const answer = await approval({ title, from: { role: 'VIEWER' }, timeout })
    await tasks.create({ projectId, title: 'got ' + (answer ? answer.comment : 'nothing') + ' for ' + title })
  },
})`,
}

let arena: Arena
let write: ReturnType<typeof createWriter>
/** As another member: nobody approves what they set off. */
let answer: ReturnType<typeof createWriter>
beforeAll(async () => {
  arena = await openArena({ playbooks })
  await arena.allUp()
  write = createWriter(arena)
  const member = await write('POST', '/v1/members', 'member', { name: 'Bo', email: 'bo@example.com', role: 'VIEWER' })
  const key = await write('POST', '/v1/api-keys', 'key', { name: 'bo', memberId: member.body['id'] })
  answer = createWriter({ apiUrl: arena.apiUrl, apiKey: String(key.body['key']) })
})
afterAll(() => arena?.close())

const parts = ['api', 'relay', 'playbooks', 'temporal'] as const
const ask = async (title: string) =>
  expect((await write('POST', '/v1/tasks', title, { projectId: arena.projectId, title })).status).toBe(201)
const approvals = (title: string, status: string) =>
  arena.sql<{ id: string; title: string }[]>`
    select id, title from approvals where workspace_id = ${arena.workspaceId} and starts_with(title, ${title}) and status = ${status} order by title`
const pending = (title: string, count: number) =>
  until(`${count} approvals to wait`, 120_000, async () => {
    const state = await approvals(title, 'pending')
    return { done: state.length === count, state }
  })
const allDone = () =>
  until('every run to end', 180_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0, state }
  })
const eventsOf = async (id: string) => {
  const rows = await arena.sql<{ type: string }[]>`
    select type from events where workspace_id = ${arena.workspaceId} and subject_id = ${id} order by seq`
  return rows.map(({ type }) => type)
}

test('runs that wait for an answer live through kills of everything, and each answer counts once', async () => {
  const titles = Array.from({ length: 6 }, (_, n) => `ask long ${n}`)
  for (const title of titles) await ask(title)
  await pending('ask long', titles.length)
  await Promise.all(parts.map((name) => arena.kept[name].kill()))
  await arena.allUp()
  const waiting = await approvals('ask long', 'pending')
  expect(waiting.map(({ title }) => title)).toEqual(titles)
  for (const [n, { id, title }] of waiting.entries()) {
    const given = { answer: { approved: true, comment: `answer ${n}` } }
    expect((await answer('POST', `/v1/approvals/${id}/answer`, title, given)).status).toBe(200)
    // Between the answer and what the run makes of it.
    if (n % 2 === 0) await arena.kept[n % 4 === 0 ? 'playbooks' : 'relay'].kill()
  }
  await arena.allUp()
  await allDone()
  expectEachOnce(
    await countTitles(arena, 'got answer'),
    titles.map((title, n) => `got answer ${n} for ${title}`),
  )
  for (const { id } of waiting) expect(await eventsOf(id)).toEqual(['approval.requested', 'approval.answered'])
}, 600_000)

test('a time that is over while everything is down is told once, and the run goes on without an answer', async () => {
  await ask('ask short')
  const [one] = await pending('ask short', 1)
  await Promise.all(parts.map((name) => arena.kept[name].halt('SIGKILL')))
  await pause(6_000)
  for (const name of parts) arena.kept[name].resume()
  await arena.allUp()
  await allDone()
  expectEachOnce(await countTitles(arena, 'got nothing'), ['got nothing for ask short'])
  expect(await eventsOf(one?.id ?? '')).toEqual(['approval.requested', 'approval.expired'])
  const late = await answer('POST', `/v1/approvals/${one?.id}/answer`, 'late', { answer: { approved: true } })
  expect([late.status, late.body['code']]).toEqual([409, 'expired'])
}, 600_000)

test('a run that is cancelled takes its approval back', async () => {
  await ask('ask canceled')
  const [one] = await pending('ask canceled', 1)
  const [run] = await arena.sql`select run_id from approvals where id = ${one?.id ?? ''}`
  expect((await write('POST', `/v1/runs/${run?.['run_id']}/cancel`, 'cancel', {})).status).toBe(202)
  await until('the approval to be cancelled', 60_000, async () => {
    const state = await eventsOf(one?.id ?? '')
    return { done: state.includes('approval.canceled'), state }
  })
  await allDone()
  await expectLogWhole(arena)
}, 200_000)
