import { beginningOf } from '@orchestrator/domain'
import type { RuntimeHttpResponse } from '@orchestrator/sdk/runtime'

/** What a run's history keeps of an answer. */
export interface KeptResponse extends RuntimeHttpResponse {
  /** What was left out or cut off: the answer is not whole any more, and cannot be given to a run that is done over. */
  readonly redacted?: true
  readonly cut?: true
}

const mostCharacters = 64 * 1024
const mark = '[redacted]'

/** Names of headers, parameters and fields that carry what lets somebody in. */
const secret =
  /authorization|cookie|token|secret|signature|password|passwd|passphrase|credential|(?:api|access|private)[-_]?key|(?:^|[-_])(?:auth|jwt|otp|pwd|session[-_]?id)(?:$|[-_])/i
/** Too common as a name of anything else to be taken out of a body. */
const secretParameter = /^(?:key|sig|code|hash)$/i

/** The answer as all who may read runs may see it: without credentials, and not longer than a page of a history should be. */
export function redactResponse({ status, headers, body }: RuntimeHttpResponse): KeptResponse {
  const kept = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secret.test(name) ? mark : redactText(value)]),
  )
  const text = redactText(body)
  const redacted = text !== body || Object.entries(kept).some(([name, value]) => value !== headers[name])
  const cut = text.length > mostCharacters
  return {
    status,
    headers: kept,
    body: cut ? `${beginningOf(text, mostCharacters)}…` : text,
    ...(redacted && { redacted }),
    ...(cut && { cut }),
  }
}

/** Takes credentials out of addresses, forms, JSON and XML. On the text, so that what is broken hides nothing and the rest stays as it was. */
const redactText = (text: string): string =>
  redactFields(text)
    .replace(/(^|[?&])([^=&?\s"'<>]{1,100})=([^&\s"'<>#]+)/g, (all, before: string, name: string) =>
      secret.test(name) || (before !== '' && secretParameter.test(name)) ? `${before}${name}=${mark}` : all,
    )
    .replace(
      /<([^<>\s/!?"'=]{1,100})(\s[^<>]{0,300})?>(?:<!\[CDATA\[)?([^<]+)/g,
      (all, name: string, attributes: string | undefined, value: string) =>
        secret.test(name) && value.trim() !== '' ? `<${name}${attributes ?? ''}>${mark}` : all,
    )

function redactFields(text: string): string {
  let [kept, from] = ['', 0]
  for (const { 0: field, 1: name = '', index } of text.matchAll(/"([^"\\]{1,100})"\s*:\s*/g)) {
    const start = index + field.length
    if (index < from || !secret.test(name)) continue
    const end = endOfValue(text, start)
    if (isHarmless(name, text.slice(start, end))) continue
    kept += `${text.slice(from, start)}"${mark}"`
    from = end
  }
  return kept + text.slice(from)
}

/** `"password": null` tells nothing; `"total_tokens": 812` is a count, as those who sell tokens give it. */
const isHarmless = (name: string, value: string) =>
  /^(?:|null|true|false)$/.test(value) || (/tokens$/i.test(name) && /^\d+$/.test(value))

/** Where the JSON value ends that begins here: at the end of the text, when it is cut off. */
function endOfValue(text: string, start: number): number {
  const opens = /["[{]/.test(text[start] ?? '')
  const special = opens ? /["[\]{}]/g : /[",[\]{}\s]/g
  special.lastIndex = start
  let depth = 0
  for (let found = special.exec(text); found; found = special.exec(text)) {
    if (!opens) return found.index
    if (found[0] === '"') special.lastIndex = endOfString(text, special.lastIndex)
    else depth += /[[{]/.test(found[0]) ? 1 : -1
    if (depth === 0) return special.lastIndex
  }
  return text.length
}

/** Not by an expression for the whole of it, which runs out of stack where the text is long. */
function endOfString(text: string, start: number): number {
  const special = /["\\]/g
  special.lastIndex = start
  for (let found = special.exec(text); found; found = special.exec(text)) {
    if (found[0] === '"') return special.lastIndex
    special.lastIndex++
  }
  return text.length
}
