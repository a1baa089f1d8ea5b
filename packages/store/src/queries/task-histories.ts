import { type Block, type HealthMoment, type TaskHistory, taskHistory } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** A project's part of the log: until `asOf`, with what happened before `from` only of tasks that were touched since. */
export interface HealthSpan {
  readonly workspaceId: string
  readonly projectId: string
  readonly from: string
  readonly asOf: string
}

/** How many tasks are read at once. */
const batch = 2_000

/** Of the tasks that are open or were touched since `from`. */
export async function readTaskHistories(tx: Tx, span: HealthSpan): Promise<TaskHistory[]> {
  const { workspaceId, projectId, from } = span
  const histories: TaskHistory[] = []
  for (let after = 0; ; ) {
    const tasks = await tx<{ id: string; number: number; touched: boolean }[]>`
      select id, number, greatest(updated_at, deleted_at) >= ${from} as touched from tasks
      where workspace_id = ${workspaceId} and project_id = ${projectId} and number > ${after}
        and (greatest(updated_at, deleted_at) >= ${from} or (status not in ('completed', 'canceled') and deleted_at is null))
      order by number limit ${batch}`
    const ids = (touched: boolean) => tasks.filter((task) => task.touched === touched).map(({ id }) => id)
    histories.push(...(await readWhole(tx, span, ids(true))), ...(await readTasksAt(tx, span, ids(false))))
    const last = tasks.at(-1)
    if (!last || tasks.length < batch) return histories
    after = last.number
  }
}

/** What a moment is made of. One look into the event's body, which may lie in another table. */
const columns = (tx: Tx) => tx`
  e.subject_id as task_id, e.id as event_id, e.occurred_at, e.type = 'task.deleted' as deleted, t.*`
const body = (tx: Tx) => tx`cross join lateral jsonb_to_record(e.data->'task') as t (
  identifier text, title text, status text, "assigneeId" uuid, "dueDate" text, "estimatePoints" float8, "estimatedMinutes" int,
  "actualMinutes" int, "createdAt" timestamptz, "startedAt" timestamptz, "completedAt" timestamptz, "canceledAt" timestamptz,
  "archivedAt" timestamptz)`

async function readWhole(tx: Tx, { workspaceId, asOf }: HealthSpan, ids: readonly string[]): Promise<TaskHistory[]> {
  const moments = await tx<HealthMoment[]>`
    select ${columns(tx)} from events e ${body(tx)}
    where e.workspace_id = ${workspaceId} and e.subject_id = any(${ids}::uuid[]) and e.subject_type = 'task' and e.occurred_at <= ${asOf}
    order by e.subject_id, e.seq`
  return [...Map.groupBy(moments, ({ taskId }) => taskId).values()].map((own) => fold(own, asOf))
}

/** By their last event alone: how they stood, without how that came about. */
export async function readTasksAt(
  tx: Tx,
  { workspaceId, asOf }: HealthSpan,
  ids: readonly string[],
): Promise<TaskHistory[]> {
  const moments = await tx<HealthMoment[]>`
    select ${columns(tx)} from unnest(${ids}::uuid[]) as wanted (id) cross join lateral (
      select * from events l
      where l.workspace_id = ${workspaceId} and l.subject_id = wanted.id and l.subject_type = 'task' and l.occurred_at <= ${asOf}
      order by l.seq desc limit 1
    ) e ${body(tx)}`
  return moments.map((moment) => fold([moment], asOf))
}

const fold = (moments: readonly HealthMoment[], asOf: string) =>
  taskHistory(moments as [HealthMoment, ...HealthMoment[]], asOf)

/** Which tasks blocked which at `asOf`, where one of both is the project's; also those whose relation was removed since. */
export const readBlocks = (tx: Tx, { workspaceId, projectId, asOf }: HealthSpan): Promise<Block[]> =>
  tx<Block[]>`
  with known as (
    select from_task_id, to_task_id from task_relations
    where workspace_id = ${workspaceId} and type = 'blocks' and created_at <= ${asOf}
    union
    select (r."fromTaskId"), (r."toTaskId")
    from events e cross join lateral jsonb_to_record(e.data->'taskRelation') as r (type text, "fromTaskId" uuid, "toTaskId" uuid, "createdAt" timestamptz)
    where e.workspace_id = ${workspaceId} and e.type = 'task_relation.deleted' and e.occurred_at > ${asOf}
      and r.type = 'blocks' and r."createdAt" <= ${asOf}
  )
  select from_task_id as "from", to_task_id as "to" from known
  where exists (
    select from tasks t where t.workspace_id = ${workspaceId} and t.project_id = ${projectId} and t.id in (known.from_task_id, known.to_task_id)
  )`.execute()
