import type { Approval, Comment, Patch, Task } from '@orchestrator/domain'
import {
  type Condition,
  getEntity,
  listEntities,
  nameOfMember,
  namesAround,
  projectOfSlackChannel,
  projectsToChoose,
  statesToChoose,
  taskConditions,
  taskSort,
  zoneOfMember,
} from '@orchestrator/store'
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
    const { states, members, projects } = await namesAround(tx, workspaceId, tasks)
    return tasks.map((task) => ({
      task,
      state: states.find(({ id }) => id === task.stateId)?.name ?? task.status,
      assignee: members.find(({ id }) => id === task.assigneeId) ?? null,
      project: projects.find(({ id }) => id === task.projectId)?.name ?? '',
    }))
  })
}

export const statesOf = ({ store, workspaceId }: At) => store.read(workspaceId, (tx) => statesToChoose(tx, workspaceId))

/** Those in which something can be made. */
export const projectsOf = ({ store, workspaceId }: At) =>
  store.read(workspaceId, (tx) => projectsToChoose(tx, workspaceId))

/** The project whose channel this is; null: it is none’s. */
export const projectOfChannel = (
  { store, workspaceId, connection }: SlackApp,
  channelId: string,
): Promise<string | null> =>
  store.read(workspaceId, (tx) => projectOfSlackChannel(tx, workspaceId, connection.id, channelId))

const entity = <T>({ store, workspaceId }: At, kind: 'approval' | 'comment' | 'patch', id: string) =>
  store.read(
    workspaceId,
    async (tx) => ((await getEntity(tx, workspaceId, kind, id)) as unknown as T | undefined) ?? null,
  )

export const findApproval = (at: At, id: string) => entity<Approval>(at, 'approval', id)
export const findPatch = (at: At, id: string) => entity<Patch>(at, 'patch', id)
export const findComment = (at: At, id: string) => entity<Comment>(at, 'comment', id)

export async function memberName({ store, workspaceId }: At, id: string): Promise<string> {
  const name = await store.read(workspaceId, (tx) => nameOfMember(tx, workspaceId, id))
  return name ?? 'somebody who has left'
}

/** In whose days somebody lives. */
export async function zoneOf({ store, workspaceId }: At, memberId: string): Promise<string> {
  const zone = await store.read(workspaceId, (tx) => zoneOfMember(tx, workspaceId, memberId))
  return zone ?? 'UTC'
}
