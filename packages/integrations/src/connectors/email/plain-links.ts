import type TurndownService from 'turndown'

const followed = /^\s*(?:https?:\/\/|mailto:)/i

/** A link of a mail that leads to no page and to nobody, e.g. `javascript:`, is its words alone: anybody may write mails. */
export function plainLinks(turndown: TurndownService): void {
  turndown.addRule('links that lead nowhere', {
    filter: (node) => node.nodeName === 'A' && !followed.test(node.getAttribute('href') ?? ''),
    replacement: (content) => content,
  })
}
