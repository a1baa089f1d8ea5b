import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'
import type { Env } from './api.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** From where a request comes, as limits count it. */
export type ClientAddress = (c: Context<Env>) => string

/** Whether this is an address or a network of addresses, e.g. `10.0.0.0/8`. */
export const isNetwork = (text: string): boolean => isIP(text) !== 0 || ipaddr.isValidCIDR(text)

/**
 * The address that connects. A trusted proxy is believed what it says in X-Forwarded-For: each proxy adds the address that
 * connected to it at the end, so from there on the first that is not trusted is the client, and what lies before it is hearsay.
 */
export function clientAddress(trusted: readonly string[]): ClientAddress {
  const networks = trusted.map((text) => ipaddr.parseCIDR(isIP(text) ? `${text}/${isIP(text) === 4 ? 32 : 128}` : text))
  const isTrusted = (address: Address) =>
    networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
  return (c) => {
    let client = parse(socketAddress(c))
    for (const hop of (c.req.header('x-forwarded-for') ?? '').split(',').reverse()) {
      if (!client || !isTrusted(client)) break
      const before = parse(hop.trim())
      if (!before) break
      client = before
    }
    return client ? countedAs(client) : 'unknown'
  }
}

function socketAddress(c: Context<Env>): string {
  try {
    return getConnInfo(c).remote.address ?? ''
  } catch {
    return ''
  }
}

/** Some proxies write the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function parse(text: string): Address | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  return isIP(bare) ? ipaddr.process(bare) : undefined
}

/** Who has one IPv6 address has its whole /64. */
const countedAs = (address: Address): string =>
  address.kind() === 'ipv4' ? address.toString() : ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()
