import type { AnyEvent, RunOnEvent } from '@orchestrator/domain'
import { afterEach, expect, test, vi } from 'vitest'
import type { Automation } from './automation.ts'
import { type Simulation, simulate, type Told } from './simulate.ts'
import type { Source } from './source.ts'

const ruleId = '019b0000-0000-7000-8000-000000000001'
const memberId = '019b0000-0000-7000-8000-000000000002'
const count = 1_300

const eventAt = (seq: number): AnyEvent =>
  ({
    ...{ id: `event ${seq}`, workspaceId: memberId, seq, type: seq % 400 === 0 ? 'rare.thing' : 'common.thing' },
    ...{ subject: { type: 'workspace', id: memberId }, projectId: null, payload: {}, depth: 0, correlationId: 'none' },
    actor: { type: 'user', id: memberId, memberId },
    occurredAt: new Date(1_700_000_000_000 + seq).toISOString(),
  }) as unknown as AnyEvent

/** A log in which a rule ran on every event. */
const log = Array.from({ length: count }, (_, index) => eventAt(index + 1))
const runs = log.map(
  ({ seq }): RunOnEvent => ({
    ...{ id: `run ${seq}`, eventSeq: seq, eventSeqs: null, status: 'completed', version: '1', error: null },
  }),
)

const source = (limits: number[]): Source => ({
  async events({ after, limit, types, subjectId }) {
    const met = log.filter(({ seq, type }) => seq > after && !subjectId && (types?.includes(type) ?? true))
    const events = met.slice(0, limit)
    const atHead = events.length === met.length
    return { events, position: atHead ? count : (events.at(-1)?.seq ?? count), atHead }
  },
  rows: async () => [],
  list: async () => ({ items: [], nextCursor: null }),
  async runs({ after, upTo, limit }) {
    limits.push(limit)
    return runs.filter(({ eventSeq }) => eventSeq > after && eventSeq <= upTo).slice(0, limit)
  },
  membersBehind: async () => [],
  steps: async () => [],
})

/** What it ran on before is of no interest to it any more. */
const edited: Automation = {
  ...{ kind: 'rule', id: ruleId, name: 'edited', memberId },
  rule: { when: 'rare.thing', if: null, then: [{ action: 'stop' }], flow: null, scopes: null },
}

afterEach(() => void vi.restoreAllMocks())

test('a rule with many old runs that listens to a rare event gets on: a part may end between any two runs', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 25))
  const limits: number[] = []
  const told: Told[] = []
  const simulation: Simulation = {
    ...{ source: source(limits), automation: edited, compareRan: true, after: 0, upTo: count },
    ...{ logEnd: Date.now(), answers: 'none', begin: () => {} },
  }
  for await (const one of simulate(simulation)) told.push(one)

  expect(limits.length).toBeGreaterThan(2)
  expect(Math.max(...limits)).toBeLessThanOrEqual(500)
  const seqs = told.flatMap((one) => (one.kind === 'judged' ? one.judged.event.seq : []))
  expect(seqs).toEqual(log.map(({ seq }) => seq))
  const pages = told.flatMap((one, index) => (one.kind === 'page' ? { ...one, index } : []))
  expect(pages.length).toBeGreaterThan(50)
  expect(pages.reduce((sum, { events }) => sum + events, 0)).toBe(3)
  // All up to a page's position is told before it, and nothing behind that.
  for (const { position, index } of pages)
    expect(told.slice(0, index).filter(({ kind }) => kind === 'judged')).toHaveLength(position)
  expect(pages.at(-1)?.position).toBe(count)
})
