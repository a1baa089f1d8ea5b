import type { Definition, Root, RootContent } from 'mdast'
import { ProviderError } from '../../connector/provider-error.ts'
import { readMarkdown } from '../../text/read-markdown.ts'
import { fromRichText, type TextRequest, toRichText } from './blocks/rich-text.ts'
import { type Definitions, merged, type Run, toRuns } from './blocks/runs.ts'
import { inlineText } from './blocks/to-markdown.ts'
import { provider } from './failures.ts'
import { markerText, splitMarker } from './marker.ts'
import type { RichText } from './wire.ts'

const plain = (text: string): Run => ({ text, marks: new Set(), link: null, user: null })
const gap = plain('\n\n')

/** A comment is text without blocks: paragraphs stand apart by an empty line, the rest of Markdown stands as it is written. */
export function commentText(markdown: string, marker: string | null): TextRequest[] {
  const own = readMarkdown(
    markdown,
    (root) => textOf(root, markdown),
    (message) => new ProviderError(provider, 'invalid', message),
  )
  return marker === null ? own : [...own, markerText(marker)]
}

function textOf(root: Root, markdown: string): TextRequest[] {
  const definitions: Definitions = new Map(
    root.children
      .filter((node): node is Definition => node.type === 'definition')
      .map((node) => [node.identifier.toLowerCase(), node]),
  )
  const parts = root.children.map((node) => runsOf(node, markdown, definitions)).filter((runs) => runs.length > 0)
  const runs = parts.flatMap((part, n) => (n === 0 ? part : [gap, ...part]))
  return toRichText(merged(runs)).slice(0, 99)
}

function runsOf(node: RootContent, markdown: string, definitions: Definitions): Run[] {
  if (node.type === 'paragraph') return toRuns(node.children, definitions)
  if (node.type === 'definition') return []
  return [plain(markdown.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0))]
}

export function readComment(text: RichText): { readonly body: string; readonly marker: string | null } {
  const { text: own, marker } = splitMarker(text)
  const paragraphs = fromRichText(own).reduce<Run[][]>(
    (found, run) => {
      const [first = '', ...rest] = run.user === null ? run.text.split(/\n{2,}/) : [run.text]
      found.at(-1)?.push({ ...run, text: first })
      for (const one of rest) found.push([{ ...run, text: one }])
      return found
    },
    [[]],
  )
  return {
    body: paragraphs
      .map(inlineText)
      .filter((one) => one !== '')
      .join('\n\n'),
    marker,
  }
}
