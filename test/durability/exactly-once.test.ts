import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import {
  type Counted,
  countRuns,
  countTitles,
  expectEachOnce,
  expectLogWhole,
  expectNoOpenWorkflows,
  resumeLimitMs,
  until,
} from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'
import { createWriter, inParallel, type Writer } from './arena/writer.ts'

const completions = 200

// Three kinds of step: a command, a wait that the relay answers, a command that builds on both.
const followUp = `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({
  id: 'follow-up',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
  async run({ event, tasks, waitFor }) {
    const made = await tasks.create({ projectId: event.task.projectId, title: 'playbook: ' + event.task.title })
    const seen = await waitFor('comment.created', { if: (e) => e.comment.taskId.eq(made.id), timeout: '1 hour' })
    await tasks.update(made.id, { description: seen === null ? 'nobody saw it' : 'seen' })
  },
})`

const completed = ({ runs }: Counted) =>
  Object.entries(runs).reduce((sum, [name, n]) => sum + (name.endsWith(' completed') ? n : 0), 0)

let arena: Arena
let write: Writer
beforeAll(async () => {
  arena = await openArena({ playbooks: { 'follow-up/playbook.ts': followUp } })
  write = createWriter(arena)
  await arena.allUp()
  await arena.addRule({
    name: 'rule',
    when: 'task.status_changed',
    if: `event.to == "completed" && "review" in event.task.tags`,
    then: [{ action: 'task.create', title: 'rule: {{event.task.title}}' }],
  })
  await arena.addRule({
    name: 'see',
    when: 'task.created',
    if: `event.task.title.startsWith("playbook: ")`,
    then: [{ action: 'comment.create', taskId: '{{event.task.id}}', body: 'seen' }],
  })
})
afterAll(() => arena?.close())

test('200 completions make 200 follow-ups by a rule and 200 by a playbook, whatever is killed meanwhile', async () => {
  const random = createRandom()
  const names = Array.from({ length: completions }, (_, n) => `task ${n}`)
  const chaos = beginChaos(
    arena,
    random,
    ['api', 'relay', 'playbooks', 'postgres', 'temporal', 'bundle', 'api', 'relay', 'bundle', 'postgres', 'all'],
    [1_500, 4_500],
  )
  let attempts = 0
  let done = 0
  const telling = setInterval(() => console.log(`  ${done} of ${completions} completed`), 5_000)
  await inParallel(names, 6, async (title) => {
    const made = await write('POST', '/v1/tasks', `create ${title}`, {
      projectId: arena.projectId,
      title,
      tags: ['review'],
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    await pause(random.between(0, 600))
    const completed = await write('PATCH', `/v1/tasks/${made.body['id']}`, `complete ${title}`, { status: 'completed' })
    expect(completed.status, JSON.stringify(completed.body)).toBe(200)
    attempts += made.attempts + completed.attempts
    done++
  }).finally(() => clearInterval(telling))
  const { kills, backAt } = await chaos.end()
  const before = await countRuns(arena)
  console.log(
    `  ${kills} kills; ${attempts} requests for ${completions * 2} writes; open when all was back: ${JSON.stringify(before)}`,
  )

  // Work goes on within 15 s of the last restart; how long the rest takes is up to the machine.
  const goesOn = until('a run to go on', 60_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0 || JSON.stringify(state) !== JSON.stringify(before), state }
  }).then(() => Date.now() - backAt)
  const wanted = { 'follow-up completed': completions, 'rule completed': completions, 'see completed': completions }
  await until('every run to end', 300_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0 && completed(state) >= completions * 3, state }
  })
  console.log(`  went on after ${await goesOn} ms, all done after ${Date.now() - backAt} ms`)
  expect((await countRuns(arena)).runs).toEqual(wanted)
  expect(await goesOn).toBeLessThan(resumeLimitMs())

  expectEachOnce(await countTitles(arena, 'task '), names)
  expectEachOnce(
    await countTitles(arena, 'rule: '),
    names.map((name) => `rule: ${name}`),
  )
  expectEachOnce(
    await countTitles(arena, 'playbook: '),
    names.map((name) => `playbook: ${name}`),
  )
  const [steps] = await arena.sql`
    select count(*)::int as comments, count(distinct task_id)::int as tasks,
      (select count(*)::int from tasks where workspace_id = ${arena.workspaceId} and description = 'seen') as seen,
      (select count(*)::int from waits where workspace_id = ${arena.workspaceId}) as waits
    from comments where workspace_id = ${arena.workspaceId}`
  expect(steps).toEqual({ comments: completions, tasks: completions, seen: completions, waits: 0 })
  await expectLogWhole(arena)
  await expectNoOpenWorkflows(arena)
}, 600_000)

test('a client that retries with one Idempotency-Key through kills of the API makes one task; another body is a conflict', async () => {
  const random = createRandom()
  const chaos = beginChaos(arena, random, ['api', 'api', 'postgres'], [1_200, 3_000])
  const keys: string[] = []
  let answered = 0
  const client = async () => {
    while (keys.length < 25 || chaos.kills() < 4) {
      const n = keys.push(newId()) - 1
      const key = `key ${keys[n]}`
      const body = { projectId: arena.projectId, title: `once ${n}` }
      // The same request several times at once and again, as from a client that loses answers.
      const answers = await Promise.all(Array.from({ length: 3 }, () => write('POST', '/v1/tasks', key, body)))
      answers.push(await write('POST', '/v1/tasks', key, body))
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
      for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body)
      const other = await write('POST', '/v1/tasks', key, { ...body, title: `other ${n}` })
      expect(other).toMatchObject({ status: 409, body: { code: 'command_conflict' } })
      answered += answers.reduce((sum, answer) => sum + answer.attempts, 0)
      await pause(random.between(0, 200))
    }
  }
  await Promise.all(Array.from({ length: 4 }, client))
  const { kills } = await chaos.end()
  console.log(`  ${kills} kills, ${answered} requests for ${keys.length} tasks`)
  expectEachOnce(
    await countTitles(arena, 'once '),
    keys.map((_, n) => `once ${n}`),
  )
  expectEachOnce(await countTitles(arena, 'other '), [])
  await expectLogWhole(arena)
}, 800_000)
