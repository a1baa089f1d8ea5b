import type { BlockContent, Link } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { defaultHandlers, type State, toMarkdown } from 'mdast-util-to-markdown'

const mostTurns = 4

/** Markdown as this platform writes it, of what a service says in a form of its own. */
export const writeMarkdown = (children: BlockContent[]): string =>
  toMarkdown(
    { type: 'root', children },
    {
      extensions: [gfmToMarkdown({ tablePipeAlign: false })],
      handlers: { link },
      bullet: '-',
      rule: '-',
      listItemIndent: 'one',
      resourceLink: false,
    },
  ).trim()

/** A fixed point: read and told again it is the same text, so that a sync never sees a change in it. */
export function settled(text: string, toldAgain: (text: string) => string): string {
  let last = text
  for (let turn = 0; turn < mostTurns; turn++) {
    const next = toldAgain(last)
    if (next === last) break
    last = next
  }
  return last
}

/** What CommonMark 0.31 (6.5) takes between `<` and `>`. */
const label = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?'
const email = new RegExp(`^[a-z\\d.!#$%&'*+/=?^_\`{|}~-]+@${label}(?:\\.${label})*$`, 'i')

/** GFM finds addresses in more texts than that: each telling would put more brackets around them. */
function isText({ url, children: [only, ...more] }: Link): boolean {
  const said = only?.type === 'text' && more.length === 0 ? only.value : null
  return said !== null && url === `mailto:${said}` && !email.test(said)
}

type Handle = typeof defaultHandlers.link
function link(...[node, parent, state, info]: Parameters<Handle>): string {
  return isText(node) ? state.containerPhrasing(node, info) : defaultHandlers.link(node, parent, state, info)
}
link.peek = (node: Link, parent: Parameters<Handle>[1], state: State) => defaultHandlers.link.peek(node, parent, state)
