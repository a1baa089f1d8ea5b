import type { ConnectionTrouble } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** What of a mapping was tried in vain. */
export type TroubledPart = 'pull' | 'backfill' | 'sweep' | 'moves'

/** What is wrong with each part. All but that a task may not be moved is tried again by itself. */
export type MappingTroubles = Readonly<Partial<Record<TroubledPart, ConnectionTrouble>>>

const soonMs = 1_000

/** What is wrong with a mapping: of several parts that without which the others do not work either. */
export const shownTrouble = ({ pull, backfill, sweep, moves }: MappingTroubles): ConnectionTrouble | null =>
  pull ?? backfill ?? sweep ?? moves ?? null

/**
 * Notes what is wrong with a part of a mapping, and puts it off. While its changes cannot be read, nothing else of it is tried. Whoever
 * resumed the connection after the round had begun wants it tried soon, in the next round.
 * @param held.resumedAt when the connection had been resumed last when the round began
 */
export const holdMapping = (
  tx: Tx,
  workspaceId: string,
  mappingId: string,
  part: TroubledPart,
  trouble: Omit<ConnectionTrouble, 'since'>,
  held: { readonly afterMs: number; readonly resumedAt: string | null },
) => tx`
  with held as (
    select m.workspace_id, m.id, now() + case when c.resumed_at is distinct from ${held.resumedAt}::timestamptz then ${soonMs}::int else ${held.afterMs}::int end * interval '1 ms' as until
    from mappings m join connections c on c.workspace_id = m.workspace_id and c.id = m.connection_id
    where m.workspace_id = ${workspaceId} and m.id = ${mappingId}
  )
  update mapping_syncs s set
    troubles = s.troubles || jsonb_build_object(${part}::text, ${tx.json(trouble as never)}::jsonb || jsonb_build_object('since',
      coalesce(case when s.troubles->${part}::text->>'code' = ${trouble.code} then s.troubles->${part}::text->>'since' end,
        to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))),
    pull_at = case when ${part === 'pull'} then held.until else s.pull_at end,
    backfill_at = case when ${part === 'backfill'} then held.until else s.backfill_at end,
    sweep_at = case when ${part === 'sweep'} then held.until else s.sweep_at end
  from held where s.workspace_id = held.workspace_id and s.mapping_id = held.id`

/** It works. With what a container can be read again, what the service did not allow of it is asked for once more. */
export const endTrouble = (tx: Tx, workspaceId: string, mappingId: string, part: TroubledPart) => tx`
  update mapping_syncs set troubles = troubles - ${part}::text,
    subscription = case when ${part === 'pull'} and subscription ? 'refused' then null else subscription end
  where workspace_id = ${workspaceId} and mapping_id = ${mappingId} and troubles ? ${part}::text`
