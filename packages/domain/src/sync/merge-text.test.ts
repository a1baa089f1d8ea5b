import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeSides, type Side } from './merge-sides.ts'
import { mergeText } from './merge-text.ts'

const base = 'first\n\nsecond\n\nthird'

test('changes of different paragraphs both hold', () => {
  const merged = mergeText({ base, ours: base.replace('first', 'ours'), theirs: `${base}\n\nfourth` }, null)
  expect(merged).toBe('ours\n\nsecond\n\nthird\n\nfourth')
})

test('where both changed the same place, the winner’s lines stand, and all else of both holds', () => {
  const ours = 'first of ours\n\nsecond\n\nthird of ours'
  const theirs = 'first\n\nsecond of theirs\n\nthird of theirs'
  expect(mergeText({ base, ours, theirs }, null)).toBeNull()
  expect(mergeText({ base, ours, theirs }, 'theirs')).toBe('first of ours\n\nsecond of theirs\n\nthird of theirs')
  expect(mergeText({ base, ours, theirs }, 'ours')).toBe('first of ours\n\nsecond of theirs\n\nthird of ours')
})

test('what all have before and after is not compared, however long it is', () => {
  const blank = '\n'.repeat(1_500)
  const of = (middle: string) => `begin${blank}${middle}${blank}end`
  const merged = mergeText({ base: of('a\nb\nc'), ours: of('A\nb\nc'), theirs: of('a\nb\nC') }, null)
  expect(merged).toBe(of('A\nb\nC'))
})

test('a comparison that would take long is not begun: the policy decides', () => {
  // To the end it would take more time than any test has.
  const lines = Array.from({ length: 3_900 }, () => '')
  const sides = { base: lines.join('\n'), ours: ['a', ...lines].join('\n'), theirs: [...lines, 'b'].join('\n') }
  expect(mergeText(sides, 'ours')).toBeNull()
  const named = lines.map((_, n) => `line ${n}`)
  const long = { base: named.join('\n'), ours: ['a', ...named].join('\n'), theirs: [...named, 'b'].join('\n') }
  expect(mergeText(long, 'ours')).toBe(['a', ...named, 'b'].join('\n'))
})

const paragraph = fc.constantFrom('alpha', 'beta', '- gamma', 'delta', '', '```')
const text = fc.array(paragraph, { minLength: 2, maxLength: 12 }).map((lines) => lines.join('\n'))

test('who alone changed a text is followed, and the same change of both is one', () => {
  fc.assert(
    fc.property(text, text, (was, now) => {
      expect(mergeText({ base: was, ours: now, theirs: was }, null)).toBe(now)
      expect(mergeText({ base: was, ours: was, theirs: now }, null)).toBe(now)
      expect(mergeText({ base: was, ours: now, theirs: now }, null)).toBe(now)
    }),
  )
})

test('edits of paragraphs that do not meet all hold, whoever wins elsewhere', () => {
  const owners = fc.array(fc.constantFrom('ours', 'theirs', null), { minLength: 2, maxLength: 10 })
  fc.assert(
    fc.property(owners, fc.constantFrom('ours', 'theirs', null), (who, winner) => {
      const of = (side: string) =>
        who.map((owner, n) => `paragraph ${n}${owner === side ? ` by ${side}` : ''}`).join('\n\n')
      const both = who.map((owner, n) => `paragraph ${n}${owner === null ? '' : ` by ${owner}`}`).join('\n\n')
      expect(mergeText({ base: of('nobody'), ours: of('ours'), theirs: of('theirs') }, winner)).toBe(both)
    }),
  )
})

test('whatever both sides made of a text, both have the same afterwards, or a person is asked', () => {
  const policies = fc.constantFrom('ours', 'theirs', 'newest', 'ask')
  fc.assert(
    fc.property(text, text, text, policies, fc.constantFrom('ours', 'theirs'), (was, ours, theirs, policy, newer) => {
      const sides = {
        baseOurs: { body: was },
        baseTheirs: { body: was },
        ours: { body: ours },
        theirs: { body: theirs },
      }
      const merged = mergeSides(sides, [{ theirs: 'body', direction: 'both', policy }], newer)
      const after = (side: Side, change: Side) => ({ ...side, ...change })
      if (merged.conflicts.length > 0) expect(policy).toBe('ask')
      else expect(after(sides.ours, merged.toOurs)).toEqual(after(sides.theirs, merged.toTheirs))
    }),
  )
})
