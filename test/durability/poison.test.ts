import { type Command, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, until } from './arena/oracle.ts'
import { createWriter } from './arena/writer.ts'

const count = 1_000
const poison = 470
/** Those with a workflow of their own are fewer: one for each tenth event. */
const tenths = count / 10

const picky = `
import { defineEvent, on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'
const paid = defineEvent('order.paid', z.object({ n: z.number(), tenth: z.boolean(), poison: z.boolean() }))
export default playbook({
  id: 'picky',
  when: on(paid, { if: (e) => e.payload.tenth.eq(true) }),
  async run({ event, projects, tasks }) {
    const [project] = (await projects.list({ key: 'DUR' })).items
    const { n, poison } = event.payload
    if (poison) throw new Error('this one is poison')
    await tasks.create({ projectId: project?.id ?? '', title: 'picky ' + n })
  },
})`

let arena: Arena
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  const env = { ORCHESTRATOR_HTTP_ALLOW_HOSTS: new URL(receiver.url).host }
  arena = await openArena({ parts: ['api', 'relay', 'playbooks'], playbooks: { 'picky/playbook.ts': picky }, env })
  await arena.allUp()
  const task = (title: string) => ({ action: 'task.create', projectId: arena.projectId, title })
  const rule = (name: string, then: object[], more: object = {}) =>
    run('rule.create', { name, when: 'order.paid', ['then' as string]: then, ...more })
  const isPoison = 'event.payload.poison == true'
  await rule('good', [task('good {{event.payload.n}}')])
  // The database takes no NUL: whatever writes one is refused, however often it is tried.
  await rule('bad', [task('bad {{"\\u0000"}}')], { if: isPoison })
  await rule(
    'long',
    [
      { ...task('long {{event.payload.n}}'), name: 'made' },
      {
        action: 'if',
        if: isPoison,
        then: [{ action: 'comment.create', taskId: '{{steps.made.id}}', body: '{{"\\u0000"}}' }],
      },
      { action: 'task.update', taskId: '{{steps.made.id}}', description: '{{steps.made.identifier}}' },
    ],
    { if: 'event.payload.tenth == true' },
  )
  await rule('keyed', [task('keyed {{event.payload.n}}')], {
    if: 'event.payload.tenth == true',
    flow: { concurrency: { key: 'event.payload.poison == true ? "\\u0000" : "all"', limit: 50 } },
  })
  const endpoint = { url: `${receiver.url}/events`, eventTypes: ['order.paid'] }
  const made = await createWriter(arena)('POST', '/v1/webhook-endpoints', 'endpoint', endpoint)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
})
afterAll(async () => {
  await arena?.close()
  await receiver?.close()
})

const run = async (type: string, data: object) => {
  const [applied] = await arena.store.execute(arena.principal, [{ id: newId(), type, data } as Command])
  return applied?.result.id ?? ''
}

/** Sends events and waits until everything that is in order has been done. @returns how long each kind of work took, in milliseconds */
async function send(from: number, withPoison: boolean): Promise<Readonly<Record<string, number>>> {
  const startedAt = Date.now()
  const numbers = Array.from({ length: count }, (_, n) => from + n)
  for (let at = 0; at < count; at += 250) {
    const commands = numbers.slice(at, at + 250).map((n) => {
      const payload = { n, tenth: n % 10 === 0, poison: withPoison && n === from + poison }
      return { id: newId(), type: 'event.send', data: { type: 'order.paid', payload } } as Command
    })
    await arena.store.execute(arena.principal, commands)
  }
  const wanted: Readonly<Record<string, number>> = {
    good: count,
    long: tenths - (withPoison ? 1 : 0),
    keyed: tenths,
    picky: tenths - (withPoison ? 1 : 0),
    delivered: count - (withPoison ? 1 : 0),
  }
  const took: Record<string, number> = {}
  await until('all that is in order', 400_000, async () => {
    const { runs } = await countRuns(arena)
    const [sent] = await arena.sql`select count(*)::int as n from deliveries where status = 'delivered'`
    const state: Record<string, number> = { delivered: sent?.['n'] - (from === 0 ? 0 : count) }
    for (const name of ['good', 'long', 'keyed', 'picky'])
      state[name] = (runs[`${name} completed`] ?? 0) - (from === 0 ? 0 : name === 'good' ? count : tenths)
    for (const [name, n] of Object.entries(wanted)) if (state[name] === n) took[name] ??= Date.now() - startedAt
    return { done: Object.keys(took).length === Object.keys(wanted).length, state: { ...state, runs } }
  })
  return took
}

