const isLoopback = (hostname: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname)

/**
 * Whether passwords and e-mail go over an encrypted connection or not at all: yes, but to this machine itself, and where the address
 * says `?tls=optional`.
 */
export function requiresTls(url: string): boolean {
  const { protocol, hostname, searchParams } = new URL(url)
  if (protocol === 'smtps:') return true
  const said = searchParams.get('tls')
  return said === null ? !isLoopback(hostname) : said !== 'optional'
}
