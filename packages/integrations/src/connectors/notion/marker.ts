import type { TextRequest } from './blocks/rich-text.ts'
import type { RichText } from './wire.ts'

/** The property of a page in which the marker is. Notion hides nothing, but it asks for pages by their properties. */
export const markerProperty = 'Orchestrator ID'
/** Its page was made, but not all of its blocks. */
const unfinished = ' (unfinished)'

export const finishedMark = (marker: string): string => marker
export const unfinishedMark = (marker: string): string => `${marker}${unfinished}`
export const readMark = (text: string): { readonly marker: string | null; readonly finished: boolean } => {
  const said = text.trim()
  if (said === '') return { marker: null, finished: true }
  return said.endsWith(unfinished.trim())
    ? { marker: said.slice(0, -unfinished.trim().length).trim(), finished: false }
    : { marker: said, finished: true }
}

/** Comments have no properties: theirs is a link on a sign that nobody sees. `.invalid` leads nowhere, ever. */
const invisible = '\u2060'
const address = 'https://orchestrator.invalid/marker/'

export const markerText = (marker: string): TextRequest => ({
  type: 'text',
  text: { content: invisible, link: { url: `${address}${encodeURIComponent(marker)}` } },
})

export function splitMarker(text: RichText): { readonly text: RichText; readonly marker: string | null } {
  const isMark = ({ text: said }: RichText[number]) => said?.link?.url.startsWith(address) === true
  const url = text.find(isMark)?.text?.link?.url
  return {
    text: text.filter((one) => !isMark(one)),
    marker: url === undefined ? null : decoded(url.slice(address.length)),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
