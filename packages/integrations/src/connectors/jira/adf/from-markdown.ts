import type { Definition, List, ListItem, PhrasingContent, Root, RootContent, Table } from 'mdast'
import { ProviderError } from '../../../connector/provider-error.ts'
import { oneLine } from '../../../text/one-line.ts'
import { readMarkdown } from '../../../text/read-markdown.ts'
import { provider } from '../failures.ts'
import { type AdfDoc, type AdfNode, mediaScheme, panels } from './adf.ts'
import { type Definitions, toInline } from './inline.ts'

/** Markdown as a document that Jira takes. */
export const markdownToAdf = (markdown: string): AdfDoc => fromMarkdownOnce(markdown)

export const fromMarkdownOnce = (markdown: string): AdfDoc =>
  readMarkdown(markdown, documentOf, (message) => new ProviderError(provider, 'invalid', message))

function documentOf(root: Root): AdfDoc {
  const definitions = new Map(
    root.children
      .filter((node): node is Definition => node.type === 'definition')
      .map((node) => [node.identifier.toLowerCase(), node]),
  )
  return { type: 'doc', version: 1, content: new Blocks(definitions).all(root.children, 'doc') }
}

/** Where a block stands decides what it may be: lists and quotes hold no headings, tables or rules in Jira. */
type Place = 'doc' | 'panel' | 'quote' | 'item'

class Blocks {
  readonly #definitions: Definitions
  #tasks = 0

  constructor(definitions: Definitions) {
    this.#definitions = definitions
  }

  all(nodes: readonly RootContent[], place: Place): AdfNode[] {
    return nodes.flatMap((node) => this.#one(node, place))
  }

  #inline(nodes: readonly PhrasingContent[]): AdfNode[] {
    return toInline(nodes, this.#definitions)
  }

  #one(node: RootContent, place: Place): AdfNode[] {
    switch (node.type) {
      case 'paragraph': {
        const [only] = node.children
        const media = only?.type === 'image' && node.children.length === 1 ? mediaOf(only.url, only.alt ?? '') : null
        if (media && place !== 'panel') return [{ type: 'mediaSingle', attrs: { layout: 'center' }, content: [media] }]
        return paragraph(this.#inline(node.children))
      }
      case 'heading': {
        const content = this.#inline(node.children)
        if (place === 'doc' || place === 'panel') return [{ type: 'heading', attrs: { level: node.depth }, content }]
        return paragraph(content.map(strong))
      }
      case 'thematicBreak':
        return place === 'doc' ? [{ type: 'rule' }] : paragraph([{ type: 'text', text: '———' }])
      case 'code': {
        const lang = node.lang?.trim()
        const content: AdfNode[] = node.value === '' ? [] : [{ type: 'text', text: node.value }]
        // A panel holds none in all versions of Jira's schema.
        if (place === 'panel') return paragraph(content.map((one) => ({ ...one, marks: [{ type: 'code' }] })))
        return [{ type: 'codeBlock', ...(lang && { attrs: { language: lang } }), content }]
      }
      case 'blockquote':
        return this.#quote(node.children, place)
      case 'list':
        return [this.#list(node)]
      case 'table':
        return place === 'doc' ? [this.#table(node)] : this.#rows(node)
      case 'html':
        return paragraph([{ type: 'text', text: oneLine(node.value) }])
      case 'footnoteDefinition': {
        const [first, ...rest] = this.all(node.children, place)
        const label: AdfNode = { type: 'text', text: `[^${node.identifier}]: ` }
        if (first?.type === 'paragraph') return [{ ...first, content: [label, ...(first.content ?? [])] }, ...rest]
        return [...paragraph([label]), ...(first ? [first] : []), ...rest]
      }
      default:
        return []
    }
  }

  #quote(children: readonly RootContent[], place: Place): AdfNode[] {
    const alert = place === 'doc' ? alertOf(children) : null
    if (alert) {
      const content = this.all(alert.rest, 'panel')
      const filled = content.length > 0 ? content : [{ type: 'paragraph', content: [] }]
      return [{ type: 'panel', attrs: { panelType: alert.panel }, content: filled }]
    }
    const content = this.all(children, place === 'doc' ? 'quote' : place)
    if (place !== 'doc') return content
    return content.length === 0 ? [] : [{ type: 'blockquote', content }]
  }

  #list(node: List): AdfNode {
    const tasks = node.ordered ? null : this.#taskList(node)
    if (tasks) return tasks
    const content = node.children.map((item): AdfNode => {
      const inner = this.all(item.children, 'item')
      const box = item.checked === null || item.checked === undefined ? '' : item.checked ? '☑ ' : '☐ '
      const first = inner[0]
      const opens = first?.type === 'paragraph' || first?.type === 'mediaSingle' || first?.type === 'codeBlock'
      const all = opens ? inner : [{ type: 'paragraph', content: [] }, ...inner]
      return { type: 'listItem', content: box === '' ? all : boxed(box, all) }
    })
    if (!node.ordered) return { type: 'bulletList', content }
    return { type: 'orderedList', attrs: { order: node.start ?? 1 }, content }
  }

  /** null: its items hold more than a task of Jira can, or not all of them are tasks. */
  #taskList(node: List): AdfNode | null {
    if (!isTaskList(node)) return null
    const content = node.children.flatMap((item): AdfNode[] => {
      const [text, nested] = item.children
      const localId = `task-${++this.#tasks}`
      const own: AdfNode = {
        type: 'taskItem',
        attrs: { localId, state: item.checked ? 'DONE' : 'TODO' },
        content: text?.type === 'paragraph' ? this.#inline(text.children) : [],
      }
      const below = nested?.type === 'list' ? this.#taskList(nested) : null
      return below ? [own, below] : [own]
    })
    return { type: 'taskList', attrs: { localId: `tasks-${++this.#tasks}` }, content }
  }

