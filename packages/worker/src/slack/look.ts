import type { Approval, Comment, Patch, State, Task } from '@orchestrator/domain'
import { type Condition, getEntity, listEntities, taskConditions, taskSort } from '@orchestrator/store'
import type { SlackApp } from './app.ts'

/** A task as people see it. */
export interface TaskView {
  readonly task: Task
  readonly state: string
  readonly assignee: { readonly id: string; readonly name: string } | null
  readonly project: string
}

type At = Pick<SlackApp, 'store' | 'workspaceId'>

/** By its id, or its name, e.g. `SHOP-12`. @returns null: there is none */
export async function findTask(at: At, which: string): Promise<TaskView | null> {
  const named = /^[A-Z][A-Z0-9]{1,9}-\d{1,9}$/i.test(which)
  const where: Condition[] = named ? taskConditions({ q: which }) : [{ sql: 't.id = ?::uuid', values: [which] }]
  const [task] = await tasksWhere(at, where, 1)
  return task ?? null
}

export async function tasksWhere(
  { store, workspaceId }: At,
  where: readonly Condition[],
  limit: number,
  by: 'rank' | 'updatedAt' | 'dueDate' = 'rank',
): Promise<readonly TaskView[]> {
  return store.read(workspaceId, async (tx) => {
    const sort = taskSort(by, by === 'updatedAt')
    const { items } = await listEntities(tx, workspaceId, { kind: 'task', where, sort, limit })
    const tasks = items as unknown as readonly Task[]
    const ids = (field: 'stateId' | 'assigneeId' | 'projectId') => [
      ...new Set(tasks.flatMap((task) => task[field] ?? [])),
    ]
    const [states, members, projects] = await Promise.all([
      tx<{ id: string; name: string }[]>`
        select id, name from states where workspace_id = ${workspaceId} and id = any(${ids('stateId')}::uuid[])`.execute(),
      tx<{ id: string; name: string }[]>`
        select id, name from members where workspace_id = ${workspaceId} and id = any(${ids('assigneeId')}::uuid[])`.execute(),
      tx<{ id: string; name: string }[]>`
        select id, name from projects where workspace_id = ${workspaceId} and id = any(${ids('projectId')}::uuid[])`.execute(),
    ])
    return tasks.map((task) => ({
      task,
      state: states.find(({ id }) => id === task.stateId)?.name ?? task.status,
      assignee: members.find(({ id }) => id === task.assigneeId) ?? null,
      project: projects.find(({ id }) => id === task.projectId)?.name ?? '',
    }))
  })
}

export const statesOf = ({ store, workspaceId }: At) =>
  store.read(
    workspaceId,
    (tx) => tx<Pick<State, 'id' | 'name' | 'category'>[]>`
      select id, name, category from states where workspace_id = ${workspaceId} order by position, name limit 100`,
  )

export interface ProjectView {
  readonly id: string
  readonly key: string
  readonly name: string
}

/** Those in which something can be made. */
export const projectsOf = ({ store, workspaceId }: At) =>
  store.read(
    workspaceId,
    (tx) => tx<ProjectView[]>`
      select id, key, name from projects where workspace_id = ${workspaceId} and deleted_at is null and archived_at is null order by key limit 1000`,
  )

/** The project whose channel this is; null: it is none’s. */
export async function projectOfChannel(
  { store, workspaceId, connection }: SlackApp,
  channelId: string,
): Promise<string | null> {
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<{ projectId: string }[]>`
      select project_id from mappings where workspace_id = ${workspaceId} and connection_id = ${connection.id} and container_id = ${channelId}`,
  )
  return row?.projectId ?? null
}

const entity = <T>({ store, workspaceId }: At, kind: 'approval' | 'comment' | 'patch', id: string) =>
  store.read(
    workspaceId,
    async (tx) => ((await getEntity(tx, workspaceId, kind, id)) as unknown as T | undefined) ?? null,
  )

export const findApproval = (at: At, id: string) => entity<Approval>(at, 'approval', id)
export const findPatch = (at: At, id: string) => entity<Patch>(at, 'patch', id)
export const findComment = (at: At, id: string) => entity<Comment>(at, 'comment', id)

export async function memberName({ store, workspaceId }: At, id: string): Promise<string> {
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<{ name: string }[]>`select name from members where workspace_id = ${workspaceId} and id = ${id}`,
  )
  return row?.name ?? 'somebody who has left'
}

/** In whose days somebody lives. */
export async function zoneOf({ store, workspaceId }: At, memberId: string): Promise<string> {
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<{ zone: string }[]>`
      select coalesce(p.time_zone, w.time_zone) as zone from workspaces w
      left join notification_preferences p on p.workspace_id = ${workspaceId} and p.id = ${memberId}
      where w.workspace_id = ${workspaceId}`,
  )
  return row?.zone ?? 'UTC'
}
