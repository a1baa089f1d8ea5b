import type { AdfNode } from '../../../connectors/jira/adf/adf.ts'

// What each node may hold, from the public description of the Atlassian Document Format.

const inline = ['text', 'hardBreak', 'mention', 'emoji', 'date', 'status', 'inlineCard', 'mediaInline']
const lists = ['bulletList', 'orderedList', 'taskList']
const cell = ['paragraph', 'heading', ...lists, 'codeBlock', 'blockquote', 'panel', 'rule', 'mediaSingle', 'mediaGroup']

const children: Readonly<Record<string, readonly string[]>> = {
  doc: [...cell, 'table', 'expand', 'decisionList', 'blockCard', 'embedCard', 'layoutSection', 'extension'],
  paragraph: inline,
  heading: inline,
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', ...lists, 'codeBlock', 'mediaSingle'],
  taskList: ['taskItem', 'taskList'],
  taskItem: inline,
  codeBlock: ['text'],
  blockquote: ['paragraph', ...lists, 'codeBlock', 'mediaSingle', 'mediaGroup'],
  panel: ['paragraph', 'heading', ...lists],
  table: ['tableRow'],
  tableRow: ['tableHeader', 'tableCell'],
  tableHeader: cell,
  tableCell: cell,
  mediaSingle: ['media', 'caption'],
  mediaGroup: ['media'],
  expand: cell,
  decisionList: ['decisionItem'],
  decisionItem: inline,
  layoutSection: ['layoutColumn'],
  layoutColumn: [...cell, 'table'],
  caption: inline,
}
const leaves = [...inline, 'rule', 'media', 'blockCard', 'embedCard', 'extension']
const filled = [
  'bulletList',
  'orderedList',
  'listItem',
  'taskList',
  'blockquote',
  'panel',
  'table',
  'tableRow',
  'mediaSingle',
]
const marks = [
  'strong',
  'em',
  'strike',
  'underline',
  'code',
  'link',
  'subsup',
  'textColor',
  'backgroundColor',
  'annotation',
]

/** What is wrong with a document; null: nothing. */
export function adfFault(node: AdfNode, path = 'doc'): string | null {
  const allowed = children[node.type]
  if (allowed === undefined && !leaves.includes(node.type)) return `${path}: ${node.type} is unknown`
  if (node.type === 'text') return textFault(node, path)
  const content = node.content ?? []
  if (filled.includes(node.type) && content.length === 0) return `${path}: ${node.type} is empty`
  if (node.type === 'listItem' && !['paragraph', 'codeBlock', 'mediaSingle'].includes(content[0]?.type ?? ''))
    return `${path}: a listItem begins with ${content[0]?.type}`
  if (node.type === 'taskList' && content[0]?.type !== 'taskItem') return `${path}: a taskList begins with no taskItem`
  if (node.type === 'taskItem' && !['TODO', 'DONE'].includes(String(node.attrs?.['state']))) return `${path}: no state`
  if (['taskItem', 'taskList'].includes(node.type) && typeof node.attrs?.['localId'] !== 'string')
    return `${path}: no localId`
  if (node.type === 'heading' && ![1, 2, 3, 4, 5, 6].includes(Number(node.attrs?.['level']))) return `${path}: level`
  if (node.type === 'mention' && !node.attrs?.['id']) return `${path}: a mention of nobody`
  for (const [n, child] of content.entries()) {
    if (!allowed?.includes(child.type)) return `${path}: ${child.type} in ${node.type}`
    if (node.type === 'codeBlock' && child.marks?.length) return `${path}: marks in code`
    const fault = adfFault(child, `${path}/${child.type}[${n}]`)
    if (fault !== null) return fault
  }
  return null
}

function textFault({ text, marks: given = [] }: AdfNode, path: string): string | null {
  if (!text) return `${path}: empty text`
  const types = given.map(({ type }) => type)
  if (new Set(types).size !== types.length) return `${path}: a mark twice`
  const unknown = types.find((type) => !marks.includes(type))
  if (unknown) return `${path}: mark ${unknown}`
  if (types.includes('code') && types.some((type) => !['code', 'link', 'annotation'].includes(type)))
    return `${path}: code beside ${types.join()}`
  const href = given.find(({ type }) => type === 'link')?.attrs?.['href']
  return types.includes('link') && !href ? `${path}: a link to nowhere` : null
}
