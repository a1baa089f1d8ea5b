import type { RichText } from '../wire.ts'
import { type Mark, marks, type Run } from './runs.ts'

const mostLetters = 2_000
const mostItems = 100

/** What Notion tells of text. Formulas and what is yet to come stay readable. */
export function fromRichText(text: RichText): Run[] {
  return text.map((item): Run => {
    const own = new Set<Mark>(marks.filter((mark) => item.annotations?.[mark]))
    const mention = item.mention as { type?: unknown; user?: { id?: unknown } } | undefined
    if (item.type === 'mention' && mention?.type === 'user' && typeof mention.user?.id === 'string')
      return { text: item.plain_text || '@', marks: own, link: null, user: mention.user.id }
    if (item.type === 'equation')
      return {
        text: `$${item.equation?.expression ?? item.plain_text}$`,
        marks: new Set([...own, 'code']),
        link: null,
        user: null,
      }
    const said = item.type === 'text' ? (item.text?.content ?? item.plain_text) : item.plain_text
    return { text: said, marks: own, link: item.text?.link?.url ?? absolute(item.href), user: null }
  })
}

/** Notion tells links to its own pages without its address. */
const absolute = (href: string | null | undefined): string | null =>
  href ? (href.startsWith('/') ? `https://www.notion.so${href}` : href) : null

export interface TextRequest {
  readonly type: string
  readonly text?: { readonly content: string; readonly link: { readonly url: string } | null }
  readonly mention?: { readonly type: 'user'; readonly user: { readonly id: string } }
  /** Of a mention, which Notion names by itself: not sent. */
  readonly plain_text?: string
  readonly annotations?: Readonly<Partial<Record<Mark, boolean>>>
}

/** As it is sent: no piece longer than Notion takes, and not more pieces than it takes; what is too much loses its marks. */
export function toRichText(runs: readonly Run[]): TextRequest[] {
  const all = runs.flatMap(request)
  if (all.length <= mostItems) return all
  const text = (item: TextRequest) => item.text?.content ?? ''
  const rest = pieces(
    all
      .slice(mostItems / 2)
      .map(text)
      .join(''),
  )
  return [...all.slice(0, mostItems / 2), ...rest.map(plain)].slice(0, mostItems)
}

const plain = (content: string): TextRequest => ({ type: 'text', text: { content, link: null } })
export const plainRichText = (text: string): TextRequest[] => pieces(text).slice(0, mostItems).map(plain)

function request(run: Run): TextRequest[] {
  const annotations = Object.fromEntries([...run.marks].map((mark) => [mark, true]))
  const marked = run.marks.size > 0 ? { annotations } : {}
  if (run.user !== null)
    return [{ type: 'mention', mention: { type: 'user', user: { id: run.user } }, plain_text: run.text, ...marked }]
  const link = run.link === null ? null : { url: run.link }
  return pieces(run.text).map((content) => ({ type: 'text', text: { content, link }, ...marked }))
}

/** No letter that takes two places is cut in the middle. */
function pieces(text: string): string[] {
  const found: string[] = []
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + mostLetters)
    if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end--
    found.push(text.slice(at, end))
    at = end
  }
  return found
}
