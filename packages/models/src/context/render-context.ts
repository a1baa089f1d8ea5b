import { contentHash } from './content-hash.ts'
import type { ContextItem, ContextSection } from './fit-context.ts'

export type Form = 'whole' | 'summary'
export type Shown = ReadonlyMap<ContextSection, Map<ContextItem, Form>>

/** So many are named in the text; the result names all. */
const mostNames = 5

/** Sections as Markdown, with what of each is not shown. */
export function renderContext(
  sections: readonly ContextSection[],
  shown: Shown,
  summaries: ReadonlyMap<string, string>,
): string {
  return sections.map((section) => renderSection(section, shown.get(section) ?? new Map(), summaries)).join('\n')
}

function renderSection(
  { name, items }: ContextSection,
  shown: ReadonlyMap<ContextItem, Form>,
  summaries: ReadonlyMap<string, string>,
): string {
  const lines = [...shown].map(([item, form]) =>
    form === 'whole' ? `- ${item.text}\n` : `- ${summaries.get(contentHash(item.text))}\n`,
  )
  const shortened = items.filter((item) => shown.get(item) === 'summary')
  const leftOut = items.filter((item) => !shown.has(item))
  return [`## ${name}\n`, ...lines, ...note('shown by summaries', shortened), ...note('not shown', leftOut)].join('')
}

function note(what: string, items: readonly ContextItem[]): string[] {
  if (items.length === 0) return []
  const names = items.slice(0, mostNames).map(({ key }) => key)
  const others = items.length > mostNames ? ` and ${items.length - mostNames} others` : ''
  return [`(${items.length} ${what}: ${names.join(', ')}${others}.)\n`]
}
