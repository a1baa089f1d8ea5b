import { createHash } from 'node:crypto'

/** How far headers are looked through. */
const mostHead = 256 * 1024

/** The header lines of a message, unfolded, the topmost first; names in lower case. */
export function headersOf(mime: Buffer): { readonly name: string; readonly value: string }[] {
  const head = mime.toString('latin1', 0, mostHead)
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length
  return head
    .slice(0, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const at = line.indexOf(':')
      return at < 1 ? [] : [{ name: line.slice(0, at).trim().toLowerCase(), value: line.slice(at + 1).trim() }]
    })
}

/** To whom it was brought, for those who stand in no To and no Cc. */
export const deliveredTo = (headers: ReturnType<typeof headersOf>): string[] =>
  headers
    .filter(({ name }) => ['delivered-to', 'x-original-to', 'envelope-to'].includes(name))
    .map(({ value }) => value.replace(/^<|>$/g, '').trim())

/** What a message is known by, whoever brings it; of one without an id what it says. */
export function messageIdOf(mime: Buffer): string {
  const id = headersOf(mime).find(({ name }) => name === 'message-id')?.value
  const [known] = /<[^<>\s]{1,400}>/.exec(id ?? '') ?? []
  return known ?? `sha256 ${createHash('sha256').update(mime).digest('hex')}`
}
