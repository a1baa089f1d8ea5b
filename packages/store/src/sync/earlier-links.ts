import type { Mapping } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** A project whose tasks are linked to items of a place already. */
export interface LinkedElsewhere {
  readonly projectId: string
  readonly projectKey: string
  readonly items: number
  /** Another mapping keeps them in step now; else they were, until it ended. */
  readonly mapped: boolean
}

type Place = Pick<Mapping, 'id' | 'connectionId' | 'projectId' | 'containerId' | 'containerUrl'>

/** Which other projects’ tasks are, or were, the same as items of a mapping’s place, over whichever connection. */
export const linkedElsewhere = (tx: Tx, workspaceId: string, { id, connectionId, projectId, ...place }: Place) =>
  tx<LinkedElsewhere[]>`
    with place as (select provider from connections where workspace_id = ${workspaceId} and id = ${connectionId}),
    links as (
      select l.project_id, l.entity_id, false as mapped from ended_links l join place using (provider)
      where l.workspace_id = ${workspaceId} and l.container_id = ${place.containerId} and l.project_id <> ${projectId}
        and l.origin is not distinct from origin_of(${place.containerUrl}) and l.entity_kind = 'task'
      union all
      select m.project_id, x.entity_id, true from mappings m
        join connections c on c.workspace_id = m.workspace_id and c.id = m.connection_id join place on place.provider = c.provider
        join external_items x on x.workspace_id = m.workspace_id and x.mapping_id = m.id and x.entity_kind = 'task' and x.state = 'linked'
      where m.workspace_id = ${workspaceId} and m.container_id = ${place.containerId} and m.id <> ${id} and m.project_id <> ${projectId}
        and origin_of(m.container_url) is not distinct from origin_of(${place.containerUrl})
    )
    select l.project_id, p.key as project_key, count(distinct l.entity_id)::int as items, bool_or(l.mapped) as mapped
    from links l join tasks t on t.workspace_id = ${workspaceId} and t.id = l.entity_id and t.deleted_at is null
      join projects p on p.workspace_id = ${workspaceId} and p.id = l.project_id and p.deleted_at is null
    group by l.project_id, p.key order by items desc, p.key`

/** How many tasks a mapping that has just been made has taken up, of one that ended. */
export async function countTakenUp(tx: Tx, workspaceId: string, mappingId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from external_items
    where workspace_id = ${workspaceId} and mapping_id = ${mappingId} and entity_kind = 'task' and state = 'linked'`
  return row?.count ?? 0
}
