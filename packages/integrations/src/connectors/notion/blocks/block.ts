import * as z from 'zod'
import { RichText, type WireBlock } from '../wire.ts'

/** A block of a page, with those below it. */
export interface Block {
  /** null: it is yet to be made. */
  readonly id: string | null
  readonly type: string
  /** What Notion keeps under the name of the type. */
  readonly content: Readonly<Record<string, unknown>>
  readonly children: readonly Block[]
}

const Content = z.record(z.string(), z.unknown()).catch({})

export const toBlock = (wire: WireBlock, children: readonly Block[]): Block => ({
  ...{ id: wire.id, type: wire.type, content: Content.parse(wire[wire.type]), children },
})

const Texts = z.object({ rich_text: RichText }).loose()

/** The text of a block; of those that hold none, none. */
export const textOf = ({ content }: Block): RichText => Texts.safeParse(content).data?.rich_text ?? []

/** What is below these belongs to them; below others it is only moved in, and comes after them in Markdown. */
const containers = new Set([
  ...['bulleted_list_item', 'numbered_list_item', 'to_do', 'toggle', 'quote', 'callout', 'table'],
])
export const isContainer = ({ type }: Block): boolean => containers.has(type)

const texts = new Set([
  ...['paragraph', 'heading_1', 'heading_2', 'heading_3', 'heading_4', 'code'],
  ...['bulleted_list_item', 'numbered_list_item', 'to_do', 'toggle', 'quote', 'callout'],
])
/** Its text can be changed where it stands. */
export const hasText = ({ type }: Block): boolean => texts.has(type)

/** Whose children are read: of others (pages, columns, synced blocks) nothing is told here. */
export const isRead = ({ type }: WireBlock): boolean => containers.has(type) || texts.has(type)

/** Links in Markdown that are something else in Notion. */
export const userScheme = 'notion-user:'
export const fileScheme = 'notion-file:'

/** Callouts by their sign, and the alerts of Markdown: `> [!NOTE]`. */
export const alerts: readonly (readonly [alert: string, emoji: string])[] = [
  ['NOTE', 'ℹ️'],
  ['TIP', '💡'],
  ['IMPORTANT', '❗'],
  ['WARNING', '⚠️'],
  ['CAUTION', '⛔'],
]
