import type { Patch } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { showPatch } from './show-patch.ts'

test('what a field was is told in words', () => {
  const operation = {
    ...{ key: 'k', summary: 'Move SHOP-1', status: 'pending', confidence: null, reason: null },
    before: { dueDate: '2020-01-31', priority: 'low' },
  }
  const patch = { id: 'p', title: 'Later', author: null, rationale: '', status: 'proposed', operations: [operation] }
  const { blocks } = showPatch(patch as unknown as Patch, { proposer: 'Ann', ender: null })
  expect(JSON.stringify(blocks)).toContain('was due date 2020-01-31, priority low')
})
