import type { AnyEvent } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import type { Source } from '../source.ts'
import { LastNumbers } from './last-numbers.ts'
import { SharedRows } from './shared-rows.ts'
import { World } from './world.ts'

const id = (n: number) => `019b0000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [owner, first, requester, answerer, run, otherRun] = [id(1), id(2), id(3), id(4), id(5), id(6)]

test('whoever set off a run does not answer what it asks: behind its event, behind the first of the chain, or by asking', async () => {
  const asked: object[] = []
  const source: Source = {
    events: async () => ({ events: [], position: 1, atHead: true }),
    rows: async (kind) =>
      kind === 'member'
        ? [owner, first, requester, answerer].map((member) => ({ id: member, role: 'ADMIN', removedAt: null }))
        : [],
    list: async () => ({ items: [], nextCursor: null }),
    runs: async () => [],
    async membersBehind(query) {
      asked.push(query)
      return [first, requester]
    },
    steps: async () => [],
  }
  const excluded = async (trigger: object) => {
    const event = {
      workspaceId: id(9),
      id: id(10),
      seq: 1,
      depth: 1,
      occurredAt: '2026-01-01T00:00:00.000Z',
      ...trigger,
    }
    const world = new World({
      shared: { source, rows: new SharedRows(source), numbers: new LastNumbers(source) },
      trigger: { subject: { type: 'workspace', id: id(9) }, type: 'a.thing', ...event } as unknown as AnyEvent,
      actor: { type: 'rule_run', id: run, memberId: owner },
      ...{ scopes: null, now: () => Date.parse('2026-01-01T00:00:00.000Z'), tookPlace: false },
    })
    const data = { title: 'May it?', from: { memberIds: [answerer] }, timeoutMs: 60_000 }
    const [{ entity } = { entity: null }] = await world.execute([{ id: id(11), type: 'approval.request', data }])
    return entity?.['excludedIds']
  }
  const byRun = { correlationId: id(12), actor: { type: 'rule_run', id: otherRun, memberId: owner } }
  expect(await excluded(byRun)).toEqual([owner, first, requester])
  expect(asked).toEqual([{ eventIds: [id(12)], runId: otherRun }])
  const byHand = { correlationId: id(10), actor: { type: 'user', id: first, memberId: first } }
  expect(await excluded(byHand)).toEqual([owner, first])
  expect(asked).toHaveLength(1)
})
