import type { WebhookEndpoint } from '../entities/webhook-endpoint.ts'
import { auditEventTypes } from '../events/audit.ts'
import { may, type Permission, type Role } from '../permissions.ts'

/**
 * Why an endpoint may not be sent events any more, in words; null: it may. Events go out with the rights that its owner has now.
 * @param role of its owner; undefined: they have left
 */
export function endpointRightLost(
  { eventTypes }: Pick<WebhookEndpoint, 'eventTypes'>,
  role: Role | undefined,
): string | null {
  if (role === undefined) return 'its owner has left the workspace'
  const audited = eventTypes.some((type) => auditEventTypes.has(type))
  const needed: readonly Permission[] = ['integration.manage', ...(audited ? (['audit.read'] as const) : [])]
  const rights = { role, projectRoles: new Map(), scopes: null }
  const lost = needed.find((permission) => !may(rights, permission, null))
  return lost === undefined ? null : `its owner does not have the permission ${lost} any more`
}
