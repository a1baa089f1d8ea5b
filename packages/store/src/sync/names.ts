import type { Names } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import type { ConnectionRef } from './claims.ts'
import type { SyncMapping, SyncState } from './state.ts'

/**
 * Who is whom, and which task is which item, of those that are named here. An item of another container may be a task of the same
 * project; but to a container one can only name what is in it.
 * @param wanted ids of tasks here, and of items there of the type of tasks
 */
export async function readNames(
  store: Store,
  { workspaceId, connectionId }: ConnectionRef,
  users: SyncState['users'],
  type: string,
  mapping: Pick<SyncMapping, 'id' | 'projectId'>,
  wanted: { readonly entityIds: readonly string[]; readonly externalIds: readonly string[] },
): Promise<Names> {
  const { entityIds, externalIds } = wanted
  // Of most things nothing is named.
  if (entityIds.length + externalIds.length === 0) return namesOf(users, [])
  const rows = await store.read(
    workspaceId,
    (tx) => tx<Link[]>`
      select x.entity_id, x.external_id, x.mapping_id = ${mapping.id} as is_near from external_items x
      join mappings m on m.workspace_id = x.workspace_id and m.id = x.mapping_id and m.project_id = ${mapping.projectId}
      where x.workspace_id = ${workspaceId} and x.connection_id = ${connectionId} and x.type = ${type} and x.external_id is not null
        and (x.entity_id = any(${entityIds as string[]}::uuid[]) or x.external_id = any(${externalIds as string[]}::text[]))`,
  )
  return namesOf(users, rows)
}

interface Link {
  readonly entityId: string
  readonly externalId: string
  readonly isNear: boolean
}

function namesOf(users: SyncState['users'], links: readonly Link[]): Names {
  const entityOf = new Map(links.map(({ entityId, externalId }) => [externalId, entityId]))
  const externalOf = new Map(
    links.flatMap(({ entityId, externalId, isNear }) => (isNear ? [[entityId, externalId]] : [])),
  )
  const memberOf = new Map(users.map(({ externalUserId, memberId }) => [externalUserId, memberId]))
  const userOf = new Map([...users].reverse().map(({ externalUserId, memberId }) => [memberId, externalUserId]))
  return {
    memberOf: (user) => memberOf.get(user) ?? null,
    userOf: (member) => userOf.get(member) ?? null,
    entityOf: (externalId) => entityOf.get(externalId) ?? null,
    externalOf: (entityId) => externalOf.get(entityId) ?? null,
  }
}
