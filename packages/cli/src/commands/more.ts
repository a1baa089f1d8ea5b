import type { Command } from 'commander'

// Whose value is nobody's business in a terminal's history, and what the next page has of its own.
const leftOut = new Set(['cursor', 'key'])

/** Says how to see the next page of a list: with the same filters, for a cursor is a place in that list alone. */
export function sayMore(list: Command, cursor: string | null): void {
  if (cursor === null) return
  const given = list.options.flatMap((option) => {
    const name = option.attributeName()
    if (leftOut.has(name) || list.getOptionValueSource(name) !== 'cli') return []
    const value: unknown = list.getOptionValue(name)
    return typeof value === 'boolean' ? [option.long ?? ''] : [option.long ?? '', quoted(String(value))]
  })
  const words = ['npx orchestrator', list.parent?.name() ?? '', list.name(), ...given, '--cursor', cursor]
  console.log(`\nMore: ${words.join(' ')}`)
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
