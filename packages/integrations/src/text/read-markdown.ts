import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { inTime, tookTooMuch } from './in-time.ts'

const mostMs = 2_000

/**
 * Makes something of Markdown. Its reader takes time with the square of the marks that nothing closes, and as much stack as it is deep.
 * @param refuse for what takes too long or is too deep
 */
export function readMarkdown<T>(markdown: string, make: (root: Root) => T, refuse: (message: string) => Error): T {
  try {
    return inTime(mostMs, () =>
      make(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })),
    )
  } catch (error) {
    if (!tookTooMuch(error)) throw error
    throw refuse('the Markdown is nested too deep, or has too many marks that nothing closes')
  }
}
