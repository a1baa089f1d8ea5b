import EmailReplyParser from 'email-reply-parser'
import TurndownService from 'turndown'
import { inTime } from '../../text/in-time.ts'
import { plainLinks } from './plain-links.ts'

/** Longer HTML is read as text without its tags: to make Markdown of it takes more time than its length. */
const mostHtml = 100_000
/** Of what is longer the end is left out, before anything looks at it. */
const mostText = 100_000
/** Beyond it a reply is taken as it is. */
const mostReply = 20_000
/** Anybody can send a message, and the same thread serves all workspaces: whatever was thought up takes no longer. */
const mostMs = 1_000

const turndown = new TurndownService({
  headingStyle: 'atx',
  codeBlockStyle: 'fenced',
  bulletListMarker: '-',
  emDelimiter: '*',
})
turndown.remove(['style', 'script', 'title', 'head', 'meta'])
// Pictures that are loaded tell who reads; those within are not kept.
turndown.addRule('no pictures', { filter: 'img', replacement: () => '' })
plainLinks(turndown)

/** What was written, as Markdown. */
export function textOfMail(text: string | undefined, html: string | false | undefined): string {
  const plain = tidy(text ?? '')
  if (typeof html !== 'string' || html === '') return plain
  const markdown = html.length > mostHtml ? null : attempt(() => tidy(turndown.turndown(html)))
  // What cannot be read as HTML is read as text.
  return markdown || plain || tidy(withoutTags(html))
}

/** What somebody wrote into an answer: without what they quote, and without their signature. */
export function replyIn(text: string): string {
  const quoted = tidy(text)
  if (quoted.length > mostReply) return quoted
  return attempt(() => new EmailReplyParser().read(quoted).getVisibleText().trim()) ?? quoted
}

/** @returns null: it threw, or took too long */
function attempt<T>(work: () => T): T | null {
  try {
    return inTime(mostMs, work)
  } catch {
    return null
  }
}

/** In one go over it, for what is too long or too deep for a reader of HTML. */
function withoutTags(html: string): string {
  let out = ''
  let at = 0
  while (at < html.length && out.length < mostText) {
    const open = html.indexOf('<', at)
    out += html.slice(at, open < 0 ? undefined : open)
    if (open < 0) break
    const hidden = /^<(style|script|title)\b/i.exec(html.slice(open, open + 8))?.[1]
    const end = html.indexOf('>', hidden === undefined ? open : closing(html, hidden, open))
    if (end < 0) break
    if (/^<(?:br|\/p|\/div|\/tr|\/li|\/h)/i.test(html.slice(open, open + 5))) out += '\n'
    at = end + 1
  }
  return out
}

/** Where an element ends whose text nobody sees; the end, where it does not. */
function closing(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}`, 'gi')
  end.lastIndex = from
  return end.exec(html)?.index ?? html.length
}

/** No expression that goes back and forth: what it reads may be anything. */
const tidy = (text: string) =>
  text
    .slice(0, mostText)
    .replace(/\r\n?/g, '\n')
    .replace(/\u00a0/g, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
