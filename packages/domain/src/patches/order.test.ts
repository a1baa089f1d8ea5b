import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dependentsOf, inOrder } from './order.ts'

interface Linked {
  readonly key: string
  readonly dependsOn: readonly string[]
}

/** In any order, each depending on some of those with a smaller number: without a circle. */
const operations: fc.Arbitrary<Linked[]> = fc.nat({ max: 12 }).chain((count) =>
  fc
    .tuple(...Array.from({ length: count }, (_, n) => fc.subarray(Array.from({ length: n }, (_, one) => `k${one}`))))
    .map((links) => links.map((dependsOn, n) => ({ key: `k${n}`, dependsOn })))
    .chain((list) => fc.shuffledSubarray(list, { minLength: count })),
)

test('each comes after those that it depends on', () => {
  fc.assert(
    fc.property(operations, (list) => {
      const keys = inOrder(list).map(({ key }) => key)
      expect([...keys].sort()).toEqual(list.map(({ key }) => key).sort())
      for (const { key, dependsOn } of list)
        for (const before of dependsOn) expect(keys.indexOf(before)).toBeLessThan(keys.indexOf(key))
    }),
  )
})

test('what depends on nothing stays where it is', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), (keys) => {
      expect(inOrder(keys.map((key) => ({ key, dependsOn: [] }))).map(({ key }) => key)).toEqual(keys)
    }),
  )
})

test('a circle is left out, with what is behind it', () => {
  const list = [
    { key: 'a', dependsOn: ['b'] },
    { key: 'b', dependsOn: ['a'] },
    { key: 'c', dependsOn: ['b'] },
    { key: 'd', dependsOn: [] },
  ]
  expect(inOrder(list).map(({ key }) => key)).toEqual(['d'])
})

test('dependents are those from which the keys can be reached', () => {
  const reaches = (list: readonly Linked[], from: string, to: string): boolean =>
    (list.find(({ key }) => key === from)?.dependsOn ?? []).some((key) => key === to || reaches(list, key, to))
  fc.assert(
    fc.property(operations, fc.nat({ max: 11 }), (list, n) => {
      const expected = list.flatMap(({ key }) => (reaches(list, key, `k${n}`) ? key : []))
      expect([...dependentsOf(list, [`k${n}`])].sort()).toEqual(expected.sort())
    }),
  )
})
