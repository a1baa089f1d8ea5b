import { type EntityKind, snapshotKey } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { tables } from '../tables.ts'

/** What the log keeps of a command's first answer. */
export interface Told {
  readonly lastEventId: string
  readonly entity: Readonly<Record<string, unknown>> | null
}

/** Of a run, events say a few words; commands answer none. */
const kinds = (Object.keys(tables) as EntityKind[]).filter((kind) => kind !== 'run')
const keys = Object.fromEntries(kinds.map((kind) => [kind, snapshotKey(kind)]))

/**
 * What commands answered of their entities, by the commands' ids; of those that made events. The last event that tells of the entity says
 * it: others may follow, e.g. of the series that a task's end moves on. Of one that is gone for good its last event tells once more; it was
 * answered without.
 */
export async function toldEntities(
  tx: Tx,
  workspaceId: string,
  of: { readonly ids: readonly string[] } | { readonly runIds: readonly string[] },
): Promise<Map<string, Told>> {
  const those =
    'ids' in of ? tx`c.id = any(${of.ids as string[]}::uuid[])` : tx`c.run_id = any(${of.runIds as string[]}::uuid[])`
  const rows = await tx<({ readonly id: string } & Told)[]>`
    select c.id, l.id as last_event_id, t.entity
    from commands c
    join events l on l.workspace_id = c.workspace_id and l.seq = c.last_seq
    cross join lateral (select ${tx.json(keys)}::jsonb ->> (c.result ->> 'kind') as key) k
    left join lateral (
      select case when e.type ~ '[.](deleted|removed)$' and not e.data -> k.key ? 'removedAt' then null else e.data -> k.key end as entity
      from events e
      where e.workspace_id = c.workspace_id and e.seq between c.first_seq and c.last_seq and e.data -> k.key ->> 'id' = c.result ->> 'id'
      order by e.seq desc limit 1
    ) t on true
    where c.workspace_id = ${workspaceId} and ${those}`
  return new Map(rows.map(({ id, ...told }) => [id, told]))
}
