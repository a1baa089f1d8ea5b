import { jaccard } from './jaccard.ts'

// What differs each time in the title of work that comes again: days, weeks, months and numbers.

const languages = ['en', 'de', 'fr', 'es']
/** Months that are words of their own: a name only beside a number. */
const ambiguous = new Set(['may', 'march', 'mars'])

function calendarWords(): string[] {
  const words = languages.flatMap((language) => {
    const month = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })
    const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
    const months = Array.from({ length: 12 }, (_, n) => month.format(Date.UTC(2026, n, 1)))
    const weekdays = Array.from({ length: 7 }, (_, n) => weekday.format(Date.UTC(2026, 0, n + 1)))
    return [...months, ...weekdays].map((word) => word.toLowerCase())
  })
  return [...new Set(words)].filter((word) => !ambiguous.has(word)).sort((a, b) => b.length - a.length)
}

const numbered = String.raw`(?:(?:kw|cw|week|woche|semaine|semana|quarter|sprint|no\.?|nr\.?)\s*|\b[wq]|#)?\d+(?:[-./:]w?\d+)*(?:st|nd|rd|th)?`
const named = String.raw`(?<!\p{L})(?:${calendarWords().join('|')})(?!\p{L})`
const ambiguousNamed = String.raw`(?<!\p{L})(?:${[...ambiguous].join('|')})(?=[\s,.]*\d)|(?<=\d[\s,.]*)(?:${[...ambiguous].join('|')})(?!\p{L})`
const one = `(?:${named}|${ambiguousNamed}|${numbered})`
const varying = new RegExp(one, 'giu')
const varyingTogether = new RegExp(String.raw`${one}(?:[^\p{L}\d({[]+${one})*`, 'giu')

/** A title without what differs each time, in lower case, as words with single spaces: `Report of week 34` is `report of`. */
export const plainTitle = (title: string): string =>
  title
    .toLowerCase()
    .replace(varying, ' ')
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim()

/** A title with what differs each time replaced, all that lies beside each other by one text. */
export const replaceVarying = (title: string, by: string): string => title.replace(varyingTogether, by)

export const wordsOf = (plain: string): readonly string[] => (plain === '' ? [] : plain.split(' '))

/**
 * From here on titles are alike enough to learn from one for the other: pg_trgm.similarity_threshold of Postgres,
 * https://www.postgresql.org/docs/current/pgtrgm.html
 */
export const leastLikeness = 0.3

/**
 * How alike two plain titles are, from 0 to 1: Jaccard's coefficient of the sets of their words' trigrams (words padded by two spaces
 * before and one behind, as in Postgres' pg_trgm). Typing errors and endings cost little, another word costs much.
 */
export const titleLikeness = (a: string, b: string): number => jaccard(trigramsOf(a), trigramsOf(b))

/** The trigrams of a plain title’s words. */
export function trigramsOf(plain: string): ReadonlySet<string> {
  const trigrams = new Set<string>()
  for (const word of wordsOf(plain)) {
    const padded = `  ${word} `
    for (let n = 0; n + 3 <= padded.length; n++) trigrams.add(padded.slice(n, n + 3))
  }
  return trigrams
}
