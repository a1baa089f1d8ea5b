import type { Definition, PhrasingContent } from 'mdast'
import { oneLine } from '../../../text/one-line.ts'
import { type AdfMark, type AdfNode, mentionScheme } from './adf.ts'

export type Definitions = ReadonlyMap<string, Definition>

const tags: Readonly<Record<string, AdfMark>> = {
  u: { type: 'underline' },
  sub: { type: 'subsup', attrs: { type: 'sub' } },
  sup: { type: 'subsup', attrs: { type: 'sup' } },
}

/** A tree of inline nodes, flat and with their marks, as Jira keeps them. */
export function toInline(nodes: readonly PhrasingContent[], definitions: Definitions): AdfNode[] {
  return trimmed(merged(walk(nodes, [], definitions)))
}

function walk(nodes: readonly PhrasingContent[], marks: readonly AdfMark[], definitions: Definitions): AdfNode[] {
  const found: AdfNode[] = []
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as PhrasingContent
    const opened = node.type === 'html' ? /^<(u|sub|sup)>$/i.exec(node.value)?.[1]?.toLowerCase() : undefined
    const mark = opened === undefined ? undefined : tags[opened]
    const end =
      mark && nodes.findIndex((one, n) => n > at && one.type === 'html' && one.value.toLowerCase() === `</${opened}>`)
    if (mark && end !== undefined && end > 0) {
      found.push(...walk(nodes.slice(at + 1, end), marked(marks, mark), definitions))
      at = end
    } else found.push(...one(node, marks, definitions))
  }
  return found
}

function one(node: PhrasingContent, marks: readonly AdfMark[], definitions: Definitions): AdfNode[] {
  const inside = (mark: AdfMark, children: readonly PhrasingContent[]) =>
    walk(children, marked(marks, mark), definitions)
  switch (node.type) {
    case 'text':
      return text(node.value, marks)
    case 'inlineCode':
      // Code takes a link beside it, and nothing else.
      return text(node.value, [...marks.filter(({ type }) => type === 'link'), { type: 'code' }])
    case 'emphasis':
      return inside({ type: 'em' }, node.children)
    case 'strong':
      return inside({ type: 'strong' }, node.children)
    case 'delete':
      return inside({ type: 'strike' }, node.children)
    case 'break':
      return [{ type: 'hardBreak' }]
    case 'html':
      return /^<br\s*\/?>$/i.test(node.value) ? [{ type: 'hardBreak' }] : text(node.value, marks)
    case 'link':
      return link(node.url, node.title, node.children, marks, definitions)
    case 'image':
      return link(node.url, null, [{ type: 'text', value: node.alt || node.url }], marks, definitions)
    case 'linkReference': {
      const definition = definitions.get(node.identifier.toLowerCase())
      if (!definition) return walk(node.children, marks, definitions)
      return link(definition.url, definition.title, node.children, marks, definitions)
    }
    case 'imageReference': {
      const url = definitions.get(node.identifier.toLowerCase())?.url ?? ''
      return link(url, null, [{ type: 'text', value: node.alt || url }], marks, definitions)
    }
    case 'footnoteReference':
      return text(`[^${node.identifier}]`, marks)
    default:
      return []
  }
}

function link(
  url: string,
  title: string | null | undefined,
  children: readonly PhrasingContent[],
  marks: readonly AdfMark[],
  definitions: Definitions,
): AdfNode[] {
  const inner = walk(children, marks, definitions)
  const said = inner.map(({ text: part = '' }) => part).join('')
  if (url.startsWith(mentionScheme) && said.startsWith('@')) {
    const id = safelyDecoded(url.slice(mentionScheme.length))
    return [{ type: 'mention', attrs: { id, text: said } }]
  }
  // Jira refuses links without an address.
  if (url === '') return inner
  const filled = inner.length > 0 ? inner : text(url, marks)
  const mark: AdfMark = { type: 'link', attrs: { href: url, ...(title && { title }) } }
  return filled.map((node) =>
    node.type === 'text'
      ? { ...node, marks: [mark, ...(node.marks ?? []).filter(({ type }) => type !== 'link')] }
      : node,
  )
}

function safelyDecoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const marked = (marks: readonly AdfMark[], mark: AdfMark): AdfMark[] => [
  ...marks.filter(({ type }) => type !== mark.type),
  mark,
]

/** A new line in the source is a blank. */
function text(value: string, marks: readonly AdfMark[]): AdfNode[] {
  const said = oneLine(value)
  return said === '' ? [] : [{ type: 'text', text: said, ...(marks.length > 0 && { marks: [...marks] }) }]
}

function merged(nodes: readonly AdfNode[]): AdfNode[] {
  const found: AdfNode[] = []
  for (const node of nodes) {
    const last = found.at(-1)
    const joins =
      last?.type === 'text' && node.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks)
    if (joins) found[found.length - 1] = { ...last, text: `${last.text}${node.text}` }
    else found.push(node)
  }
  return found
}

function trimmed(nodes: readonly AdfNode[]): AdfNode[] {
  const all = [...nodes]
  const isCode = (node: AdfNode) => node.marks?.some(({ type }) => type === 'code') ?? false
  for (const at of [0, -1] as const) {
    for (let node = all.at(at); node !== undefined; node = all.at(at)) {
      if (node.type === 'text' && !isCode(node)) {
        const kept = at === 0 ? node.text?.trimStart() : node.text?.trimEnd()
        if (kept) {
          all[at === 0 ? 0 : all.length - 1] = { ...node, text: kept }
          break
        }
      } else if (node.type !== 'hardBreak') break
      if (at === 0) all.shift()
      else all.pop()
    }
  }
  return all
}
