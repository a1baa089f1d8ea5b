import type { PhrasingContent } from 'mdast'
import { oneLine } from '../../../text/one-line.ts'
import { splitBlanks } from '../../../text/split-blanks.ts'
import { userScheme } from './block.ts'
import { type Mark, merged, type Run, trimmed } from './runs.ts'

/** From the outermost to the innermost. */
const order = ['link', 'bold', 'italic', 'strikethrough', 'underline'] as const
type Level = (typeof order)[number]

interface Piece {
  readonly run: Run
  readonly node: PhrasingContent
}

/** Runs of text, whose marks lie beside them, as a tree of inline nodes. */
export const toPhrasing = (runs: readonly Run[]): PhrasingContent[] => nest(trimmed(merged(runs)).flatMap(pieces), 0)

function pieces(run: Run): Piece[] {
  if (run.user !== null) {
    const name = run.text.startsWith('@') ? run.text : `@${run.text}`
    const bare: Run = { ...run, link: `${userScheme}${run.user}` }
    return [{ run: bare, node: { type: 'text', value: name } }]
  }
  if (run.marks.has('code')) {
    const value = oneLine(run.text)
    return value.trim() === '' ? plain(value) : [{ run, node: { type: 'inlineCode', value } }]
  }
  return run.text
    .split(/(\n)/)
    .filter((part) => part !== '')
    .flatMap((part) => (part === '\n' ? [lineBreak] : outside(part, run)))
}

const bare: Run = { text: '', marks: new Set<Mark>(), link: null, user: null }
const lineBreak: Piece = { run: bare, node: { type: 'break' } }
const plain = (value: string): Piece[] => (value === '' ? [] : [{ run: bare, node: { type: 'text', value } }])

/** Blanks at the ends of a mark belong beside it: `** bold**` is none in Markdown. */
function outside(value: string, run: Run): Piece[] {
  if (run.marks.size === 0 && run.link === null) return plain(value)
  const [before, middle, after] = splitBlanks(value)
  const inside: Piece[] = middle === '' ? [] : [{ run, node: { type: 'text', value: middle } }]
  return [...plain(before), ...inside, ...plain(after)]
}

const valueAt = (run: Run, level: Level): string | null =>
  level === 'link' ? run.link : run.marks.has(level) ? level : null

function nest(all: readonly Piece[], depth: number): PhrasingContent[] {
  const level = order[depth]
  if (level === undefined) return joined(all.map(({ node }) => node))
  const found: PhrasingContent[] = []
  for (let at = 0; at < all.length; ) {
    const own = valueAt((all[at] as Piece).run, level)
    let end = at + 1
    while (end < all.length && valueAt((all[end] as Piece).run, level) === own) end++
    const inner = nest(all.slice(at, end), depth + 1)
    found.push(...(own === null ? inner : wrapped(level, own, inner)))
    at = end
  }
  return joined(found)
}

function wrapped(level: Level, value: string, children: PhrasingContent[]): PhrasingContent[] {
  if (level === 'link') return [{ type: 'link', url: value, children }]
  if (level === 'bold') return [{ type: 'strong', children }]
  if (level === 'italic') return [{ type: 'emphasis', children }]
  if (level === 'strikethrough') return [{ type: 'delete', children }]
  return [{ type: 'html', value: '<u>' }, ...children, { type: 'html', value: '</u>' }]
}

function joined(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const found: PhrasingContent[] = []
  for (const node of nodes) {
    const last = found.at(-1)
    if (node.type === 'text' && last?.type === 'text')
      found[found.length - 1] = { type: 'text', value: last.value + node.value }
    else found.push(node)
  }
  return found
}
