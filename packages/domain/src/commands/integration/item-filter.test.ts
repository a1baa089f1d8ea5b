import { expect, test } from 'vitest'
import { isWanted } from './item-filter.ts'

test.each([
  [null, {}, true],
  ['"x" in item.tags', { tags: ['x', 'y'] }, true],
  ['"x" in item.tags', { tags: [] }, false],
  ['"x" in item.tags', {}, false],
  ['item.status == "unstarted"', {}, true],
  ['item.status == "unstarted"', { stateId: '019a0000-0000-7000-8000-000000000001' }, false],
  ['item.type == "bug"', { type: null }, false],
  ['item.title.startsWith("Release")', { title: 'Release 2' }, true],
  ['item.assigneeId == null', {}, true],
  ['item.dueDate != null', { dueDate: '2027-01-01' }, true],
  ['item.customFields.severity == "high"', { customFields: { severity: 'high' } }, true],
  ['item.customFields.severity == "high"', {}, false],
])('%s of %j: %s', (filterIn, given, wanted) => {
  expect(isWanted(filterIn, given)).toBe(wanted)
})
