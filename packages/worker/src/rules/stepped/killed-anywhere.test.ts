import type { CommandInput } from '@orchestrator/domain'
import {
  type ClaimedRun,
  claimDueRuns,
  endRuns,
  parkRuns,
  type Run,
  readRunRecords,
  type Store,
} from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { createRunCalls, type RunCalls } from '../../activities/run-calls.ts'
import { Relay } from '../../relay/relay.ts'
import { RecentEvents } from '../recent-events.ts'
import { advanceRun } from './advance-run.ts'

// A run that is killed after each thing that it did comes to what one comes to that goes straight through.
const logger = pino({ enabled: false })
let stage: TestStore
let relayStore: Store
let relay: Relay
beforeAll(async () => {
  stage = await openTestStore()
  relayStore = stage.open('relay', 4)
  const nothing = () => {}
  relay = new Relay({
    ...{ store: relayStore, logger, recent: new RecentEvents() },
    ...{ onRuleRuns: nothing, onHeld: nothing, onLagging: nothing, onWaits: nothing },
  })
  await relay.start()
})
afterAll(async () => {
  await relay?.stop()
  await stage?.close()
})

type Actions = CommandInput<'rule.create'>['then']
type Action = Record<string, unknown>

/** The same numbers for the same seed. */
function numbersOf(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * below)
  }
}

/** A rule made of all that such rules can do. Each task that it makes says where it came from. */
function actionsOf(seed: number): Actions {
  const pick = numbersOf(seed)
  let made = 0
  const task = (more = ''): Action => ({ action: 'task.create', title: `t${++made}${more}`, tags: ['made'] })
  const branch = (level: number, names: readonly string[]): Action[] => {
    const actions: Action[] = []
    const known = [...names]
    for (let n = 1 + pick(3); n > 0; n--) {
      const name = `n${++made}`
      const last = known.at(-1)
      const kind = pick(level > 2 ? 3 : 7)
      if (kind === 0) {
        actions.push({ ...task(last ? ` after {{steps.${last}.title}}` : ''), name })
        known.push(name)
      } else if (kind === 1) actions.push({ action: 'delay', for: '0.02 seconds' }, task())
      // What changes nothing is answered all the same.
      else if (kind === 2 && last) {
        actions.push(
          { action: 'task.update', name, taskId: `{{steps.${last}.id}}`, title: `{{steps.${last}.title}}` },
          task(` of {{steps.${name}.title}}`),
        )
        known.push(name)
      } else if (kind === 3 && last)
        actions.push({
          ...{ action: 'if', if: `steps.${last}.title.startsWith("t${pick(6)}")` },
          ...{ ['then' as string]: branch(level + 1, known), else: branch(level + 1, known) },
        })
      else if (kind === 4)
        actions.push({
          ...{ action: 'forEach', in: { tasks: { tag: 'made', status: 'unstarted' } }, as: `i${made}` },
          ['then' as string]: [
            { action: 'task.update', taskId: `{{i${made}.id}}`, status: 'completed' },
            { action: 'delay', for: '0.01 seconds' },
            task(` saw {{i${made}.title}}`),
          ],
        })
      else if (kind === 5)
        actions.push({
          ...{ action: 'waitFor', event: 'task.created', if: 'event.task.title == "go"', timeout: '0.02 seconds' },
          ...{ ['then' as string]: branch(level + 1, known), onTimeout: branch(level + 1, known) },
        })
      else actions.push(task())
    }
    return actions
  }
  // With a wait it is no rule that does all at once.
  const begin: Action[] = [
    { ...task(), name: 'first' },
    { action: 'delay', for: '0.01 seconds' },
  ]
  return [...begin, ...branch(1, ['first'])] as Actions
}

class Killed extends Error {}

/** What a killed process did last is done, and it did not hear of it; or it did not come to it. */
function killing(calls: RunCalls, dies: () => 'before' | 'after' | 'not'): RunCalls {
  const deadly = Object.entries(calls).map(([name, call]) => [
    name,
    async (input: never) => {
      const when = dies()
      if (when === 'before') throw new Killed()
      const answer = await (call as (input: never) => Promise<unknown>)(input)
      if (when === 'after') throw new Killed()
      return answer
    },
  ])
  return Object.fromEntries(deadly) as RunCalls
}

const free = (w: TestWorkspace) =>
  w.store.write(w.id, (tx) => tx`update runs set leased_until = null where leased_until is not null`)

/** Advances the runs of a workspace until all have ended. @returns how often it died on the way */
async function goThrough(w: TestWorkspace, dies: () => 'before' | 'after' | 'not'): Promise<number> {
  const calls = killing(createRunCalls(w.store), dies)
  let deaths = 0
  const turn = async (claimed: ClaimedRun) => {
    const [record] = await readRunRecords(w.store, w.id, [claimed], new Map())
    if (!record) return
    const { id, claims, wakes } = claimed
    const { end, rest } = await advanceRun(record, calls, logger)
    if (dies() === 'before') throw new Killed()
    if (end) await endRuns(w.store, w.id, [{ ...end, id, claims }])
    else await parkRuns(w.store, w.id, [{ ...rest, id, claims, wakes }])
  }
  await expect
    .poll(
      async () => {
        for (const claimed of await claimDueRuns(relayStore, {
          most: 10,
          leaseMs: 60_000,
          share: 10,
          underWay: new Map(),
        }))
          await turn(claimed).catch(async (error: Error) => {
            if (!(error instanceof Killed || error.cause instanceof Killed)) throw error
            deaths++
            await free(w)
          })
        const ended = await w.store.read(w.id, (tx) => tx`select from runs where ended_at is not null`)
        return ended.length > 0
      },
      { timeout: 150_000, interval: 5 },
    )
    .toBe(true)
  return deaths
}

async function outcome(actions: Actions, dies: () => 'before' | 'after' | 'not') {
  const w = await stage.workspace()
  const project = await w.project()
  await w.run('rule.create', {
    name: 'r',
    when: 'task.created',
    if: 'event.task.title == "go"',
    ['then' as never]: actions,
  } as never)
  await w.task(project, { title: 'go' })
  const deaths = await goThrough(w, dies)
  const [run] = await w.store.read(w.id, (tx) => tx<Run[]>`select * from runs`)
  const tasks = await w.store.read(w.id, (tx) => tx`select title, version from tasks order by number`)
  const steps = await w.store.read(w.id, (tx) => tx`select step, kind, name, status from run_steps order by step`)
  const end = { status: run?.status, error: run?.error, results: (run?.result as unknown[] | null)?.length }
  return { deaths, shape: { end, tasks: [...tasks], steps: [...steps] } }
}

test.each(Array.from({ length: 10 }, (_, n) => 17 * n + 5))(
  'rule %i',
  async (seed) => {
    const actions = actionsOf(seed)
    const straight = await outcome(actions, () => 'not')
    const pick = numbersOf(seed + 1)
    // It dies at every third thing that it does, and gets a little further each time.
    const killed = await outcome(actions, () => (['before', 'after'] as const)[pick(6)] ?? 'not')
    expect(straight.shape.end.status, JSON.stringify(actions)).toBe('completed')
    expect(killed.shape, JSON.stringify(actions)).toEqual(straight.shape)
    if (straight.shape.steps.length > 3) expect(killed.deaths).toBeGreaterThan(0)
  },
  320_000,
)
