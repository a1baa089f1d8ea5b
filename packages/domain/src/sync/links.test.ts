import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromOtherEnd, holdsLink, type ItemLink, linkText, mergeLinks, readLink } from './links.ts'

const [a, b, c] = ['blocks 1', 'blocks 2', 'relates 3']

describe('links are merged one by one', () => {
  test.each([
    ['nothing changed', [a], [a], [a], {}],
    ['made here', [a], [a, b], [a], { there: { made: [b] } }],
    ['made there', [a], [a], [a, b], { here: { made: [b] } }],
    ['removed here', [a, b], [a], [a, b], { there: { removed: [b] } }],
    ['removed there', [a, b], [a, b], [a], { here: { removed: [b] } }],
    ['made on both', [], [a], [a], { settled: { made: [a] } }],
    ['removed on both', [a], [], [], { settled: { removed: [a] } }],
    ['all at once', [a, b], [a, c], [b], { here: { removed: [a] }, there: { made: [c], removed: [b] } }],
  ])('%s', (_name, base, ours, theirs, expected) => {
    const none = { made: [], removed: [] }
    const merged = { here: none, there: none, settled: none }
    const full = Object.fromEntries(
      Object.entries({ ...merged, ...expected }).map(([key, value]) => [key, { ...none, ...value }]),
    )
    expect(mergeLinks(base, ours, theirs, 'both')).toEqual(full)
  })

  test('what goes one way alone leaves the other side as it is', () => {
    expect(mergeLinks([a], [b], [c], 'in')).toMatchObject({
      here: { made: [c], removed: [] },
      there: { made: [], removed: [] },
    })
    expect(mergeLinks([a], [b], [c], 'out')).toMatchObject({
      here: { made: [], removed: [] },
      there: { made: [b], removed: [] },
    })
  })

  test('done, both sides are the same, and there is nothing more to do', () => {
    const some = fc.uniqueArray(fc.constantFrom(a, b, c))
    fc.assert(
      fc.property(some, some, some, (base, ours, theirs) => {
        const done = (
          side: readonly string[],
          { made, removed }: { made: readonly string[]; removed: readonly string[] },
        ) => [...side.filter((link) => !removed.includes(link)), ...made].sort()
        const { here, there } = mergeLinks(base, ours, theirs, 'both')
        const now = done(ours, here)
        expect(done(theirs, there)).toEqual(now)
        const again = mergeLinks(now, now, now, 'both')
        expect(Object.values(again).flatMap(({ made, removed }) => [...made, ...removed])).toEqual([])
      }),
    )
  })
})

test('of both ends of a link just one holds it', () => {
  for (const type of ['blocks', 'blocked_by', 'duplicates', 'duplicated_by', 'relates'] as const) {
    const link: ItemLink = { type, to: '2' }
    expect([holdsLink('1', link), holdsLink('2', fromOtherEnd('1', link))].filter(Boolean)).toHaveLength(1)
    expect(readLink(linkText(link))).toEqual(link)
  }
  expect([readLink('clones 2'), readLink('blocks'), readLink('toString 2')]).toEqual([null, null, null])
})