test('one event among 1,000 that everything fails on holds up no other, and each failure says what it was', async () => {
  await until('the playbook to be deployed', 120_000, async () => {
    const state = await arena.sql`select name from playbooks`
    return { done: state.length === 1, state }
  })
  const without = await send(0, false)
  const poisoned = (body: string) => JSON.parse(body).data.payload.poison === true
  receiver.answer('/events', () => ({ status: poisoned(receiver.received('/events').at(-1)?.body ?? '') ? 500 : 204 }))
  const beside = await send(count, true)
  for (const [name, ms] of Object.entries(beside))
    console.log(
      `  ${name}: ${without[name]} ms without, ${ms} ms with it (× ${(ms / (without[name] ?? 1)).toFixed(2)})`,
    )

  await until('the poison to have failed', 120_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0, state }
  })
  expect((await countRuns(arena)).runs).toEqual({
    ...{ 'good completed': 2 * count, 'bad failed': 1, 'keyed completed': 2 * tenths },
    ...{ 'long completed': 2 * tenths - 1, 'long failed': 1, 'picky completed': 2 * tenths - 1, 'picky failed': 1 },
  })
  const failed = await arena.sql<{ name: string; error: { code: string; message: string } }[]>`
    select name, error from runs where status = 'failed' order by name`
  const errors = Object.fromEntries(failed.map(({ name, error }) => [name, error]))
  expect(errors).toMatchObject({
    bad: { code: expect.any(String), message: expect.stringMatching(/\w{3}/) },
    long: { code: expect.any(String), message: expect.stringMatching(/\w{3}/) },
    picky: { code: 'threw', message: 'this one is poison' },
  })
  console.log(`  ${JSON.stringify(errors)}`)
  const told = await arena.sql`select data->'run'->>'name' as name from events where type = 'run.failed' order by 1`
  expect(told.map(({ name }) => name)).toEqual(['bad', 'long', 'picky'])
  // The message is tried again for days; its row says why it was not taken.
  const [message, ...more] = await arena.sql`
    select d.status, a.status as answer from deliveries d join delivery_attempts a on a.workspace_id = d.workspace_id and a.delivery_id = d.id and a.n = 1
    where d.status <> 'delivered'`
  expect([message, more]).toMatchObject([{ answer: 500 }, []])
  const all = Array.from({ length: 2 * count }, (_, n) => n)
  expectEachOnce(
    await countTitles(arena, 'good '),
    all.map((n) => `good ${n}`),
  )
  expectEachOnce(
    await countTitles(arena, 'picky '),
    all.filter((n) => n % 10 === 0 && n !== count + poison).map((n) => `picky ${n}`),
  )
  await expectLogWhole(arena)
}, 900_000)

test('a schedule that cannot be fired at all holds up none of the others', async () => {
  const names = Array.from({ length: 10 }, (_, n) => `timed ${n}`)
  for (const name of names)
    await run('rule.create', {
      ...{ name, when: { schedule: { every: '10 seconds' } } },
      ['then' as string]: [
        { action: 'task.create', projectId: arena.projectId, title: `${name} {{event.scheduledFor}}` },
      ],
    })
  // Nothing that people can save is like this.
  await arena.sql`
    update schedules set spec = '{"cron":"never","overlap":"skip","catchUp":"all","catchUpWindow":"7 days"}', due_at = now() - interval '1 hour',
      next_at = now() - interval '1 hour' where name = ${names[3] ?? ''}`
  await until('each of the others to fire three times', 120_000, async () => {
    const rows = await arena.sql<{ name: string; n: number }[]>`
      select data->'schedule'->>'name' as name, count(*)::int as n from events where type = 'schedule.fired' group by 1 order by 1`
    const state = Object.fromEntries(rows.map(({ name, n }) => [name, n]))
    return { done: names.every((name, n) => n === 3 || (state[name] ?? 0) >= 3), state }
  })
}, 300_000)
