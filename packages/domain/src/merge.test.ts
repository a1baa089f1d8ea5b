import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeFields, mergeSet, sameJson } from './merge.ts'

const names = ['title', 'priority', 'tags', 'dueDate', 'custom'] as const
const value = fc.jsonValue({ maxDepth: 2 })
const patch = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: names.length, noNullPrototype: true })

interface Row {
  current: Record<string, unknown>
  version: number
  fieldVersions: Record<string, number>
}
const fresh = (current: Record<string, unknown>): Row => ({ current, version: 1, fieldVersions: {} })

/** A writer as the store does it: merges, and raises the version of the row and of what changed. */
function write(
  row: Row,
  changes: Record<string, unknown>,
  baseVersion?: number,
): { row: Row; conflicts: readonly string[] } {
  const merged = mergeFields({ ...row, patch: changes, baseVersion })
  const fields = Object.keys(merged.changes)
  if (fields.length === 0) return { row, conflicts: merged.conflicts }
  const version = row.version + 1
  const current = {
    ...row.current,
    ...Object.fromEntries(Object.entries(merged.changes).map(([field, { after }]) => [field, after])),
  }
  return {
    row: {
      current,
      version,
      fieldVersions: { ...row.fieldVersions, ...Object.fromEntries(fields.map((field) => [field, version])) },
    },
    conflicts: [],
  }
}

describe('mergeFields', () => {
  test('two writers of different fields who saw the same version both succeed, in either order, with one result', () => {
    fc.assert(
      fc.property(patch, patch, fc.subarray([...names]), (start, wanted, mine) => {
        const ofA = Object.fromEntries(Object.entries(wanted).filter(([field]) => mine.includes(field as never)))
        const ofB = Object.fromEntries(Object.entries(wanted).filter(([field]) => !mine.includes(field as never)))
        const [a, b] = [write(fresh(start), ofA, 1), write(fresh(start), ofB, 1)]
        const [ab, ba] = [write(a.row, ofB, 1), write(b.row, ofA, 1)]
        expect([ab.conflicts, ba.conflicts]).toEqual([[], []])
        expect(ab.row.current).toEqual({ ...start, ...wanted })
        expect(ba.row.current).toEqual(ab.row.current)
        expect(ba.row.version).toBe(ab.row.version)
      }),
    )
  })

  test('two writers who want the same never conflict, and the second changes nothing', () => {
    fc.assert(
      fc.property(patch, patch, (start, wanted) => {
        const first = write(fresh(start), wanted, 1)
        const second = mergeFields({ ...first.row, patch: structuredClone(wanted), baseVersion: 1 })
        expect(second).toEqual({ changes: {}, conflicts: [] })
      }),
    )
  })

  test('a conflict names exactly the fields that somebody else changed to another value, and changes nothing', () => {
    fc.assert(
      fc.property(patch, patch, patch, (start, theirs, mine) => {
        const { row } = write(fresh(start), theirs, 1)
        const merged = mergeFields({ ...row, patch: mine, baseVersion: 1 })
        const expected = Object.keys(mine).filter(
          (field) => row.fieldVersions[field] !== undefined && !sameJson(row.current[field], mine[field]),
        )
        expect([...merged.conflicts].sort()).toEqual(expected.sort())
        if (expected.length > 0) expect(merged.changes).toEqual({})
      }),
    )
  })

  test('without a base version, and with the current one, the writer always wins; before and after are told', () => {
    fc.assert(
      fc.property(patch, patch, patch, fc.boolean(), (start, theirs, mine, blind) => {
        const { row } = write(fresh(start), theirs, 1)
        const { changes, conflicts } = mergeFields({
          ...row,
          patch: mine,
          baseVersion: blind ? undefined : row.version,
        })
        expect(conflicts).toEqual([])
        for (const [field, wanted] of Object.entries(mine)) {
          if (sameJson(row.current[field], wanted)) expect(changes[field]).toBeUndefined()
          else expect(changes[field]).toEqual({ before: row.current[field] ?? null, after: wanted })
        }
        expect(Object.keys(changes).every((field) => Object.hasOwn(mine, field))).toBe(true)
      }),
    )
  })

  test('an absent field stays', () => {
    expect(mergeFields({ ...fresh({ title: 'a' }), patch: { title: undefined } })).toEqual({
      changes: {},
      conflicts: [],
    })
  })
})

describe('mergeSet', () => {
  const items: fc.Arbitrary<string[]> = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'))

  test('keeps what is there, adds, removes, never holds an item twice; removing wins', () => {
    fc.assert(
      fc.property(items, items, items, (current, add, remove) => {
        const merged = mergeSet(current, add, remove)
        expect(new Set(merged).size).toBe(merged.length)
        for (const item of ['a', 'b', 'c', 'd', 'e']) {
          expect(merged.includes(item)).toBe((current.includes(item) || add.includes(item)) && !remove.includes(item))
        }
      }),
    )
  })

  test('two writers of different items give the same set in either order, and a repetition changes nothing', () => {
    const disjoint = fc
      .tuple(items, items, items, items)
      .filter(([, add, , remove]) => !add.some((item) => remove.includes(item)))
    fc.assert(
      fc.property(disjoint, ([current, add, other, remove]) => {
        const others = other.filter((item) => !remove.includes(item))
        const ab = mergeSet(mergeSet(current, add), others, remove)
        const ba = mergeSet(mergeSet(current, others, remove), add)
        expect([...ab].sort()).toEqual([...ba].sort())
        expect(mergeSet(mergeSet(current, add, remove), add, remove)).toEqual(mergeSet(current, add, remove))
      }),
    )
  })
})

describe('sameJson', () => {
  test('agrees with JSON text, whatever the order of keys', () => {
    const canonical = (input: unknown): unknown =>
      Array.isArray(input)
        ? input.map(canonical)
        : typeof input === 'object' && input !== null
          ? Object.entries(input)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, one]) => [key, canonical(one)])
          : input
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(sameJson(a, JSON.parse(JSON.stringify(a)))).toBe(true)
        // Arrays stand for objects here, so an object and an array are told apart by hand.
        if (Array.isArray(a) === Array.isArray(b))
          expect(sameJson(a, b)).toBe(
            JSON.stringify(canonical(a)) === JSON.stringify(canonical(b)) && Array.isArray(a) === Array.isArray(b),
          )
      }),
    )
    expect(sameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true)
    expect(sameJson([1, 2], [2, 1])).toBe(false)
    expect(sameJson({ a: undefined }, { b: undefined })).toBe(false)
    expect(sameJson({}, [])).toBe(false)
    expect(sameJson(null, {})).toBe(false)
  })
})
