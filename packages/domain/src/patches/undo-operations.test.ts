import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PatchOperation } from '../entities/patch.ts'
import { mergeSet } from '../merge.ts'
import { patchOperations } from './operations/catalogue.ts'
import { inOrder } from './order.ts'
import { inversesOf } from './undo-operations.ts'
import { type Values, valuesOf } from './values.ts'

const id = '019a0000-0000-7000-8000-000000000001'
const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'x.y'))
const custom = fc.dictionary(fc.constantFrom('size', 'note'), fc.option(fc.nat()), { noNullPrototype: true })
const plain = fc.record(
  {
    title: fc.string(),
    dueDate: fc.option(fc.constantFrom('2026-01-01', '2026-02-01')),
    priority: fc.constantFrom('low', 'high'),
  },
  { requiredKeys: [], noNullPrototype: true },
)
const edits = fc.record(
  { addTags: tags, removeTags: tags, tags, customFields: custom },
  { requiredKeys: [], noNullPrototype: true },
)

interface Edit extends Values {
  readonly addTags?: string[]
  readonly removeTags?: string[]
  readonly tags?: string[]
  readonly customFields?: Values
}

/** What `task.update` does to these fields. */
function update(row: Values, { addTags, removeTags, tags: whole, customFields, ...rest }: Edit): Values {
  const next: Record<string, unknown> = { ...row, ...rest }
  next['tags'] = mergeSet(whole ?? (row['tags'] as string[]), addTags, removeTags).sort()
  const values = { ...(row['customFields'] as Values), ...customFields }
  next['customFields'] = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
  return next
}

test('the inverse of a change brings back the row, and leaves what others changed beside it', () => {
  fc.assert(
    fc.property(plain, tags, custom, plain, edits, (fields, own, values, changed, edit) => {
      const row = update({ title: '', dueDate: null, priority: 'none', ...fields, tags: own }, { customFields: values })
      const data = { id, ...changed, ...edit }
      const { fields: of, inverse } = patchOperations['task.update']
      const before = valuesOf(row, of(data))
      const { id: _id, ...back } = inverse(data, before).data
      const done = update(row, { ...changed, ...edit })
      expect(update(done, back as Edit)).toEqual(row)
      const elsewhere = update({ ...done, description: 'theirs' }, { customFields: { theirs: 1 } })
      expect(update(elsewhere, back as Edit)).toEqual({
        ...row,
        description: 'theirs',
        customFields: { ...(row['customFields'] as Values), theirs: 1 },
      })
    }),
  )
})

const applied = (key: string, dependsOn: string[] = [], more: Partial<PatchOperation> = {}): PatchOperation => ({
  ...{ key, dependsOn, command: 'task.update', edited: null, summary: '', target: null, confidence: null },
  ...{ data: { id, title: key }, before: { title: '' }, after: { title: key }, status: 'applied', rationale: null },
  ...{ decidedBy: null, decidedAt: null, reason: null, conflicts: [] },
  ...more,
})

test('what depended on something is taken back before it; what was not done, or changed nothing, is not', () => {
  const operations = [
    applied('a'),
    applied('b', ['a']),
    applied('c', ['b'], { status: 'stale' }),
    applied('d', [], { after: { title: '' } }),
    applied('e', ['a']),
  ]
  const inverses = inversesOf({ operations }, 'undo')
  expect(inverses.map(({ key }) => key)).toEqual(['e', 'b', 'a'])
  expect(inOrder(inverses).map(({ key }) => key)).toEqual(['e', 'b', 'a'])
  expect(inverses.at(-1)).toMatchObject({ dependsOn: ['e', 'b'], before: { title: 'a' }, data: { id, title: '' } })
})
