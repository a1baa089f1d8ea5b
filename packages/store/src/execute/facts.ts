import type { FactName } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** A relation that orders tasks. */
export interface TaskEdge {
  readonly id: string
  readonly fromTaskId: string
  readonly toTaskId: string
}

/** What the database tells of each fact at the beginning of a transaction. */
export interface FactRows {
  readonly project_task_count: number
  readonly state_task_count: number
  readonly tag_task_count: number
  /** Ids of the other ADMINs. */
  readonly other_admin_count: readonly string[]
  readonly task_ancestors: readonly string[]
  /** The relations that can be reached. */
  readonly task_followers: readonly TaskEdge[]
  readonly event_member: readonly string[]
  readonly run_requesters: readonly string[]
  readonly open_retry_count: number
}

/** Answers what only the database can tell. Recursive walks stop at 10,000 tasks. */
export async function loadFact<F extends FactName>(tx: Tx, ws: string, fact: F, id: string): Promise<FactRows[F]> {
  return queries[fact](tx, ws, id)
}

const count = async (rows: PromiseLike<{ n: number }[]>) => (await rows)[0]?.n ?? 0
const list = async (rows: PromiseLike<{ id: string }[]>) => (await rows).map((row) => row.id)

/** Parents and orders are changed by one transaction of a workspace at a time: two that see each other's past could close a circle. */
const lockGraph = (tx: Tx, ws: string) => tx`select pg_advisory_xact_lock(7370002, hashtext(${ws}))`.execute()

const queries: { [F in FactName]: (tx: Tx, ws: string, id: string) => Promise<FactRows[F]> } = {
  // The counter's lock keeps out tasks that are being created.
  project_task_count: async (tx, ws, id) => {
    await tx`select 1 from project_counters where workspace_id = ${ws} and project_id = ${id} for update`
    return count(
      tx<
        { n: number }[]
      >`select count(*)::int as n from tasks where workspace_id = ${ws} and project_id = ${id} and deleted_at is null`,
    )
  },
  state_task_count: (tx, ws, id) =>
    count(
      tx<
        { n: number }[]
      >`select count(*)::int as n from tasks where workspace_id = ${ws} and state_id = ${id} and deleted_at is null`,
    ),
  tag_task_count: (tx, ws, id) =>
    count(tx<{ n: number }[]>`
      select count(*)::int as n from tasks
      where workspace_id = ${ws} and tags @> array(select name from tags where workspace_id = ${ws} and id = ${id}) and tags <> '{}' and deleted_at is null`),
  // Locked, so that two ADMINs cannot leave at the same moment.
  other_admin_count: (tx, ws, id) =>
    list(
      tx<
        { id: string }[]
      >`select id from members where workspace_id = ${ws} and role = 'ADMIN' and removed_at is null and id <> ${id} order by id for no key update`,
    ),
  task_ancestors: async (tx, ws, id) => {
    const locked = lockGraph(tx, ws)
    const ancestors = list(tx<{ id: string }[]>`
      with recursive up as (
        select parent_id as id, 1 as depth from tasks where workspace_id = ${ws} and id = ${id} and parent_id is not null
        union all
        select t.parent_id, up.depth + 1 from tasks t join up on t.id = up.id where t.workspace_id = ${ws} and t.parent_id is not null and up.depth < 10000
      ) select id from up order by depth`)
    return (await Promise.all([ancestors, locked]))[0]
  },
  event_member: (tx, ws, id) =>
    list(tx<{ id: string }[]>`select actor->>'memberId' as id from events where workspace_id = ${ws} and id = ${id}`),
  // The run's lock keeps out others who ask for one.
  open_retry_count: async (tx, ws, id) => {
    await tx`select 1 from runs where workspace_id = ${ws} and id = ${id} for no key update`
    return count(tx<{ n: number }[]>`
      select count(*)::int as n from events e
      where e.workspace_id = ${ws} and e.subject_id = ${id} and e.type = 'run.retry_requested'
        and not exists (select from runs r where r.workspace_id = ${ws} and r.retry_of = ${id} and r.request_seq = e.seq and r.ended_at is not null)`)
  },
  run_requesters: (tx, ws, id) =>
    list(tx<{ id: string }[]>`
      with recursive chain as (
        select r.request_seq, r.event_id, 1 as length from runs r where r.workspace_id = ${ws} and r.id = ${id}
        union all
        select r.request_seq, r.event_id, c.length + 1 from chain c
        join events e on e.workspace_id = ${ws} and e.id = c.event_id and e.actor->>'type' in ('rule_run', 'playbook_run')
        join runs r on r.workspace_id = ${ws} and r.id = (e.actor->>'id')::uuid
        where c.length < 20
      ) select distinct q.actor->>'memberId' as id from chain c join events q on q.workspace_id = ${ws} and q.seq = c.request_seq`),
  task_followers: async (tx, ws, id) => {
    const locked = lockGraph(tx, ws)
    const edges = tx<TaskEdge[]>`
      with recursive down as (
        select id, from_task_id, to_task_id from task_relations where workspace_id = ${ws} and from_task_id = ${id} and type in ('blocks', 'precedes')
        union
        select r.id, r.from_task_id, r.to_task_id from task_relations r join down on r.from_task_id = down.to_task_id
        where r.workspace_id = ${ws} and r.type in ('blocks', 'precedes')
      ) select id, from_task_id, to_task_id from down limit 10000`.execute()
    return [...(await Promise.all([edges, locked]))[0]]
  },
}
