import type {
  BlockContent,
  Image,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  RootContent,
  Table,
  TableCell,
} from 'mdast'
import { settled, writeMarkdown } from '../../../connector/write-markdown.ts'
import { type AdfNode, panels } from './adf.ts'
import { fromMarkdownOnce } from './from-markdown.ts'
import { mediaUrl, toPhrasing } from './marks.ts'

type Block = BlockContent

/**
 * A document of Jira as Markdown. What Markdown cannot say (colours, layouts, macros) is left out or told in words.
 * What is given stays the same when it is read and told again.
 */
export const adfToMarkdown = (doc: AdfNode | null): string =>
  doc === null ? '' : settled(once(doc), (text) => once(fromMarkdownOnce(text)))

const once = (doc: AdfNode): string => writeMarkdown(blocks(doc.content ?? []))

const blocks = (nodes: readonly AdfNode[]): Block[] => gathered(nodes).flatMap(block)

function block(node: AdfNode): Block[] {
  const { attrs = {}, content = [] } = node
  switch (node.type) {
    case 'paragraph':
      return paragraph(toPhrasing(content))
    case 'heading': {
      const depth = Math.min(6, Math.max(1, Number(attrs['level'] ?? 1))) as 1 | 2 | 3 | 4 | 5 | 6
      return [{ type: 'heading', depth, children: oneLine(toPhrasing(content)) }]
    }
    case 'bulletList':
    case 'orderedList':
      return [list(content.map(listItem), node.type === 'orderedList' ? Number(attrs['order'] ?? 1) : null)]
    case 'taskList':
      return [list(taskItems(content), null)]
    case 'decisionList':
      return [
        list(
          content.map((item) => plainItem(paragraph(toPhrasing(item.content ?? [])))),
          null,
        ),
      ]
    case 'codeBlock': {
      const lang = typeof attrs['language'] === 'string' ? attrs['language'] : ''
      return [{ type: 'code', ...(lang && { lang }), value: content.map(({ text = '' }) => text).join('') }]
    }
    case 'blockquote':
      return quote(blocks(content))
    case 'panel': {
      const alert = panels.find(([panel]) => panel === attrs['panelType'])?.[1] ?? 'NOTE'
      const [first, ...rest] = blocks(content)
      const opens = first?.type === 'paragraph'
      const label: PhrasingContent = { type: 'html', value: opens ? `[!${alert}]\n` : `[!${alert}]` }
      const head: Paragraph = { type: 'paragraph', children: [label, ...(opens ? first.children : [])] }
      return quote([head, ...(first && !opens ? [first] : []), ...rest])
    }
    case 'rule':
      return [{ type: 'thematicBreak' }]
    case 'table':
      return table(content)
    case 'media':
      return [{ type: 'paragraph', children: [image(attrs)] }]
    case 'caption':
      return paragraph([{ type: 'emphasis', children: toPhrasing(content) }])
    case 'blockCard':
    case 'embedCard':
      return attrs['url'] === undefined ? [] : paragraph(toPhrasing([{ type: 'inlineCard', attrs }]))
    case 'expand':
    case 'nestedExpand': {
      const title = typeof attrs['title'] === 'string' ? attrs['title'].trim() : ''
      const head = title === '' ? [] : paragraph([{ type: 'strong', children: [{ type: 'text', value: title }] }])
      return [...head, ...blocks(content)]
    }
    default:
      // Layouts, groups of media, macros with a body and what is yet to come: what is in them stays readable.
      if (node.content) return blocks(content)
      return paragraph(toPhrasing([node]))
  }
}

const inlineTypes = new Set(['text', 'hardBreak', 'mention', 'emoji', 'date', 'status', 'inlineCard', 'mediaInline'])

/** Inline nodes where blocks are expected become a paragraph. */
function gathered(nodes: readonly AdfNode[]): AdfNode[] {
  const found: AdfNode[] = []
  let loose: AdfNode[] = []
  const settle = () => {
    if (loose.length > 0) found.push({ type: 'paragraph', content: loose })
    loose = []
  }
  for (const node of nodes) {
    if (inlineTypes.has(node.type)) loose.push(node)
    else {
      settle()
      found.push(node)
    }
  }
  settle()
  return found
}

const paragraph = (children: PhrasingContent[]): Paragraph[] =>
  children.length === 0 ? [] : [{ type: 'paragraph', children }]
const quote = (children: Block[]): Block[] => (children.length === 0 ? [] : [{ type: 'blockquote', children }])
const oneLine = (children: PhrasingContent[]): PhrasingContent[] =>
  children.map((node) => (node.type === 'break' ? { type: 'text', value: ' ' } : node))

const list = (children: ListItem[], start: number | null): List => ({
  ...{ type: 'list', ordered: start !== null, spread: false, children },
  ...(start !== null && { start: Number.isFinite(start) ? start : 1 }),
})
const plainItem = (children: Block[]): ListItem => ({ type: 'listItem', spread: false, children })
const listItem = (node: AdfNode): ListItem => plainItem(blocks(node.content ?? []))

function taskItems(nodes: readonly AdfNode[]): ListItem[] {
  const items: ListItem[] = []
  for (const node of nodes) {
    const last = items.at(-1)
    if (node.type === 'taskList' && last) last.children.push(list(taskItems(node.content ?? []), null))
    else if (node.type === 'taskList') items.push(...taskItems(node.content ?? []))
    else {
      const children =
        node.type === 'blockTaskItem' ? blocks(node.content ?? []) : paragraph(toPhrasing(node.content ?? []))
      items.push({ ...plainItem(children), ...(children.length > 0 && { checked: node.attrs?.['state'] === 'DONE' }) })
    }
  }
  return items
}

function table(rows: readonly AdfNode[]): Table[] {
  const cells = rows.map((row) => (row.content ?? []).map(cell))
  const width = Math.max(0, ...cells.map(({ length }) => length))
  if (width === 0) return []
  const filled = (row: TableCell[]) => [
    ...row,
    ...Array.from({ length: width - row.length }, (): TableCell => ({ type: 'tableCell', children: [] })),
  ]
  return [{ type: 'table', children: cells.map((row) => ({ type: 'tableRow', children: filled(row) })) }]
}

/** A cell of Markdown is one line: its paragraphs stand with breaks between them. */
function cell(node: AdfNode): TableCell {
  const parts = blocks(node.content ?? []).flatMap(cellLines)
  const lineBreak: PhrasingContent = { type: 'html', value: '<br>' }
  const children = parts.flatMap((part, n) => (n === 0 ? part : [lineBreak, ...part]))
  return { type: 'tableCell', children: children.map((one) => (one.type === 'break' ? lineBreak : one)) }
}

function cellLines(node: RootContent): PhrasingContent[][] {
  if (node.type === 'paragraph' || node.type === 'heading') return [node.children]
  if (node.type === 'code') return node.value.split('\n').map((value) => [{ type: 'inlineCode', value: value || ' ' }])
  if (node.type === 'listItem')
    return node.children.flatMap(cellLines).map((line) => [{ type: 'text', value: '• ' }, ...line])
  return 'children' in node ? (node.children as RootContent[]).flatMap(cellLines) : []
}

const image = (attrs: Readonly<Record<string, unknown>>): Image => ({
  ...{ type: 'image', url: mediaUrl(attrs), alt: typeof attrs['alt'] === 'string' ? attrs['alt'] : '' },
})
