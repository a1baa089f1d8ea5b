import { AppError } from '@orchestrator/domain'

const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses pages of other origins: one whose name was made to lead here (DNS rebinding) would have this as its own server. Programs
 * send no Origin.
 *
 * Source: Model Context Protocol, 2025-11-25, Transports, Security Warning.
 * @throws AppError `forbidden`
 */
export function requireOwnOrigin(origin: string | undefined, publicUrl: string | null | undefined): void {
  if (origin === undefined) return
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url && (ownMachine.has(url.hostname) || (publicUrl && new URL(publicUrl).origin === url.origin))) return
  throw new AppError('forbidden', 'pages of this origin may not call; see docs/mcp.md', { details: { origin } })
}
