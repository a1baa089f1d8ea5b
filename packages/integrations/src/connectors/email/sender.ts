type Headers = readonly { readonly name: string; readonly value: string }[]

/**
 * Whether the server that took a message in says that it comes from where its sender is. Only the topmost line of that server counts: what
 * lies below was there when the message came.
 */
export function isAuthenticated(headers: Headers, authServer: string, address: string): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  const line = headers.find(({ name, value }) => name === 'authentication-results' && serverOf(value) === authServer)
  if (line === undefined || domain === '') return false
  return plain(line.value)
    .split(';')
    .slice(1)
    .some((result) => {
      const [, method, verdict] = /^\s*([a-z-]+)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)/i.exec(result) ?? []
      if (verdict?.toLowerCase() !== 'pass') return false
      const of = (property: string) =>
        new RegExp(`\\s${property.replace('.', '\\.')}\\s*=\\s*([^\\s;]+)`, 'i').exec(result)?.[1]?.toLowerCase()
      switch (method?.toLowerCase()) {
        case 'dmarc':
          return of('header.from') === domain
        case 'dkim': {
          const signer = of('header.d') ?? domainOf(of('header.i'))
          return signer === domain || (signer?.includes('.') === true && domain.endsWith(`.${signer}`))
        }
        case 'spf':
          return domainOf(of('smtp.mailfrom')) === domain
        default:
          return false
      }
    })
}

const domainOf = (address: string | undefined) => address?.slice(address.lastIndexOf('@') + 1)

const serverOf = (value: string) => /^\s*([^\s;]+)/.exec(plain(value))?.[1]?.toLowerCase()

/** Without comments and quoted words: there a sender may write what looks like a result. */
function plain(value: string): string {
  let out = ''
  let depth = 0
  let quoted = false
  for (let at = 0; at < value.length; at++) {
    const sign = value[at]
    if (sign === '\\') at++
    else if (sign === '"' && depth === 0) quoted = !quoted
    else if (quoted) continue
    else if (sign === '(') depth++
    else if (sign === ')') depth = Math.max(0, depth - 1)
    else if (depth === 0) out += sign
  }
  return out
}

/** Why nobody wrote it: an answer to it would go on for ever, and what it says is nobody's word. null: a person did. */
export function automaticBy(headers: Headers): string | null {
  const value = (name: string) => headers.find((one) => one.name === name)?.value.toLowerCase()
  const submitted = value('auto-submitted')
  if (submitted !== undefined && !/^no\b/.test(submitted))
    return `it was sent automatically (Auto-Submitted: ${submitted})`
  if (/^(bulk|junk|list|auto_reply)\b/.test(value('precedence') ?? ''))
    return `it is bulk mail (Precedence: ${value('precedence')})`
  for (const name of ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-response-suppress', 'list-id'])
    if (value(name) !== undefined) return `it was sent automatically (${name})`
  if (value('return-path') === '<>') return 'it is a bounce (an empty Return-Path)'
  if (/^multipart\/report\b/.test(value('content-type') ?? '')) return 'it is a report of a mail server'
  if (/\b(mailer-daemon|postmaster)@/.test(value('from') ?? '')) return 'a mail server wrote it'
  return null
}
