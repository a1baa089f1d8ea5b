import { endpointRightLost, type Role, type WebhookEndpoint } from '@orchestrator/domain'
import type { Tx } from '@orchestrator/store'

/** An endpoint whose owner has lost the right to have events sent there, and why. */
export interface LostRight {
  readonly endpoint: WebhookEndpoint
  readonly reason: string
}

/** Of these endpoints, those whose owners may not have events sent any more: asked as it is now, within the round that would send. */
export async function lostRights(
  tx: Tx,
  workspaceId: string,
  endpoints: readonly WebhookEndpoint[],
): Promise<LostRight[]> {
  if (endpoints.length === 0) return []
  const owners = [...new Set(endpoints.map(({ ownerId }) => ownerId))]
  const rows = await tx<{ id: string; role: Role }[]>`
    select id, role from members where workspace_id = ${workspaceId} and id = any(${owners}::uuid[]) and removed_at is null`
  const roles = new Map(rows.map(({ id, role }) => [id, role]))
  return endpoints.flatMap((endpoint) => {
    const reason = endpointRightLost(endpoint, roles.get(endpoint.ownerId))
    return reason === null ? [] : [{ endpoint, reason }]
  })
}
