import type { Side, TaskRelation } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { ConnectionRef } from './claims.ts'

/** Another thing that is on both sides, and how the tasks are related. */
export interface LinkedOther {
  readonly externalId: string
  readonly externalKey: string | null
  readonly entityId: string
  readonly mappingId: string
  readonly baseTheirs: Side
  readonly relations: readonly (Pick<TaskRelation, 'id' | 'type'> & { readonly outward: boolean })[]
}

/**
 * What a task is related to here, and what its item may be linked to there, of what is on both sides; by their ids there. What is not (yet), or
 * not any more, is on neither: so nothing is made or removed for it.
 */
export async function readLinked(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  { type, entityId }: { readonly type: string; readonly entityId: string },
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, LinkedOther>> {
  const rows = await tx<(Omit<LinkedOther, 'relations'> & { relations: LinkedOther['relations'] })[]>`
    with related as (
      select id, type, from_task_id = ${entityId} as outward, case when from_task_id = ${entityId} then to_task_id else from_task_id end as other
      from task_relations where workspace_id = ${workspaceId} and (from_task_id = ${entityId} or to_task_id = ${entityId})
    )
    select x.external_id, x.external_key, x.entity_id, x.mapping_id, x.base_theirs,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'type', r.type, 'outward', r.outward)) from related r where r.other = x.entity_id), '[]') as relations
    from external_items x join tasks t on t.workspace_id = x.workspace_id and t.id = x.entity_id and t.deleted_at is null
    where x.workspace_id = ${workspaceId} and x.connection_id = ${connectionId} and x.type = ${type} and x.state = 'linked'
      and x.external_id is not null and x.entity_id <> ${entityId}
      and x.id in (
        select id from external_items where workspace_id = ${workspaceId} and connection_id = ${connectionId} and type = ${type}
          and external_id = any(${externalIds as string[]}::text[])
        union all
        select y.id from related r join external_items y on y.workspace_id = ${workspaceId} and y.entity_id = r.other and y.connection_id = ${connectionId})`
  return new Map(rows.map((row) => [row.externalId, row]))
}

/** That both sides have a link, or that neither has it any more. Whoever else changes the item keeps it: it is one element of a list. */
export const noteLink = (tx: Tx, workspaceId: string, itemId: string, field: string, link: string, present: boolean) =>
  tx`
  update external_items set base_theirs = base_theirs || jsonb_build_object(${field}::text,
      (coalesce(base_theirs->${field}::text, '[]') - ${link}::text) || ${tx.json((present ? [link] : []) as never)}::jsonb)
  where workspace_id = ${workspaceId} and id = ${itemId}`.execute()
