import { AppError } from '@orchestrator/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countTokens } from '../tokens/count-tokens.ts'
import { contentHash } from './content-hash.ts'
import { type ContextItem, type ContextSection, fitContext } from './fit-context.ts'

const item = (key: string, relevance: number, words = 5): ContextItem => ({
  ...{ key, relevance, text: `${key} ${'word '.repeat(words - 1)}`.trim() },
})
const section = (name: string, priority: number, items: readonly ContextItem[], minimum = 0): ContextSection => ({
  ...{ name, priority, items, minimum },
})
/** The words of a text: easy to reckon with. */
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '').length

test('all fits: all is shown, the most relevant first, and nothing is said to be missing', async () => {
  const { text, sections } = await fitContext([section('Tasks', 1, [item('A', 1, 2), item('B', 2, 2)])], 100, words)
  expect(text).toBe('## Tasks\n- B word\n- A word\n')
  expect(sections).toEqual([{ name: 'Tasks', shown: ['A', 'B'], shortened: [], leftOut: [] }])
})

test('what has no room is named, in the text and in the result', async () => {
  const items = Array.from({ length: 12 }, (_, n) => item(`T-${n}`, n))
  const { text, tokens, sections } = await fitContext([section('Tasks', 1, items)], 30, words)
  expect(tokens).toBeLessThanOrEqual(30)
  expect(text).toContain('- T-11 word')
  expect(text).toContain('(10 not shown: T-0, T-1, T-2, T-3, T-4 and 5 others.)')
  expect(sections[0]?.leftOut).toHaveLength(10)
})

test('a section with less priority gets its minimum, and no more while others want room', async () => {
  const tasks = section(
    'Tasks',
    2,
    Array.from({ length: 9 }, (_, n) => item(`T${n}`, n)),
  )
  const docs = (minimum: number) => section('Docs', 1, [item('D1', 1), item('D2', 2)], minimum)
  const shownOf = async (minimum: number) => (await fitContext([tasks, docs(minimum)], 50, words)).sections[1]?.shown
  expect(await shownOf(0)).toEqual([])
  expect(await shownOf(7)).toEqual(['D2'])
})

test('a long text is shown by its summary, and whole if room is left', async () => {
  const long = item('DOC', 1, 40)
  const summaries = new Map([[contentHash(long.text), 'in short']])
  const fit = (budget: number) => fitContext([section('Docs', 1, [long])], budget, words, summaries)
  expect((await fit(20)).text).toBe('## Docs\n- in short\n(1 shown by summaries: DOC.)\n')
  expect((await fit(20)).sections[0]).toMatchObject({ shown: ['DOC'], shortened: ['DOC'] })
  expect((await fit(60)).text).toBe(`## Docs\n- ${long.text}\n`)
  // Another text under the same key is another hash: its summary does not count.
  const other = await fitContext([section('Docs', 1, [item('DOC', 1, 41)])], 20, words, summaries)
  expect(other.sections[0]?.leftOut).toEqual(['DOC'])
})

test('a budget without room for headings is refused', async () => {
  await expect(fitContext([section('Tasks', 1, [item('A', 1)])], 3, words)).rejects.toThrow(AppError)
})

const sections = fc.array(
  fc.record({
    name: fc.stringMatching(/^[A-Z][a-z]{1,9}$/),
    priority: fc.nat(3),
    minimum: fc.nat(40),
    items: fc.uniqueArray(
      fc.record({
        key: fc.stringMatching(/^[A-Z]-\d{1,3}$/),
        text: fc.string({ unit: 'grapheme', maxLength: 120 }),
        relevance: fc.nat(5),
        summary: fc.option(fc.string({ maxLength: 20 })),
      }),
      { selector: ({ key }) => key, maxLength: 15 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
)
test.each([
  ['words', words],
  ['characters', (text: string) => text.length],
  ['tokens', countTokens],
  ['more together than apart', (text: string) => Math.ceil(words(text) ** 1.2)],
])('never above the budget, nothing lost without being named, the same each time: by %s', async (_, count) => {
  await fc.assert(
    fc.asyncProperty(sections, fc.integer({ min: 0, max: 600 }), async (all, budget) => {
      const summaries = new Map(
        all.flatMap(({ items }) =>
          items.flatMap(({ text, summary }) => (summary === null ? [] : [[contentHash(text), summary] as const])),
        ),
      )
      const fitted = await fitContext(all, budget, count, summaries).catch((error: unknown) => {
        if (error instanceof AppError) return null
        throw error
      })
      if (!fitted) return
      expect(await count(fitted.text)).toBe(fitted.tokens)
      expect(fitted.tokens).toBeLessThanOrEqual(budget)
      for (const [n, { items }] of all.entries()) {
        const { shown = [], shortened = [], leftOut = [] } = fitted.sections[n] ?? {}
        expect([...shown, ...leftOut].sort()).toEqual(items.map(({ key }) => key).sort())
        for (const one of items.filter(({ key }) => shown.includes(key) && !shortened.includes(key)))
          expect(fitted.text).toContain(`- ${one.text}\n`)
        if (leftOut.length > 0) expect(fitted.text).toContain(`(${leftOut.length} not shown: ${leftOut[0]}`)
      }
      expect(await fitContext(all, budget, count, summaries)).toEqual(fitted)
    }),
    { numRuns: 60 },
  )
})
