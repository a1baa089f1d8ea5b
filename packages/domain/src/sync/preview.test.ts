import { expect, test } from 'vitest'
import { previewItem, previewTask } from './preview.ts'

const none = () => null
const names = {
  ...{ memberOf: none, userOf: none, entityOf: none, externalOf: none, customField: none },
  ...{ milestoneNamed: none, milestoneName: none, cycleNamed: none, cycleName: none },
}
const translation = { rules: [], shapes: {}, names, direction: 'both' as const, filterIn: null }
const item = { id: '1', key: 'BOX-1', url: null, side: {} }
const task = { id: '1', identifier: 'T-1' }

test.each([
  [undefined, 'both', 'make', null],
  [undefined, 'out', 'left_out', 'direction'],
  ['linked', 'out', 'linked', null],
  ['deleted_here', 'both', 'left_out', 'deleted_here'],
  ['archived', 'both', 'left_out', 'archived'],
] as const)('an item that is %s here, direction %s: %s, %s', (known, direction, action, reason) => {
  expect(previewItem(item, known, { ...translation, direction })).toMatchObject({ action, reason })
})

test('an item that the mapping does not want is left out, and one that is linked is not', () => {
  const labels = { theirs: 'labels', ours: 'tags', direction: 'both', policy: 'newest' } as const
  const wants = { ...translation, rules: [labels], shapes: { labels: 'list' as const }, filterIn: '"x" in item.tags' }
  const labelled = (label: string) => ({ ...item, side: { labels: [label] } })
  const left = { action: 'left_out', reason: 'filter' }
  expect(previewItem(labelled('x'), undefined, wants)).toMatchObject({ action: 'make', reason: null })
  expect(previewItem(labelled('y'), undefined, wants)).toMatchObject(left)
  expect(previewItem(labelled('y'), 'linked', wants)).toMatchObject({ action: 'linked', reason: null })
})

test.each([
  [true, 'both', 'make', null],
  [false, 'both', 'left_out', 'filter'],
  [true, 'in', 'left_out', 'direction'],
] as const)('a task of which the filter says %s, direction %s: %s, %s', (met, direction, action, reason) => {
  expect(previewTask(task, met, { ...translation, direction })).toMatchObject({ action, reason })
})
