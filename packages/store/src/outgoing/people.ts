import type { AnyEvent, Approval, Comment, Patch, People, Role, SyncConflict, Task } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

const toldToAdmins = new Set(['webhook_endpoint.disabled', 'connection.trouble'])

type KnownTask = Pick<Task, 'id' | 'identifier' | 'title' | 'assigneeId' | 'creatorId'>

interface Told {
  readonly comment?: Comment
  readonly approval?: Approval
  readonly patch?: Patch
  readonly syncConflict?: SyncConflict
}

/** What has to be known to tell whom these events concern. */
export async function peopleFor(tx: Tx, ws: string, events: readonly AnyEvent[]): Promise<People> {
  const fields = events as readonly (AnyEvent & Told)[]
  const taskIds = [
    ...new Set(
      fields.flatMap(({ comment, approval, syncConflict }) => {
        const ofConflict = syncConflict?.entityKind === 'task' ? syncConflict.entityId : null
        return comment?.taskId ?? approval?.taskId ?? ofConflict ?? []
      }),
    ),
  ]
  const projectIds = [
    ...new Set(
      fields.flatMap(
        ({ approval, patch, syncConflict }) => approval?.projectId ?? patch?.projectId ?? syncConflict?.projectId ?? [],
      ),
    ),
  ]
  const [members, tasks, projects, projectRoles] = await Promise.all([
    taskIds.length + projectIds.length === 0 &&
    !fields.some(({ approval, patch, type }) => approval || patch || toldToAdmins.has(type))
      ? []
      : tx<{ id: string; name: string; email: string; role: Role }[]>`
          select id, name, email, role from members where workspace_id = ${ws} and removed_at is null order by id`,
    taskIds.length === 0
      ? []
      : tx<KnownTask[]>`
          select id, identifier, title, assignee_id, creator_id from tasks
          where workspace_id = ${ws} and id = any(${taskIds}::uuid[]) and deleted_at is null`,
    projectIds.length === 0
      ? []
      : tx<{ id: string; leadId: string | null }[]>`
          select id, lead_id from projects where workspace_id = ${ws} and id = any(${projectIds}::uuid[])`,
    projectIds.length === 0
      ? []
      : tx<{ projectId: string; memberId: string; role: Role }[]>`
          select project_id, member_id, role from project_members where workspace_id = ${ws} and project_id = any(${projectIds}::uuid[])`,
  ])
  return {
    members,
    tasks: new Map(tasks.map((task) => [task.id, task])),
    leads: new Map(projects.map(({ id, leadId }) => [id, leadId])),
    projectRoles,
  }
}
