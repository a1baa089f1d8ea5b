import ipaddr from 'ipaddr.js'

/** Where a request may go and how much it may take. */
export interface GuardPolicy {
  readonly ports: readonly number[]
  /** Hosts (or `host:port`) that may be private: a self-hoster's own services. Exact names, no patterns. */
  readonly allowPrivateHosts: readonly string[]
  readonly maxResponseBytes: number
  readonly maxTimeoutMs: number
}

export const defaultGuardPolicy: GuardPolicy = {
  ports: [80, 443, 8080, 8443],
  allowPrivateHosts: [],
  maxResponseBytes: 1_000_000,
  maxTimeoutMs: 60_000,
}

/** Only addresses on the public internet: not this machine, its networks, a cloud's metadata, or a form that hides one of these. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` turns ::ffff:127.0.0.1 into 127.0.0.1. The forms that embed IPv4 (6to4, Teredo, NAT64) are ranges of their own, not unicast.
  return ipaddr.process(address).range() === 'unicast'
}

/** Whether the operator named this host as one of his own. */
export function isAllowedPrivateHost(policy: GuardPolicy, hostname: string, port: number): boolean {
  const host = hostname.toLowerCase()
  return policy.allowPrivateHosts.some(
    (entry) => entry.toLowerCase() === host || entry.toLowerCase() === `${host}:${port}`,
  )
}

/** What the operator sets so that this host is asked: the whole value, for setting it replaces what is there. The one wording for all who refuse. */
export function howToAllow(policy: Pick<GuardPolicy, 'allowPrivateHosts'>, hostname: string, port: number): string {
  const hosts = [...policy.allowPrivateHosts, `${hostname}:${port}`]
  return `an operator can allow it with ORCHESTRATOR_HTTP_ALLOW_HOSTS=${hosts.join(',')}`
}
