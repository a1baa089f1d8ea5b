import type { Definition, List, ListItem, PhrasingContent, Root, RootContent, Table } from 'mdast'
import { ProviderError } from '../../../connector/provider-error.ts'
import { oneLine } from '../../../text/one-line.ts'
import { readMarkdown } from '../../../text/read-markdown.ts'
import { provider } from '../failures.ts'
import { alerts, type Block, fileScheme } from './block.ts'
import { toLanguage } from './languages.ts'
import { plainRichText, type TextRequest, toRichText } from './rich-text.ts'
import { type Definitions, toRuns } from './runs.ts'

/** Markdown as blocks that are yet to be made, in the form in which Notion takes and tells them. */
export const markdownToBlocks = (markdown: string): Block[] =>
  readMarkdown(markdown, blocksOf, (message) => new ProviderError(provider, 'invalid', message))

function blocksOf(root: Root): Block[] {
  const definitions = new Map(
    root.children
      .filter((node): node is Definition => node.type === 'definition')
      .map((node) => [node.identifier.toLowerCase(), node]),
  )
  return blocks(root.children, definitions)
}

const make = (type: string, content: Record<string, unknown>, children: readonly Block[] = []): Block => ({
  ...{ id: null, type, content, children },
})
const withText = (
  type: string,
  rich: readonly TextRequest[],
  more: Record<string, unknown> = {},
  children: readonly Block[] = [],
) => make(type, { rich_text: rich, ...more }, children)

const blocks = (nodes: readonly RootContent[], definitions: Definitions): Block[] =>
  nodes.flatMap((node) => block(node, definitions))

function block(node: RootContent, definitions: Definitions): Block[] {
  const inline = (nodes: readonly PhrasingContent[]) => toRichText(toRuns(nodes, definitions))
  switch (node.type) {
    case 'paragraph': {
      const [only] = node.children
      const image = only?.type === 'image' && node.children.length === 1 ? imageOf(only.url, only.alt ?? '') : null
      if (image) return [image]
      const rich = inline(node.children)
      return rich.length === 0 ? [] : [withText('paragraph', rich)]
    }
    case 'heading':
      return [withText(`heading_${Math.min(4, node.depth)}`, inline(node.children))]
    case 'thematicBreak':
      return [make('divider', {})]
    case 'code': {
      if (node.lang === 'math') return [make('equation', { expression: node.value.slice(0, 1_000) })]
      return [withText('code', plainRichText(node.value), { language: toLanguage(node.lang) })]
    }
    case 'blockquote':
      return quote(node.children, definitions)
    case 'list':
      return list(node, definitions)
    case 'table':
      return [table(node, inline)]
    case 'html': {
      const text = oneLine(node.value).trim()
      return text === '' || /^<!--.*-->$/.test(text) ? [] : [withText('paragraph', plainRichText(text))]
    }
    case 'footnoteDefinition': {
      const [first, ...rest] = blocks(node.children, definitions)
      const label = plainRichText(`[^${node.identifier}]: `)
      if (first?.type !== 'paragraph') return [withText('paragraph', label), ...(first ? [first] : []), ...rest]
      return [withText('paragraph', [...label, ...(first.content['rich_text'] as TextRequest[])]), ...rest]
    }
    default:
      return []
  }
}

/** The text of a list item or a quote is its first paragraph; the rest is below it. */
function opened(nodes: readonly RootContent[], definitions: Definitions): { rich: TextRequest[]; below: Block[] } {
  const [first, ...rest] = blocks(nodes, definitions)
  if (first?.type === 'paragraph') return { rich: first.content['rich_text'] as TextRequest[], below: rest }
  return { rich: [], below: [...(first ? [first] : []), ...rest] }
}

function list(node: List, definitions: Definitions): Block[] {
  return node.children.map((item: ListItem) => {
    const { rich, below } = opened(item.children, definitions)
    if (typeof item.checked === 'boolean' && !node.ordered)
      return withText('to_do', rich, { checked: item.checked }, below)
    const box = typeof item.checked === 'boolean' ? plainRichText(item.checked ? '☑ ' : '☐ ') : []
    return withText(node.ordered ? 'numbered_list_item' : 'bulleted_list_item', [...box, ...rich], {}, below)
  })
}

function quote(children: readonly RootContent[], definitions: Definitions): Block[] {
  const alert = alertOf(children)
  const { rich, below } = opened(alert?.rest ?? children, definitions)
  if (alert) return [withText('callout', rich, { icon: { type: 'emoji', emoji: alert.emoji } }, below)]
  return rich.length + below.length === 0 ? [] : [withText('quote', rich, {}, below)]
}

/** `[!NOTE]` on the first line of a quote. */
function alertOf(children: readonly RootContent[]): { emoji: string; rest: RootContent[] } | null {
  const [first, ...others] = children
  if (first?.type !== 'paragraph') return null
  const [text, ...inline] = first.children
  const found = text?.type === 'text' ? /^\[!([A-Z]+)\](?:\s*\n|$)/.exec(text.value) : null
  const emoji = alerts.find(([alert]) => alert === found?.[1])?.[1]
  if (!found || !emoji || text?.type !== 'text') return null
  const left = text.value.slice(found[0].length)
  if (left === '' && inline[0]?.type === 'break') inline.shift()
  const kept: PhrasingContent[] = [...(left === '' ? [] : [{ type: 'text' as const, value: left }]), ...inline]
  return { emoji, rest: [...(kept.length > 0 ? [{ type: 'paragraph' as const, children: kept }] : []), ...others] }
}

function table(node: Table, inline: (nodes: readonly PhrasingContent[]) => TextRequest[]): Block {
  const width = Math.max(1, ...node.children.map(({ children }) => children.length))
  const rows = node.children.map((row) => {
    const cells = row.children.map(({ children }) => inline(children))
    return make('table_row', { cells: [...cells, ...Array.from({ length: width - cells.length }, () => [])] })
  })
  return make('table', { table_width: width, has_column_header: true, has_row_header: false }, rows)
}

/** null: it is no address from which Notion can show it. */
function imageOf(url: string, alt: string): Block | null {
  const caption = alt === '' ? [] : plainRichText(alt)
  if (/^https?:\/\/\S+$/.test(url) && url.length <= 2_000)
    return make('image', { type: 'external', external: { url }, caption })
  // One that lies in Notion: it is there, or it is lost.
  return url.startsWith(fileScheme)
    ? make('image', { type: 'file', fileOf: url.slice(fileScheme.length), caption })
    : null
}
