import type { Flow } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'
import { toStoredJson } from '../../tables.ts'
import { endHeld, type HeldEnd, skip } from './end-held.ts'
import type { FlowRow } from './take-in.ts'
import type { FlowRef } from './wakes.ts'

const most = 5_000

/**
 * Lets those go on that have gathered for long enough, or in a large enough number.
 * @param keys of batches that may be full
 * @returns whether there may be more
 */
export async function releaseGathered(
  tx: Tx,
  ref: FlowRef,
  flow: Flow | null,
  keys: readonly string[],
  now: Date,
): Promise<boolean> {
  if (flow?.batch) return formBatches(tx, ref, flow.batch, keys, now)
  const { workspaceId, automationId } = ref
  // Without debounce, which an edit may have taken away, there is nothing to wait for.
  await tx`
    update flow_runs set phase = 'ready'
    where workspace_id = ${workspaceId} and automation_id = ${automationId} and phase = 'gathering'
      ${flow?.debounce ? tx`and not_before <= ${now.toISOString()}` : tx``}`
  return false
}

async function formBatches(
  tx: Tx,
  { workspaceId, automationId }: FlowRef,
  { size }: NonNullable<Flow['batch']>,
  keys: readonly string[],
  now: Date,
): Promise<boolean> {
  const rows = await tx<FlowRow[]>`
    select * from flow_runs
    where workspace_id = ${workspaceId} and automation_id = ${automationId} and phase = 'gathering' and coalesce(gather_key, '') in (
      select unnest(${keys as string[]}::text[])
      union
      select coalesce(d.gather_key, '') from flow_runs d
      where d.workspace_id = ${workspaceId} and d.automation_id = ${automationId} and d.phase = 'gathering' and d.not_before <= ${now.toISOString()}
    )
    order by gather_key, event_seq, run_id limit ${most}`
  const ends: HeldEnd[] = []
  const carriers: { id: string; seqs: number[] }[] = []
  for (const own of Map.groupBy(rows, (row) => row.gatherKey ?? '').values()) {
    for (let from = 0; from < own.length; from += size) {
      const batch = own.slice(from, from + size)
      const over = batch.some(({ notBefore }) => notBefore !== null && Date.parse(notBefore) <= now.getTime())
      if (batch.length < size && !over) break
      const carrier = batch.at(-1) as FlowRow
      carriers.push({ id: carrier.runId, seqs: batch.map((row) => row.eventSeq) })
      for (const { runId } of batch.slice(0, -1))
        ends.push(skip(runId, 'batched', `its event is one of the ${batch.length} of run ${carrier.runId}`))
    }
  }
  await Promise.all([endHeld(tx, workspaceId, ends), carry(tx, workspaceId, carriers)])
  return rows.length === most
}

function carry(tx: Tx, workspaceId: string, carriers: readonly { id: string; seqs: number[] }[]): Promise<unknown> {
  if (carriers.length === 0) return Promise.resolve()
  const ids = carriers.map(({ id }) => id)
  return Promise.all([
    tx`
      update runs r set event_seqs = (select array_agg(s::bigint order by s::bigint) from jsonb_array_elements_text(c.seqs) as s)
      from jsonb_to_recordset(${tx.json(carriers.map(toStoredJson) as never)}) as c (id uuid, seqs jsonb)
      where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.id = c.id`.execute(),
    tx`
      update flow_runs set phase = 'ready'
      where workspace_id = ${workspaceId} and run_id = any(${ids}::uuid[])`.execute(),
  ])
}
