import type { PhrasingContent } from 'mdast'
import { splitBlanks } from '../../../text/split-blanks.ts'
import { type AdfMark, type AdfNode, mediaScheme, mentionScheme } from './adf.ts'

/** Marks from the outermost to the innermost; others (colours, annotations) have no form in Markdown. */
const order = ['link', 'strong', 'em', 'strike', 'underline', 'subsup'] as const
type Kept = (typeof order)[number]

interface Run {
  readonly marks: ReadonlyMap<string, AdfMark>
  readonly node: PhrasingContent
}

/** Inline nodes, whose marks lie flat beside each other, as a tree. */
export function toPhrasing(nodes: readonly AdfNode[]): PhrasingContent[] {
  return nest(trimmed(nodes.flatMap(toRuns)), 0)
}

function toRuns(node: AdfNode): Run[] {
  const marks = new Map((node.marks ?? []).map((mark) => [mark.type, mark]))
  const text = (value: string): Run[] => (value === '' ? [] : [{ marks, node: { type: 'text', value } }])
  const { attrs = {} } = node
  switch (node.type) {
    case 'text': {
      const value = node.text ?? ''
      if (marks.has('code')) return value === '' ? [] : [{ marks, node: { type: 'inlineCode', value } }]
      return lines(value).flatMap((line) => (line === '\n' ? [lineBreak] : outside(line, marks)))
    }
    case 'hardBreak':
      return [lineBreak]
    case 'mention': {
      const name = said(attrs['text']) || said(attrs['id'])
      return [
        linked(name.startsWith('@') ? name : `@${name}`, `${mentionScheme}${encodeURIComponent(said(attrs['id']))}`),
      ]
    }
    case 'emoji':
      return text(said(attrs['text']) || said(attrs['shortName']))
    case 'date': {
      const at = new Date(Number(attrs['timestamp']))
      return text(Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10))
    }
    case 'status':
      return text(`[${said(attrs['text'])}]`)
    case 'inlineCard':
      return attrs['url'] === undefined ? [] : [linked(said(attrs['url']), said(attrs['url']))]
    case 'mediaInline':
      return [linked(said(attrs['alt']) || 'attachment', mediaUrl(attrs))]
    case 'placeholder':
      return []
    default:
      // What is not known stays readable.
      return node.content ? node.content.flatMap(toRuns) : text(said(attrs['text']) || `[${node.type}]`)
  }
}

const lineBreak: Run = { marks: new Map(), node: { type: 'break' } }
const lines = (value: string) => value.split(/(\n)/).filter((part) => part !== '')
const said = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const linked = (text: string, url: string): Run => ({
  marks: new Map(),
  node: { type: 'link', url, children: [{ type: 'text', value: text }] },
})

export const mediaUrl = (attrs: Readonly<Record<string, unknown>>): string =>
  said(attrs['url']) ||
  `${mediaScheme}${[attrs['id'], attrs['collection']].map((one) => encodeURIComponent(said(one))).join('/')}`

/** Blanks at the ends of a mark belong beside it: `** bold**` is none in Markdown. */
function outside(value: string, marks: Run['marks']): Run[] {
  if (marks.size === 0) return [{ marks, node: { type: 'text', value } }]
  const [before, middle, after] = splitBlanks(value)
  const plain = new Map([...marks].filter(([type]) => type === 'link'))
  return (
    [
      [before, plain],
      [middle, marks],
      [after, plain],
    ] as const
  ).flatMap(([part, with_]) => (part === '' ? [] : [{ marks: with_, node: { type: 'text' as const, value: part } }]))
}

/** Without blanks and breaks at the ends of the block. */
function trimmed(runs: readonly Run[]): Run[] {
  const all = [...runs]
  const isBreak = (run: Run | undefined) => run?.node.type === 'break'
  for (const at of [0, -1] as const) {
    for (let run = all.at(at); run !== undefined; run = all.at(at)) {
      if (run.node.type === 'text') {
        const value = at === 0 ? run.node.value.trimStart() : run.node.value.trimEnd()
        if (value !== '') {
          all[at === 0 ? 0 : all.length - 1] = { ...run, node: { type: 'text', value } }
          break
        }
      } else if (!isBreak(run)) break
      if (at === 0) all.shift()
      else all.pop()
    }
  }
  return all
}

function nest(runs: readonly Run[], level: number): PhrasingContent[] {
  const mark = order[level]
  if (mark === undefined) return joined(runs)
  const found: PhrasingContent[] = []
  for (let at = 0; at < runs.length; ) {
    const own = runs[at]?.marks.get(mark)
    let end = at + 1
    while (end < runs.length && same(own, runs[end]?.marks.get(mark))) end++
    const inner = nest(runs.slice(at, end), level + 1)
    found.push(...(own === undefined ? inner : wrapped(mark, own, inner)))
    at = end
  }
  return found
}

const same = (a: AdfMark | undefined, b: AdfMark | undefined) => JSON.stringify(a) === JSON.stringify(b)

function wrapped(mark: Kept, { attrs = {} }: AdfMark, children: PhrasingContent[]): PhrasingContent[] {
  const tag = (name: string): PhrasingContent[] => [
    { type: 'html', value: `<${name}>` },
    ...children,
    { type: 'html', value: `</${name}>` },
  ]
  if (mark === 'strong') return [{ type: 'strong', children }]
  if (mark === 'em') return [{ type: 'emphasis', children }]
  if (mark === 'strike') return [{ type: 'delete', children }]
  if (mark === 'underline') return tag('u')
  if (mark === 'subsup') return tag(attrs['type'] === 'sup' ? 'sup' : 'sub')
  const title = said(attrs['title'])
  return [{ type: 'link', url: said(attrs['href']), ...(title && { title }), children: children.flatMap(unlinked) }]
}

/** A link holds no other. */
const unlinked = (node: PhrasingContent): PhrasingContent[] => (node.type === 'link' ? node.children : [node])

function joined(runs: readonly Run[]): PhrasingContent[] {
  const found: PhrasingContent[] = []
  for (const { node } of runs) {
    const last = found.at(-1)
    if (node.type === 'text' && last?.type === 'text')
      found[found.length - 1] = { type: 'text', value: last.value + node.value }
    else found.push(node)
  }
  return found
}
