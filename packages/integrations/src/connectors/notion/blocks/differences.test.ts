import { describe, expect, test } from 'vitest'

import type { Block } from './block.ts'
import { entriesOf, type Step, stepsOf } from './differences.ts'
import { plainRichText } from './rich-text.ts'
import { answered } from './to-markdown.ts'

const blocksOf = (lines: readonly string[]) =>
  lines.map(
    (line): Block =>
      answered({ id: null, type: 'paragraph', content: { rich_text: plainRichText(line) }, children: [] }),
  )
const steps = (there: readonly string[], wanted: readonly string[]): Step[] =>
  stepsOf(
    entriesOf(
      'page',
      blocksOf(there).map((block, n) => ({ ...block, id: `${n}` })),
    ),
    blocksOf(wanted),
  )
const kinds = (all: readonly Step[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(all, ({ kind }) => kind)).map(([kind, of]) => [kind, of?.length]))
const lines = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}${n}`)

describe('how one text becomes another', () => {
  test('with as many blocks left alone as can be', () => {
    expect(kinds(steps(['a', 'b', 'c', 'd'], ['x', 'a', 'c', 'd', 'e']))).toEqual({ insert: 2, keep: 3, remove: 1 })
  })

  // Compared each with each it would take minutes, and all of the memory: far more than any load makes of one pass.
  test('also of thousands that are all others', { timeout: 180_000 }, () => {
    expect(kinds(steps(lines(8_000, 'a'), lines(8_000, 'b')))).toEqual({ change: 8_000 })
  })

  test('of very many, those that stay are found again behind what came in between', { timeout: 180_000 }, () => {
    const there = lines(2_000, 'a')
    const wanted = ['first', ...there.slice(0, 800), 'new', ...there.slice(803), 'last']
    expect(kinds(steps(there, wanted.with(1_600, 'changed')))).toEqual({ insert: 2, keep: 1_996, change: 2, remove: 2 })
  })
})