  #table(node: Table): AdfNode {
    const content = node.children.map(
      (row, n): AdfNode => ({
        type: 'tableRow',
        content: row.children.map((cell) => ({
          type: n === 0 ? 'tableHeader' : 'tableCell',
          attrs: {},
          content: [{ type: 'paragraph', content: this.#inline(cell.children) }],
        })),
      }),
    )
    return { type: 'table', attrs: { isNumberColumnEnabled: false, layout: 'default' }, content }
  }

  #rows(node: Table): AdfNode[] {
    return node.children.flatMap((row) =>
      paragraph(
        row.children.flatMap((cell, n) => [
          ...(n > 0 ? [{ type: 'text', text: ' | ' }] : []),
          ...this.#inline(cell.children),
        ]),
      ),
    )
  }
}

const paragraph = (content: readonly AdfNode[]): AdfNode[] =>
  content.length === 0 ? [] : [{ type: 'paragraph', content }]

const strong = (node: AdfNode): AdfNode =>
  node.type !== 'text' || node.marks?.some(({ type }) => type === 'code' || type === 'strong')
    ? node
    : { ...node, marks: [...(node.marks ?? []), { type: 'strong' }] }

function boxed(box: string, [first, ...rest]: readonly AdfNode[]): AdfNode[] {
  const label: AdfNode = { type: 'text', text: box }
  if (first?.type === 'paragraph') return [{ ...first, content: [label, ...(first.content ?? [])] }, ...rest]
  return [{ type: 'paragraph', content: [label] }, ...(first ? [first] : []), ...rest]
}

const isTaskList = (node: List): boolean => !node.ordered && node.children.length > 0 && node.children.every(isTask)
function isTask(item: ListItem): boolean {
  const [text, nested, ...more] = item.children
  if (typeof item.checked !== 'boolean' || more.length > 0 || text?.type !== 'paragraph') return false
  return nested === undefined || (nested.type === 'list' && isTaskList(nested))
}

/** `[!NOTE]` on the first line of a quote. */
function alertOf(children: readonly RootContent[]): { panel: string; rest: RootContent[] } | null {
  const [first, ...others] = children
  if (first?.type !== 'paragraph') return null
  const [text, ...inline] = first.children
  const found = text?.type === 'text' ? /^\[!([A-Z]+)\](?:\s*\n|$)/.exec(text.value) : null
  const panel = panels.find(([, alert]) => alert === found?.[1])?.[0]
  if (!found || !panel || text?.type !== 'text') return null
  const left = text.value.slice(found[0].length)
  if (left === '' && inline[0]?.type === 'break') inline.shift()
  const kept: PhrasingContent[] = [...(left === '' ? [] : [{ type: 'text' as const, value: left }]), ...inline]
  return { panel, rest: [...(kept.length > 0 ? [{ type: 'paragraph' as const, children: kept }] : []), ...others] }
}

function mediaOf(url: string, alt: string): AdfNode | null {
  const named = alt === '' ? {} : { alt }
  if (/^https?:\/\//.test(url)) return { type: 'media', attrs: { type: 'external', url, ...named } }
  if (!url.startsWith(mediaScheme)) return null
  const [id = '', collection = ''] = url.slice(mediaScheme.length).split('/').map(decoded)
  return id === '' ? null : { type: 'media', attrs: { type: 'file', id, collection, ...named } }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
