import type { JsonObject } from '@orchestrator/sdk/runtime'
import { expect, test } from 'vitest'
import { compareRuns, type Side } from './compare.ts'
import { commandEffect } from './run/effects.ts'

const side = (data: JsonObject): Side => ({
  ...{ status: 'completed', error: null },
  effects: [commandEffect({ step: 0, at: null }, 'notification.send', data)],
})

test('what is hidden of a run that took place makes no difference; the rest does', () => {
  const after = side({ memberIds: ['a'], title: 'x', body: 'y', headers: { key: 'z' } })
  const ran = { memberIds: ['a'], title: '…', body: '…', headers: { key: '…' } }
  expect(compareRuns(side(ran), after)).toBe('same')
  expect(compareRuns(side({ ...ran, memberIds: ['b'] }), after)).toMatchObject({
    before: 'notification.send with memberIds: ["b"]',
    after: 'notification.send with memberIds: ["a"]',
  })
  expect(compareRuns(side({ ...ran, headers: {} }), after)).toMatchObject({ step: 0 })
})
