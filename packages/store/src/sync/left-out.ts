import type { Tx } from '../connection.ts'
import type { ConnectionRef } from './claims.ts'
import type { ExternalItem } from './items.ts'

/** What is left out of a mapping since its task was deleted here, or just will be, is wanted anew, with what hangs on it. */
export const wantLeftOut = (tx: Tx, workspaceId: string, mappingId: string) => tx`
  with tasks as (
    update external_items l set state = 'wanted', step = step + 1, updated_at = now()
    where workspace_id = ${workspaceId} and mapping_id = ${mappingId} and entity_kind = 'task' and (state = 'left_out' or (state = 'linked'
      and exists (select from mappings where workspace_id = ${workspaceId} and id = ${mappingId} and deleted_here = 'keep')
      and exists (select from tasks where workspace_id = ${workspaceId} and id = l.entity_id and deleted_at is not null)))
    returning connection_id, external_id
  )
  update external_items x set state = 'wanted', step = x.step + 1, updated_at = now() from tasks
  where x.workspace_id = ${workspaceId} and x.connection_id = tasks.connection_id and x.on_external_id = tasks.external_id
    and x.mapping_id = ${mappingId} and x.entity_kind <> 'task' and x.state in ('linked', 'left_out')`

/** A task was deleted here, and what hangs on it went with it: nothing of it is kept in step any more, whatever becomes of its item. */
export const leaveHanging = (
  tx: Tx,
  workspaceId: string,
  { mappingId, entityKind, externalId }: ExternalItem,
  state: 'left_out' | 'gone_here',
) =>
  tx`
  update external_items set state = ${state}, step = step + 1, updated_at = now()
  where workspace_id = ${workspaceId} and mapping_id = ${mappingId} and ${entityKind} = 'task' and on_external_id = ${externalId}
    and entity_kind <> 'task' and state in ('linked', 'left_out')`.execute()

/** What is wanted here and hangs on an item: it waits for its task, as work. */
export const wantedOn = (
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  { mappingId, externalId }: ExternalItem,
) =>
  tx<{ mappingId: string; type: string; externalId: string; onExternalId: string }[]>`
    select ${mappingId}::uuid as mapping_id, type, external_id, on_external_id from external_items
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and on_external_id = ${externalId} and state = 'wanted'`
