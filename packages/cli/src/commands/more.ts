import type { Command, Option } from 'commander'
import { toCount, wordsOf } from './arguments.ts'

// Whose value is nobody's business in a terminal's history, and what the next page has of its own.
const leftOut = new Set(['cursor', 'key'])

/** Says how to see the next page of a list: with the same filters, for a cursor is a place in that list alone. */
export function sayMore(list: Command, cursor: string | null): void {
  if (cursor === null) return
  const isLimit = (option: Option) => Number(option.attributeName() === 'limit')
  const options = [...list.options].sort((a, b) => isLimit(a) - isLimit(b))
  const given = options.flatMap((option) => {
    const name = option.attributeName()
    if (leftOut.has(name) || list.getOptionValueSource(name) !== 'cli') return []
    const value: unknown = list.getOptionValue(name)
    if (typeof value === 'boolean') return [option.long ?? '']
    return [option.long ?? '', ...[value].flat().map((one) => quoted(String(one)))]
  })
  const words = ['npx orchestrator', wordsOf(list), ...given, '--cursor', cursor]
  console.log(`\nMore: ${words.join(' ')}`)
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

/** What one page of a list is asked for with. */
export interface PageFlags {
  limit: number
  cursor?: string
}

/** The flags of every list that comes in pages. */
export const withPages = (command: Command, limit = 20): Command =>
  command
    .allowExcessArguments()
    .option('--limit <n>', 'at most so many, up to 200', toCount, limit)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
