import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeSides, type Side, type SideRule, sameValue } from './merge-sides.ts'

const rule = (theirs: string, more: Partial<SideRule> = {}): SideRule => ({
  ...{ theirs, direction: 'both', policy: 'newest' },
  ...more,
})
const base = { title: 'a', labels: ['x'] }
const same = { baseOurs: base, baseTheirs: base, ours: base, theirs: base }
const rules = [rule('title'), rule('labels')]

test('nothing changed: nothing is done', () => {
  expect(mergeSides(same, rules, 'ours')).toEqual({ toOurs: {}, toTheirs: {}, conflicts: [], settled: [] })
})

test('who alone changed a field is followed', () => {
  expect(mergeSides({ ...same, ours: { ...base, title: 'b' } }, rules, 'theirs').toTheirs).toEqual({ title: 'b' })
  expect(mergeSides({ ...same, theirs: { ...base, title: 'b' } }, rules, 'ours').toOurs).toEqual({ title: 'b' })
})

test.each([
  ['ours', 'theirs', { toTheirs: { title: 'o' }, toOurs: {} }],
  ['theirs', 'ours', { toTheirs: {}, toOurs: { title: 't' } }],
  ['newest', 'ours', { toTheirs: { title: 'o' }, toOurs: {} }],
  ['newest', 'theirs', { toTheirs: {}, toOurs: { title: 't' } }],
] as const)('both changed a field: %s, and %s is newer', (policy, newer, expected) => {
  const sides = { ...same, ours: { ...base, title: 'o' }, theirs: { ...base, title: 't' } }
  expect(mergeSides(sides, [rule('title', { policy })], newer)).toMatchObject({ ...expected, conflicts: [] })
})

test('both changed a field that a person decides: both stay, and are told', () => {
  const sides = { ...same, ours: { ...base, title: 'o' }, theirs: { ...base, title: 't' } }
  expect(mergeSides(sides, [rule('title', { policy: 'ask' })], 'ours')).toEqual({
    ...{ toOurs: {}, toTheirs: {}, settled: [] },
    conflicts: [{ field: 'title', base: 'a', ours: 'o', theirs: 't' }],
  })
})

test('both changed a field to the same: nothing is written', () => {
  const sides = { ...same, ours: { ...base, title: 'n' }, theirs: { ...base, title: 'n' } }
  expect(mergeSides(sides, [rule('title', { policy: 'ask' })], 'ours')).toMatchObject({
    ...{ toOurs: {}, toTheirs: {}, conflicts: [] },
    settled: ['title'],
  })
})

test('of lists both additions and removals hold, whatever the policy', () => {
  const sides = { ...same, ours: { labels: ['x', 'mine'] }, theirs: { labels: ['theirs'] } }
  const merged = mergeSides(sides, [rule('labels', { policy: 'ask' })], 'ours')
  expect(merged.toTheirs).toEqual({ labels: ['theirs', 'mine'] })
  expect(merged.toOurs).toEqual({ labels: ['mine', 'theirs'] })
})

test('what one side cannot say stays with the other: a second assignee is not taken away', () => {
  const sides = {
    baseOurs: { assignees: ['ann'] },
    baseTheirs: { assignees: ['ann', 'bob'] },
    ours: { assignees: ['cyd'] },
    theirs: { assignees: ['ann', 'bob'] },
  }
  expect(mergeSides(sides, [rule('assignees')], 'ours')).toMatchObject({
    toTheirs: { assignees: ['bob', 'cyd'] },
    toOurs: {},
  })
})

test('a direction is one way', () => {
  const sides = { ...same, ours: { title: 'o' }, theirs: { title: 't' } }
  expect(mergeSides(sides, [rule('title', { direction: 'in' })], 'ours')).toMatchObject({
    ...{ toOurs: { title: 't' }, toTheirs: {} },
  })
  expect(mergeSides(sides, [rule('title', { direction: 'out' })], 'theirs')).toMatchObject({
    ...{ toOurs: {}, toTheirs: { title: 'o' } },
  })
})

test('a field that was mapped later takes the side that has something', () => {
  const sides = { baseOurs: {}, baseTheirs: {}, ours: { due: '2026-01-01' }, theirs: { due: null } }
  expect(mergeSides(sides, [rule('due', { policy: 'theirs' })], 'theirs').toTheirs).toEqual({ due: '2026-01-01' })
})

test('a field that one side does not tell is left alone', () => {
  expect(mergeSides({ ...same, theirs: {} }, rules, 'ours')).toMatchObject({ toOurs: {}, toTheirs: {} })
})

const value = fc.oneof(fc.constantFrom('a', 'b', 'c', ''), fc.constant(null))
const list = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 3 })
const side = fc.record({ one: value, two: value, many: list })

test('after one merge both sides are the same, and a second one does nothing (any edits of either side)', () => {
  fc.assert(
    fc.property(
      ...[side, side, side],
      fc.constantFrom('ours' as const, 'theirs' as const, 'newest' as const),
      fc.constantFrom('ours' as const, 'theirs' as const),
      (was, ours, theirs, policy, newer) => {
        const all = ['one', 'two', 'many'].map((field) => rule(field, { policy }))
        const merged = mergeSides({ baseOurs: was, baseTheirs: was, ours, theirs }, all, newer)
        const [a, b]: Side[] = [
          { ...ours, ...merged.toOurs },
          { ...theirs, ...merged.toTheirs },
        ]
        for (const { theirs: field } of all) expect(sameValue(a?.[field] ?? null, b?.[field] ?? null)).toBe(true)
        const again = mergeSides({ baseOurs: a ?? {}, baseTheirs: b ?? {}, ours: a ?? {}, theirs: b ?? {} }, all, newer)
        expect(again).toEqual({ toOurs: {}, toTheirs: {}, conflicts: [], settled: [] })
      },
    ),
  )
})
