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
    body: cut ? `${text.slice(0, mostCharacters)}…` : text,
    ...(redacted && { redacted }),
    ...(cut && { cut }),
  }
}

/** Takes credentials out of addresses, forms and JSON. On the text, so that broken JSON hides nothing and the rest stays as it was. */
const redactText = (text: string): string =>
  text
    .replace(/(^|[?&])([^=&?\s"'<>]{1,100})=([^&\s"'<>#]+)/g, (all, before: string, name: string) =>
      secret.test(name) || (before !== '' && secretParameter.test(name)) ? `${before}${name}=${mark}` : all,
    )
    .replace(/"([^"\\]{1,100})"(\s{0,20}:\s{0,20})"(?:[^"\\]|\\.)*"/g, (all, name: string, colon: string) =>
      secret.test(name) ? `"${name}"${colon}"${mark}"` : all,
    )
