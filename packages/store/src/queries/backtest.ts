import type { EntityKind, RunOnEvent } from '@orchestrator/domain'
import type { RunStepRow } from '../automation/steps.ts'
import type { Tx } from '../connection.ts'
import { loadFact } from '../execute/facts.ts'
import { tables, toSnake } from '../tables.ts'
import { type EntityView, selectView } from './entity-columns.ts'
import { type Condition, joinConditions } from './keyset.ts'

/** What a simulation reads beside the log: these rows as they are now. More are not looked at. */
const mostRows = 1_000

/** Rows of a kind by their fields; without any, all of a small collection. */
export async function rowsByFields(
  tx: Tx,
  workspaceId: string,
  kind: string,
  by: Readonly<Record<string, string | readonly string[] | null>>,
): Promise<readonly EntityView[]> {
  if (!Object.hasOwn(tables, kind)) return []
  const table = tables[kind as EntityKind]
  const conditions = Object.entries(by).flatMap(([field, value]): Condition[] => {
    if (!table.fields.includes(field)) throw new Error(`a ${kind} has no field ${field}`)
    const column = `t."${toSnake(field)}"`
    return [
      value === null
        ? { sql: `${column} is null`, values: [] }
        : { sql: `${column}::text = any(?::text[])`, values: [typeof value === 'string' ? [value] : value] },
    ]
  })
  const parameters: unknown[] = [workspaceId]
  const where = joinConditions(conditions, parameters)
  const text = `${selectView(kind as EntityKind)}${where} limit ${mostRows}`
  return tx.unsafe<EntityView[]>(text, parameters as never[], { prepare: true })
}

/** The first runs of an automation on events after a seq and up to another, without those that people asked for. */
export function runsOnEvents(
  tx: Tx,
  workspaceId: string,
  {
    automationId,
    after,
    upTo,
    limit,
  }: { readonly automationId: string; readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<readonly RunOnEvent[]> {
  return tx<RunOnEvent[]>`
    select id, event_seq, event_seqs, status, version, error from runs
    where workspace_id = ${workspaceId} and automation_id = ${automationId} and event_seq > ${after} and event_seq <= ${upTo}
      and retry_of is null and request_seq is null
    order by event_seq limit ${limit}`.execute()
}

/** The members behind events, and those who asked for a run or for one in whose chain of events it is. */
export async function membersBehind(
  tx: Tx,
  workspaceId: string,
  { eventIds, runId }: { readonly eventIds: readonly string[]; readonly runId: string | null },
): Promise<readonly string[]> {
  const found = await Promise.all([
    ...eventIds.map((id) => loadFact(tx, workspaceId, 'event_member', id)),
    ...(runId === null ? [] : [loadFact(tx, workspaceId, 'run_requesters', runId)]),
  ])
  return [...new Set(found.flat())]
}

export function stepsOfRun(
  tx: Tx,
  workspaceId: string,
  runId: string,
): Promise<readonly Pick<RunStepRow, 'step' | 'kind' | 'name' | 'status' | 'input' | 'output' | 'error'>[]> {
  return tx<RunStepRow[]>`
    select step, kind, name, status, input, output, error from run_steps
    where workspace_id = ${workspaceId} and run_id = ${runId} order by step`.execute()
}
