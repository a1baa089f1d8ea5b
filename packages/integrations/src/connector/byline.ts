import { writeMarkdown } from './write-markdown.ts'

const mostName = 200
/** Services write a name in their own ways: signs with a meaning are escaped, and an address in it becomes a link. */
const bylineAtStart = /^\[?\*\*[^\n]{1,1500}(?:\*\*|\)) wrote:(?:\n+|$)/

/** A text with who wrote it at its beginning: services say of all that is written from here that the connected account wrote it. */
export function withByline(text: string, writer: string): string {
  const value = writer.replace(/\s+/g, ' ').trim().slice(0, mostName).toWellFormed()
  const name = { type: 'strong' as const, children: [{ type: 'text' as const, value }] }
  const line = writeMarkdown([{ type: 'paragraph', children: [name, { type: 'text', value: ' wrote:' }] }])
  return `${line}\n\n${text}`
}

/** The same text as it is here, however its service writes Markdown. */
export const withoutByline = (text: string): string => text.replace(bylineAtStart, '')
