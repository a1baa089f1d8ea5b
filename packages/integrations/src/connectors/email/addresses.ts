import type { EmailSettings } from './settings.ts'

type Place = Pick<EmailSettings, 'address' | 'catchAll'>

/** What is sent to the address itself. */
export const ownAddress = '*'

/** Names under which a project can be reached. */
export const aliasForm = /^(?!r-)[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?$/

/** Behind this an answer's token stands. */
const replyPrefix = 'r-'

/** The address of an alias. */
export function addressOf({ address, catchAll }: Place, alias: string): string {
  if (alias === ownAddress) return address
  const [local = '', domain = ''] = split(address)
  return catchAll ? `${alias}@${domain}` : `${local}+${alias}@${domain}`
}

/** Where an answer to something of ours goes. */
export const replyAddressOf = (place: Place, token: string): string => addressOf(place, `${replyPrefix}${token}`)

/** What of an address is an alias of ours, or a token; null: it is none of ours. Mail servers know no case. */
export function readAddress({ address, catchAll }: Place, to: string): { alias: string } | { token: string } | null {
  const [own = '', ownDomain = ''] = split(address)
  const [local = '', domain = ''] = split(to.toLowerCase())
  if (domain !== ownDomain) return null
  if (local === own) return { alias: ownAddress }
  const tag = local.startsWith(`${own}+`) ? local.slice(own.length + 1) : catchAll ? local : null
  if (tag === null) return null
  return tag.startsWith(replyPrefix) ? { token: tag.slice(replyPrefix.length) } : { alias: tag }
}

function split(address: string): [string, string] {
  const at = address.lastIndexOf('@')
  return [address.slice(0, at), address.slice(at + 1)]
}
