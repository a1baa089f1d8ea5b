// A rule whose runs take long, and another that answers it, for tests that kill what runs them.

import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { type Arena, openArena } from './arena.ts'
import { beginChaos } from './chaos.ts'
import { countRuns, countTitles, expectEachOnce, until } from './oracle.ts'
import { createRandom } from './random.ts'
import { createWriter, inParallel, type Writer } from './writer.ts'

type Actions = readonly Readonly<Record<string, unknown>>[]

export interface LongRule {
  readonly name: string
  readonly arena: Arena
  readonly receiver: Receiver
  readonly write: Writer
  close(): Promise<void>
}

/**
 * It makes three tasks, sleeps, waits for the other rule's word, does what is asked for, tells a receiver, and ends.
 * @param rest what it does after the word, and after it has told
 */
export async function openLongRule(
  name: string,
  rest: (receiver: Receiver) => { readonly afterWord: Actions; readonly afterTelling?: Actions },
): Promise<LongRule> {
  const receiver = await startReceiver()
  const env = { ORCHESTRATOR_HTTP_ALLOW_HOSTS: new URL(receiver.url).host }
  const arena = await openArena({ parts: ['api', 'relay'], env })
  await arena.allUp()
  const { afterWord, afterTelling = [] } = rest(receiver)
  await arena.addRule({
    name,
    when: 'task.created',
    if: 'event.task.title.startsWith("go ")',
    then: [
      { action: 'task.create', name: 'made', title: 'made: {{event.task.title}}' },
      ...['a', 'b'].map((part) => ({
        ...{ action: 'task.create', title: `part ${part} of {{event.task.title}}`, parentId: '{{steps.made.id}}' },
      })),
      { action: 'delay', for: '2 seconds' },
      {
        action: 'waitFor',
        name: 'word',
        event: 'comment.created',
        if: 'event.comment.taskId == steps.made.id',
        timeout: '1 hour',
        then: [{ action: 'task.update', taskId: '{{steps.made.id}}', description: '{{steps.word.comment.body}}' }],
      },
      ...afterWord,
      { action: 'webhook.call', url: `${receiver.url}/told`, json: { title: '{{event.task.title}}' } },
      ...afterTelling,
      { action: 'task.update', taskId: '{{steps.made.id}}', status: 'completed' },
    ],
  })
  await arena.addRule({
    name: 'answers',
    when: 'task.created',
    if: 'event.task.title.startsWith("made: ")',
    then: [{ action: 'comment.create', taskId: '{{event.task.id}}', body: 'word' }],
  })
  const close = async () => {
    await arena.close()
    await receiver.close()
  }
  return { name, arena, receiver, write: createWriter(arena), close }
}

/** Starts so many runs while processes are killed, and waits until all that they do has come to its end. @returns the tasks that started them */
export async function runUnderKills(
  { name, arena, write }: LongRule,
  options: {
    readonly count: number
    readonly atOnce: number
    readonly killed: Parameters<typeof beginChaos>[2]
    readonly every: Parameters<typeof beginChaos>[3]
    readonly kills: { readonly least: number; readonly withinMs: number }
  },
): Promise<string[]> {
  const random = createRandom()
  const titles = Array.from({ length: options.count }, (_, n) => `go ${n}`)
  const chaos = beginChaos(arena, random, options.killed, options.every)
  await inParallel(titles, options.atOnce, async (title) => {
    const made = await write('POST', '/v1/tasks', title, { projectId: arena.projectId, title })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    await pause(random.between(0, 800))
  })
  await until('some kills', options.kills.withinMs, async () => ({
    done: chaos.kills() >= options.kills.least,
    state: chaos.kills(),
  }))
  const before = await countRuns(arena).catch(() => null)
  const { kills, backAt } = await chaos.end()
  console.log(`  ${kills} kills; before the last: ${JSON.stringify(before)}`)
  await until('every run to end', 400_000, async () => {
    const failures = await arena.sql`select error from runs where status = 'failed' limit 3`
    const state = { ...(await countRuns(arena)), failures }
    return { done: state.open === 0 && (state.runs[`${name} completed`] ?? 0) === options.count, state }
  })
  await until('every message to be delivered', 200_000, async () => {
    const state = await arena.sql`select status, count(*)::int as n from deliveries group by 1`
    return { done: state.length === 1 && state[0]?.['status'] === 'delivered', state }
  })
  console.log(`  all done ${Date.now() - backAt} ms after the last restart`)
  return titles
}

/** Every run and every effect of it is there once. @param prefixes of what it makes of a title */
export async function expectEffectsOnce(
  { name, arena }: LongRule,
  titles: readonly string[],
  prefixes: readonly string[],
): Promise<void> {
  const count = titles.length
  expect((await countRuns(arena)).runs).toEqual({ [`${name} completed`]: count, 'answers completed': count })
  for (const prefix of prefixes)
    expectEachOnce(
      await countTitles(arena, prefix),
      titles.map((title) => `${prefix}${title}`),
    )
  const bodies = await arena.sql<
    { body: string; n: number }[]
  >`select body, count(*)::int as n from comments group by 1`
  expectEachOnce(new Map(bodies.filter(({ body }) => body !== 'word').map(({ body, n }) => [body, n])), [
    ...titles.flatMap((title) => ['a', 'b'].map((part) => `looked at part ${part} of ${title}`)),
  ])
  const [done] = await arena.sql`
    select count(*) filter (where status = 'completed' and description = 'word')::int as completed,
      (select count(*)::int from waits) as waits, (select count(*)::int from deliveries) as deliveries
    from tasks where starts_with(title, 'made: ')`
  expect(done).toEqual({ completed: count, waits: 0, deliveries: count })
  const open =
    await arena.sql`select step, kind, name, status, attempts, error from run_steps where status <> 'completed'`
  expect([...open]).toEqual([])
}
