import type { State, Task } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

export interface Named {
  readonly id: string
  readonly name: string
}

/** The names of what these tasks are in, and of whose they are. */
export async function namesAround(
  tx: Tx,
  workspaceId: string,
  tasks: readonly Task[],
): Promise<{
  readonly states: readonly Named[]
  readonly members: readonly Named[]
  readonly projects: readonly Named[]
}> {
  const ids = (field: 'stateId' | 'assigneeId' | 'projectId') => [
    ...new Set(tasks.flatMap((task) => task[field] ?? [])),
  ]
  const [states, members, projects] = await Promise.all([
    tx<Named[]>`
      select id, name from states where workspace_id = ${workspaceId} and id = any(${ids('stateId')}::uuid[])`.execute(),
    tx<Named[]>`
      select id, name from members where workspace_id = ${workspaceId} and id = any(${ids('assigneeId')}::uuid[])`.execute(),
    tx<Named[]>`
      select id, name from projects where workspace_id = ${workspaceId} and id = any(${ids('projectId')}::uuid[])`.execute(),
  ])
  return { states, members, projects }
}

/** In the order in which people see them. */
export const statesToChoose = async (
  tx: Tx,
  workspaceId: string,
): Promise<readonly Pick<State, 'id' | 'name' | 'category'>[]> =>
  tx<Pick<State, 'id' | 'name' | 'category'>[]>`
    select id, name, category from states where workspace_id = ${workspaceId} order by position, name limit 100`

export interface ProjectToChoose extends Named {
  readonly key: string
}

/** Those in which something can be made. */
export const projectsToChoose = async (tx: Tx, workspaceId: string): Promise<readonly ProjectToChoose[]> =>
  tx<ProjectToChoose[]>`
    select id, key, name from projects where workspace_id = ${workspaceId} and deleted_at is null and archived_at is null order by key limit 1000`

/** The project whose channel this is; null: it is none's. */
export async function projectOfSlackChannel(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  channelId: string,
): Promise<string | null> {
  const [row] = await tx<{ projectId: string }[]>`
    select project_id from mappings where workspace_id = ${workspaceId} and connection_id = ${connectionId} and container_id = ${channelId}`
  return row?.projectId ?? null
}
