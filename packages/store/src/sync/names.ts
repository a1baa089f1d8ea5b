import type { Names } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { ConnectionRef } from './claims.ts'
import type { SyncState } from './state.ts'

/**
 * Who is whom, and which task is which item, of those that are named here.
 * @param wanted ids of tasks here, and of items there of the type of tasks
 */
export async function findNames(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  users: SyncState['users'],
  type: string,
  projectId: string,
  wanted: { readonly entityIds: readonly string[]; readonly externalIds: readonly string[] },
): Promise<Names> {
  const rows =
    wanted.entityIds.length + wanted.externalIds.length === 0
      ? []
      : await tx<{ entityId: string; externalId: string }[]>`
          select x.entity_id, x.external_id from external_items x
          join mappings m on m.workspace_id = x.workspace_id and m.id = x.mapping_id and m.project_id = ${projectId}
          where x.workspace_id = ${workspaceId} and x.connection_id = ${connectionId} and x.type = ${type} and x.external_id is not null
            and (x.entity_id = any(${wanted.entityIds as string[]}::uuid[]) or x.external_id = any(${wanted.externalIds as string[]}::text[]))`
  const entityOf = new Map(rows.map(({ entityId, externalId }) => [externalId, entityId]))
  const externalOf = new Map(rows.map(({ entityId, externalId }) => [entityId, externalId]))
  const memberOf = new Map(users.map(({ externalUserId, memberId }) => [externalUserId, memberId]))
  const userOf = new Map([...users].reverse().map(({ externalUserId, memberId }) => [memberId, externalUserId]))
  return {
    memberOf: (user) => memberOf.get(user) ?? null,
    userOf: (member) => userOf.get(member) ?? null,
    entityOf: (externalId) => entityOf.get(externalId) ?? null,
    externalOf: (entityId) => externalOf.get(entityId) ?? null,
  }
}
