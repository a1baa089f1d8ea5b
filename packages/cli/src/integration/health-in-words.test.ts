import { expect, test } from 'vitest'
import { type Health, healthInWords } from './health-in-words.ts'

const since = '2026-01-01T00:00:00Z'
const backfill = { state: 'done', done: 7, total: 7, remaining: 0, perMinute: null, heldUntil: null } as const
const mapping = {
  ...{ mappingId: 'm', containerKey: '#shop', enabled: true, items: 7, subscriptionRefused: null, trouble: null },
  ...{ leftOut: 0, archived: 0, backfill },
}
const health: Health = {
  ...{ status: 'active', trouble: null, lastSyncAt: null, throttledUntil: null, waiting: 0, oldestAt: null },
  ...{ failing: 0, lastError: null, failures: [], openConflicts: 0, notTakenOver: [], tools: [] },
  unreadableDeliveries: { count: 0, lastAt: null, lastError: null },
  mappings: [mapping],
}

test('what is wrong with a mapping is not told by the command that one just gave', () => {
  const action = 'See with each what is wrong and what to do: `connection show`. All else goes on.'
  const trouble = { code: 'mapping_trouble', message: 'A mapping has trouble: #shop', action, since }
  const itsTrouble = { code: 'not_found', message: 'it is gone', action: 'See whether it is there.', since }
  const lines = healthInWords({ ...health, trouble, mappings: [{ ...mapping, trouble: itsTrouble }] }, true)
  expect(lines.join('\n')).not.toContain('connection show')
  expect(lines.filter((line) => line.trimStart().startsWith('do '))).toEqual([
    'do         What stands with each mapping below. All else goes on.',
    '  do         See whether it is there.',
  ])
})

test('of channels and inboxes no counts are shown, for nothing is the same on both sides', () => {
  const off = { ...mapping, containerKey: '#off', enabled: false }
  const none = { ...mapping, items: 0, backfill: { ...backfill, state: 'none' as const } }
  const mappings = (inStep: boolean) =>
    healthInWords({ ...health, mappings: [none, off] }, inStep).filter((line) => line.startsWith('mapping'))
  expect(mappings(false)).toEqual(['mapping    #shop', 'mapping    #off: off'])
  expect(mappings(true)).toEqual([
    'mapping    #shop: 0 the same, not brought over',
    'mapping    #off: off, 7 the same, 7 of 7 brought over',
  ])
})
