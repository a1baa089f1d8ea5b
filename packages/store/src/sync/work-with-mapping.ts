import type { Tx } from '../connection.ts'

/** What waits, with the mapping by which it goes if that is on: of a thing here that is linked that is its link's. */
export const workWithMapping = (tx: Tx) => tx`
  sync_work w
    left join external_items x on x.workspace_id = w.workspace_id and x.connection_id = w.connection_id and x.entity_id = w.entity_id
    join mappings m on m.workspace_id = w.workspace_id and m.id = coalesce(x.mapping_id, w.mapping_id) and m.enabled`
