import { AppError } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import { wakeConnections } from '../sync/claims.ts'
import { wantLeftOut } from '../sync/left-out.ts'

export type BackfillAction = 'start' | 'pause' | 'resume'

/**
 * Begins, holds or goes on with bringing over what was there before. What is so already is no error, so it can be asked for again; what is in
 * trouble is then tried at once.
 * @param options.restore what was left out since its task was deleted here is brought over too
 * @throws AppError `not_found`, `invalid_state`
 */
export async function changeBackfill(
  store: Store,
  workspaceId: string,
  mappingId: string,
  action: BackfillAction,
  { restore = false }: { readonly restore?: boolean } = {},
): Promise<void> {
  await store.write(workspaceId, async (tx) => {
    const [mapping] = await tx<
      { connectionId: string; backfill: string; enabled: boolean; direction: string; status: string }[]
    >`
      select m.connection_id, m.enabled, m.direction, c.status, coalesce(s.backfill, 'none') as backfill
      from mappings m join connections c on c.workspace_id = m.workspace_id and c.id = m.connection_id
        left join mapping_syncs s on s.workspace_id = m.workspace_id and s.mapping_id = m.id
      where m.workspace_id = ${workspaceId} and m.id = ${mappingId} for update of m`
    if (!mapping) throw new AppError('not_found', `there is no mapping ${mappingId}`)
    const { backfill, connectionId, enabled, direction, status } = mapping
    if (action !== 'pause' && !enabled)
      throw new AppError('invalid_state', 'the mapping is switched off; switch it on first')
    if (action !== 'pause' && status === 'disconnected')
      throw new AppError('invalid_state', 'its connection is disconnected; connect it anew first')
    if (action !== 'start' && backfill !== 'running' && backfill !== 'paused')
      throw new AppError(
        'invalid_state',
        `nothing is being brought over; \`mapping backfill ${mappingId}\` begins (over HTTP the action \`start\`)`,
      )
    if (action === 'start' && backfill === 'paused')
      throw new AppError(
        'invalid_state',
        `it is paused; \`mapping backfill ${mappingId} resume\` goes on with it (over HTTP the action \`resume\`)`,
      )
    // What it is past would not be brought over.
    if (restore && backfill === 'running') throw new AppError('invalid_state', 'it is under way; ask once it is done')
    if (restore && direction === 'out')
      throw new AppError('invalid_state', 'the mapping takes nothing from there; change its direction first')
    if (restore) {
      await wantLeftOut(tx, workspaceId, mappingId)
      // What a query of the mapping does not find is on no page of the backfill.
      await tx`update mapping_syncs set sweep = null, sweep_at = now() where workspace_id = ${workspaceId} and mapping_id = ${mappingId}`
    }
    if (action === 'start' && backfill !== 'running')
      await tx`
        insert into mapping_syncs (workspace_id, mapping_id, backfill, backfill_started_at) values (${workspaceId}, ${mappingId}, 'running', now())
        on conflict (workspace_id, mapping_id) do update set backfill = 'running', backfill_cursors = '{}', backfill_done = 0,
          backfill_total = null, backfill_started_at = now(), backfill_ended_at = null, backfill_at = null, troubles = mapping_syncs.troubles - 'backfill'`
    else if (action === 'pause')
      // Of what nobody tries nobody knows whether it would work.
      await tx`
        update mapping_syncs set backfill = 'paused', backfill_at = null, troubles = troubles - 'backfill'
        where workspace_id = ${workspaceId} and mapping_id = ${mappingId}`
    else
      await tx`
        update mapping_syncs set backfill = 'running', backfill_at = null, pull_at = case when troubles ? 'pull' then now() else pull_at end
        where workspace_id = ${workspaceId} and mapping_id = ${mappingId}`
    await wakeConnections(tx, workspaceId, [connectionId])
  })
  store.announce('orchestrator_sync')
}
