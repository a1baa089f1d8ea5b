import type { BlockContent, List, ListItem, Paragraph, PhrasingContent, Table, TableCell } from 'mdast'
import { settled, writeMarkdown } from '../../../connector/write-markdown.ts'
import { RichText } from '../wire.ts'
import { alerts, type Block, fileScheme, isContainer, textOf } from './block.ts'
import { markdownToBlocks } from './from-markdown.ts'
import { fromLanguage } from './languages.ts'
import { toPhrasing } from './phrasing.ts'
import { fromRichText } from './rich-text.ts'
import { merged, type Run, trimmed } from './runs.ts'

/**
 * Blocks as Markdown. Those that Markdown cannot say (pages, databases, columns, synced blocks, files, embeds) are left out, and empty lines.
 * What is given stays the same when it is read and told again.
 */
export const blocksToMarkdown = (blocks: readonly Block[]): string =>
  settled(once(blocks), (text) => once(markdownToBlocks(text).map(answered)))

/** A row of a table has no Markdown of its own. */
export const printOf = (block: Block): string =>
  block.type === 'table_row'
    ? JSON.stringify(cellsOf(block).map((runs) => inlineText(runs)))
    : blocksToMarkdown([block])

/** Text of a line or more, without blocks. */
export const inlineText = (runs: readonly Run[]): string =>
  writeMarkdown([{ type: 'paragraph', children: toPhrasing(runs) }])

/** As Notion would tell what it is sent. */
export function answered(block: Block): Block {
  return { ...block, content: answer(block.content) as Block['content'], children: block.children.map(answered) }
}
function answer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(answer)
  if (typeof value !== 'object' || value === null) return value
  const { text, mention } = value as { text?: { content: string }; mention?: unknown }
  const told = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, answer(one)]))
  return text !== undefined || mention !== undefined
    ? { ...told, plain_text: text?.content ?? (value as { plain_text?: string }).plain_text ?? '@' }
    : told
}

const once = (blocks: readonly Block[]): string => writeMarkdown(contents(blocks))

const bullets = new Set(['bulleted_list_item', 'to_do', 'toggle'])
const kindOf = ({ type }: Block): 'bullet' | 'number' | 'other' =>
  bullets.has(type) ? 'bullet' : type === 'numbered_list_item' ? 'number' : 'other'

/** Items that stand together are one list. */
function contents(blocks: readonly Block[]): BlockContent[] {
  const found: BlockContent[] = []
  let last: 'bullet' | 'number' | 'other' = 'other'
  for (const one of blocks) {
    const kind = kindOf(one)
    const list = found.at(-1)
    if (kind === 'other') {
      const told = content(one)
      found.push(...told)
      if (told.length > 0) last = kind
    } else {
      if (kind === last && list?.type === 'list') list.children.push(item(one))
      else found.push(listOf([item(one)], kind === 'number'))
      last = kind
    }
  }
  return found
}

const listOf = (children: ListItem[], ordered: boolean): List => ({
  ...{ type: 'list', ordered, spread: false, children },
  ...(ordered && { start: 1 }),
})

function item(block: Block): ListItem {
  const children = [...paragraph(phrasing(block)), ...contents(block.children)]
  const checked = block.type === 'to_do' && children.length > 0 ? block.content['checked'] === true : null
  return { type: 'listItem', spread: false, checked, children }
}

const phrasing = (block: Block): PhrasingContent[] => toPhrasing(fromRichText(textOf(block)))
const paragraph = (children: PhrasingContent[]): Paragraph[] =>
  children.length === 0 ? [] : [{ type: 'paragraph', children }]
const oneLine = (children: PhrasingContent[]): PhrasingContent[] =>
  children.map((node) => (node.type === 'break' ? { type: 'text', value: ' ' } : node))

function content(block: Block): BlockContent[] {
  const own = ownContent(block)
  // What is moved in below it comes after it.
  return isContainer(block) ? own : [...own, ...contents(block.children)]
}

function ownContent(block: Block): BlockContent[] {
  const { type, content: told } = block
  switch (type) {
    case 'paragraph':
      return paragraph(phrasing(block))
    case 'heading_1':
    case 'heading_2':
    case 'heading_3':
    case 'heading_4': {
      const children = oneLine(phrasing(block))
      return children.length === 0 ? [] : [{ type: 'heading', depth: Number(type.at(-1)) as 1 | 2 | 3 | 4, children }]
    }
    case 'code': {
      const lang = fromLanguage(told['language'])
      const value = fromRichText(textOf(block))
        .map(({ text }) => text)
        .join('')
      return [{ type: 'code', ...(lang !== '' && { lang }), value }]
    }
    case 'equation':
      return [{ type: 'code', lang: 'math', value: String(told['expression'] ?? '') }]
    case 'quote': {
      const children = [...paragraph(phrasing(block)), ...contents(block.children)]
      return children.length === 0 ? [] : [{ type: 'blockquote', children }]
    }
    case 'callout':
      return callout(block)
    case 'divider':
      return [{ type: 'thematicBreak' }]
    case 'table':
      return table(block)
    case 'image':
      return image(block)
    case 'bookmark':
    case 'link_preview': {
      const url = String(told['url'] ?? '')
      return url === ''
        ? []
        : [{ type: 'paragraph', children: [{ type: 'link', url, children: [{ type: 'text', value: url }] }] }]
    }
    default:
      return []
  }
}

function callout(block: Block): BlockContent[] {
  const icon = block.content['icon'] as { emoji?: unknown } | null | undefined
  const alert = alerts.find(([, emoji]) => emoji === icon?.emoji)?.[0] ?? 'NOTE'
  const text = phrasing(block)
  const label: PhrasingContent = { type: 'html', value: text.length > 0 ? `[!${alert}]\n` : `[!${alert}]` }
  return [
    { type: 'blockquote', children: [{ type: 'paragraph', children: [label, ...text] }, ...contents(block.children)] },
  ]
}

function cellsOf({ content: { cells } }: Block): Run[][] {
  return Array.isArray(cells) ? cells.map((cell) => fromRichText(RichText.safeParse(cell).data ?? [])) : []
}

function table({ children }: Block): Table[] {
  const lineBreak: PhrasingContent = { type: 'html', value: '<br>' }
  const rows = children
    .filter(({ type }) => type === 'table_row')
    .map((row) =>
      cellsOf(row).map(
        (runs): TableCell => ({
          type: 'tableCell',
          children: toPhrasing(trimmed(merged(runs))).map((node) => (node.type === 'break' ? lineBreak : node)),
        }),
      ),
    )
  if (rows.length === 0 || rows[0]?.length === 0) return []
  return [{ type: 'table', children: rows.map((cells) => ({ type: 'tableRow', children: cells })) }]
}

function image({ id, content: told }: Block): BlockContent[] {
  const external = told['external'] as { url?: unknown } | undefined
  const file = id ?? (typeof told['fileOf'] === 'string' ? told['fileOf'] : '')
  const url = typeof external?.url === 'string' ? external.url : `${fileScheme}${file}`
  const alt = fromRichText(RichText.safeParse(told['caption']).data ?? [])
    .map(({ text }) => text)
    .join('')
  return [{ type: 'paragraph', children: [{ type: 'image', url, alt }] }]
}
