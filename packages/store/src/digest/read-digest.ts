import { addDays, type Digest, dateIn, dueBy } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { readChanges } from './read-changes.ts'
import { readDue } from './read-due.ts'
import { readOutlook } from './read-outlook.ts'
import { readWaiting } from './read-waiting.ts'

/** Whose digest, of which time. */
export interface DigestRequest {
  readonly workspaceId: string
  readonly memberId: string
  readonly from: string
  readonly until: string
  readonly timeZone: string
}

/** So many projects have a part in a digest; whoever works in more looks elsewhere. */
const mostProjects = 50
/** Days that are near. */
const soon = 7

/** What a member's work looks like at one time, of what every member may read. */
export async function readDigest(tx: Tx, request: DigestRequest): Promise<Digest> {
  const { from, until, timeZone } = request
  const today = dateIn(timeZone, until)
  const projects = await projectsOf(tx, request)
  const [waiting, due, changed, outlook] = await Promise.all([
    readWaiting(tx, request),
    readDue(tx, request, addDays(today, soon)),
    readChanges(tx, request, projects),
    readOutlook(tx, request, projects, addDays(today, soon)),
  ])
  const { tasks, total } = due
  return { from, until, timeZone, today, waiting, due: { ...dueBy(tasks, today), total }, changed, outlook }
}

/** Those that they lead, have a role in, or have open tasks in, by name. */
async function projectsOf(tx: Tx, { workspaceId, memberId }: DigestRequest): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select p.id from projects p
    where p.workspace_id = ${workspaceId} and p.deleted_at is null and p.archived_at is null and (
      p.lead_id = ${memberId}
      or p.id in (select project_id from project_members where workspace_id = ${workspaceId} and member_id = ${memberId})
      or p.id in (
        select project_id from tasks where workspace_id = ${workspaceId} and assignee_id = ${memberId} and deleted_at is null
          and archived_at is null and status not in ('completed', 'canceled')
      )
    ) order by p.name, p.id limit ${mostProjects}`
  return rows.map(({ id }) => id)
}
