import type { Definition, PhrasingContent } from 'mdast'
import { oneLine } from '../../../text/one-line.ts'
import { userScheme } from './block.ts'

export const marks = ['bold', 'italic', 'strikethrough', 'underline', 'code'] as const
export type Mark = (typeof marks)[number]

/** A piece of text with its marks beside it, as Notion keeps text. `user`: it is a mention. A new line is a break. */
export interface Run {
  readonly text: string
  readonly marks: ReadonlySet<Mark>
  readonly link: string | null
  readonly user: string | null
}

export type Definitions = ReadonlyMap<string, Definition>

/** A tree of inline nodes, flat. */
export function toRuns(nodes: readonly PhrasingContent[], definitions: Definitions): Run[] {
  return trimmed(merged(walk(nodes, { text: '', marks: new Set(), link: null, user: null }, definitions)))
}

function walk(nodes: readonly PhrasingContent[], within: Run, definitions: Definitions): Run[] {
  const found: Run[] = []
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as PhrasingContent
    const opens = node.type === 'html' && /^<u>$/i.test(node.value)
    const end = opens ? nodes.findIndex((one, n) => n > at && one.type === 'html' && /^<\/u>$/i.test(one.value)) : -1
    if (end > 0) {
      found.push(...walk(nodes.slice(at + 1, end), marked(within, 'underline'), definitions))
      at = end
    } else found.push(...one(node, within, definitions))
  }
  return found
}

const marked = (run: Run, mark: Mark): Run => ({ ...run, marks: new Set([...run.marks, mark]) })

function one(node: PhrasingContent, within: Run, definitions: Definitions): Run[] {
  const text = (value: string): Run[] => (value === '' ? [] : [{ ...within, text: value }])
  switch (node.type) {
    case 'text':
      return text(oneLine(node.value))
    case 'inlineCode':
      return node.value === '' ? [] : [{ ...marked(within, 'code'), text: oneLine(node.value) }]
    case 'emphasis':
      return walk(node.children, marked(within, 'italic'), definitions)
    case 'strong':
      return walk(node.children, marked(within, 'bold'), definitions)
    case 'delete':
      return walk(node.children, marked(within, 'strikethrough'), definitions)
    case 'break':
      return text('\n')
    case 'html':
      return text(/^<br\s*\/?>$/i.test(node.value) ? '\n' : oneLine(node.value))
    case 'link':
      return linked(node.url, walk(node.children, within, definitions), within)
    case 'image':
      return linked(node.url, text(node.alt ?? ''), within)
    case 'linkReference': {
      const inner = walk(node.children, within, definitions)
      const url = definitions.get(node.identifier.toLowerCase())?.url
      return url === undefined ? inner : linked(url, inner, within)
    }
    case 'imageReference':
      return linked(definitions.get(node.identifier.toLowerCase())?.url ?? '', text(node.alt ?? ''), within)
    case 'footnoteReference':
      return text(`[^${node.identifier}]`)
    default:
      return []
  }
}

const mostUrl = 2_000
/** Notion takes no other links. */
const isLink = (url: string) => /^(https?:\/\/|mailto:|tel:)\S+$/i.test(url) && url.length <= mostUrl

function linked(url: string, inner: readonly Run[], within: Run): Run[] {
  const said = inner.map(({ text }) => text).join('')
  if (url.startsWith(userScheme) && said.startsWith('@')) {
    const user = url.slice(userScheme.length)
    if (/^[0-9a-f-]{32,36}$/i.test(user)) return [{ ...within, text: said, link: null, user }]
  }
  const filled = inner.length > 0 ? [...inner] : url === '' ? [] : [{ ...within, text: url }]
  return isLink(url) ? filled.map((run) => ({ ...run, link: url })) : filled
}

const same = (a: Run, b: Run) =>
  a.link === b.link &&
  a.user === null &&
  b.user === null &&
  a.marks.size === b.marks.size &&
  [...a.marks].every((mark) => b.marks.has(mark))

export function merged(runs: readonly Run[]): Run[] {
  const found: Run[] = []
  for (const run of runs) {
    const last = found.at(-1)
    if (run.text === '') continue
    if (last && same(last, run)) found[found.length - 1] = { ...last, text: last.text + run.text }
    else found.push(run)
  }
  return found
}

/** Without blanks and breaks at the ends of the block, and around breaks. */
export function trimmed(runs: readonly Run[]): Run[] {
  const all = [...runs]
  for (const [at, cut] of [
    [0, (text: string) => text.replace(/^[^\S\u00a0]+/, '')],
    [-1, (text: string) => text.replace(/[^\S\u00a0]+$/, '')],
  ] as const) {
    for (let run = all.at(at); run !== undefined && run.user === null; run = all.at(at)) {
      const text = cut(run.text)
      if (text === run.text) break
      if (text !== '') {
        all[at === 0 ? 0 : all.length - 1] = { ...run, text }
        break
      }
      if (at === 0) all.shift()
      else all.pop()
    }
  }
  return all
}
