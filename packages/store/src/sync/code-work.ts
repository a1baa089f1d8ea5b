import type { TaskLink, TaskReference } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { type SyncClaim, wakeConnections } from './claims.ts'

/** A pull request to look at, or a link whose pull request is to be made or written. */
export type CodeWork = {
  readonly key: string
  /** How often it was told: what came while it was done is done again. */
  readonly changes: number
  readonly attempts: number
} & (
  | { readonly linkId: string; readonly repositoryId: null; readonly number: null }
  | { readonly linkId: null; readonly repositoryId: string; readonly number: number }
)

export interface PullRequestLook {
  readonly repositoryId: string
  readonly number: number
  readonly afterMs: number
}

/**
 * Each once, however often it is told; the soonest time counts.
 * @param background after all that is not
 */
export async function addLooks(
  tx: Tx,
  { workspaceId, connectionId }: Pick<SyncClaim, 'workspaceId' | 'connectionId'>,
  looks: readonly PullRequestLook[],
  { background = false }: { readonly background?: boolean } = {},
): Promise<void> {
  const byKey = new Map<string, PullRequestLook>()
  for (const look of looks) {
    const key = `look ${look.repositoryId} ${look.number}`
    const known = byKey.get(key)
    if (known === undefined || look.afterMs < known.afterMs) byKey.set(key, look)
  }
  if (byKey.size === 0) return
  const rows = [...byKey].map(([key, look]) => ({
    ...{ key, repository_id: look.repositoryId, number: look.number, after_ms: look.afterMs },
  }))
  await tx`
    insert into code_work (workspace_id, connection_id, key, repository_id, number, background, due_at)
    select ${workspaceId}, ${connectionId}, r.key, r.repository_id, r.number, ${background}, now() + r.after_ms * interval '1 ms'
    from jsonb_to_recordset(${tx.json(rows as never)}) as r (key text, repository_id text, number int, after_ms int) order by r.key
    on conflict (workspace_id, connection_id, key) do update
      set changes = code_work.changes + 1, due_at = least(code_work.due_at, excluded.due_at), attempts = 0,
        background = code_work.background and excluded.background`
  await wakeConnections(tx, workspaceId, [connectionId])
}

/** What is due, those first that have been for longest, and last what can wait. */
export const dueCodeWork = (store: Store, { workspaceId, connectionId }: SyncClaim, most: number) =>
  store.read(
    workspaceId,
    (tx) => tx<CodeWork[]>`
      select key, repository_id, number, link_id, changes, attempts from code_work
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} and due_at <= now()
      order by background, due_at, key limit ${most}`,
  )

/** It is done, unless it was told again meanwhile. */
export const finishCodeWork = (tx: Tx, { workspaceId, connectionId }: SyncClaim, { key, changes }: CodeWork) => tx`
  delete from code_work
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and key = ${key} and changes = ${changes}`

export const putOffCodeWork = (
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  { key, changes }: CodeWork,
  { afterMs, counts }: { readonly afterMs: number; readonly counts: boolean },
) => tx`
  update code_work set attempts = attempts + ${counts ? 1 : 0},
    due_at = case when changes = ${changes} then now() + ${afterMs} * interval '1 ms' else due_at end
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and key = ${key}`

/** Some pull requests of a repository that are open: what nobody told of them is found in time. */
export const openPullRequests = (
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  repositoryId: string,
  most: number,
) =>
  tx<{ number: number }[]>`
    select number from (
      select distinct number from task_links
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} and repository_id = ${repositoryId}
        and state in ('draft', 'open') and number is not null and deleted_at is null
    ) open order by random() limit ${most}`

/** The open pull requests whose last commit this is. */
export const pullRequestsAt = (
  tx: Tx,
  { workspaceId, connectionId }: Pick<SyncClaim, 'workspaceId' | 'connectionId'>,
  commits: readonly { readonly repositoryId: string; readonly sha: string; readonly afterMs: number }[],
) =>
  tx<PullRequestLook[]>`
    select distinct l.repository_id, l.number, c.after_ms
    from jsonb_to_recordset(${tx.json(commits.map((one) => ({ repository_id: one.repositoryId, sha: one.sha, after_ms: one.afterMs })) as never)})
      as c (repository_id text, sha text, after_ms int)
    join task_links l on l.workspace_id = ${workspaceId} and l.connection_id = ${connectionId} and l.repository_id = c.repository_id
      and l.sha = c.sha and l.kind = 'pull_request' and l.state in ('draft', 'open') and l.number is not null and l.deleted_at is null`

export interface NamedTask {
  readonly id: string
  readonly projectId: string
  readonly completes: boolean
  /** The link from which it was made. */
  readonly linkId: string | null
}

/** The link from which something was made, also when it has been taken off its task; null: none of this connection's. */
export async function madeFrom(
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  linkId: string | null,
): Promise<string | null> {
  const [found] = await tx<{ id: string }[]>`
    select id from task_links where workspace_id = ${workspaceId} and connection_id = ${connectionId} and id = ${linkId}::uuid
      and wanted is not null`
  return found?.id ?? null
}

/** The numbers of the other pull requests of a task that are open in the repository of a link. */
export async function otherPullRequests(
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  link: Pick<TaskLink, 'id' | 'taskId' | 'repository'>,
): Promise<readonly number[]> {
  const found = await tx<{ number: number }[]>`
    select number from task_links where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and task_id = ${link.taskId} and id <> ${link.id} and lower(repository) = lower(${link.repository})
      and state in ('draft', 'open') and number is not null and deleted_at is null`
  return found.map(({ number }) => number)
}

/** The tasks from which a pull request of a branch was asked for. */
export async function tasksMadeOn(
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  repositoryId: string,
  branch: string,
): Promise<readonly string[]> {
  const found = await tx<{ taskId: string }[]>`
    select distinct task_id from task_links where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and wanted is not null and branch = ${branch} and (repository_id is null or repository_id = ${repositoryId})`
  return found.map(({ taskId }) => taskId)
}

/**
 * The tasks to which something belongs: those that it names, those whose items it closes, those that have its link already. From which
 * somebody took the link, they are left out.
 */
export async function tasksNamed(
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  named: {
    readonly references: readonly TaskReference[]
    readonly taskIds: readonly string[]
    readonly itemIds: readonly string[]
    readonly externalId: string
    readonly url: string
    readonly linkId: string | null
  },
): Promise<readonly NamedTask[]> {
  const references = named.references.map(({ key, number, completes }) => ({ key, number, completes }))
  return tx<NamedTask[]>`
    with found as (
      select t.id, r.completes, null::uuid as link_id
        from jsonb_to_recordset(${tx.json(references as never)}) as r (key text, number int, completes boolean)
        join projects p on p.workspace_id = ${workspaceId} and p.key = r.key and p.deleted_at is null
        join tasks t on t.workspace_id = p.workspace_id and t.project_id = p.id and t.number = r.number
      union all select x.entity_id, true, null from external_items x
        where x.workspace_id = ${workspaceId} and x.connection_id = ${connectionId} and x.entity_kind = 'task'
          and x.external_id = any(${named.itemIds as string[]}::text[])
      union all select unnest(${named.taskIds as string[]}::uuid[]), true, null
      union all select l.task_id, true, l.id from task_links l
        where l.workspace_id = ${workspaceId} and l.id = ${named.linkId}::uuid and l.deleted_at is null
      union all select l.task_id, ${named.linkId !== null} and l.completes, null from task_links l
        where l.workspace_id = ${workspaceId} and l.deleted_at is null
          and ((l.connection_id = ${connectionId} and l.external_id = ${named.externalId}) or l.url = ${named.url})
    )
    select t.id, t.project_id, bool_or(f.completes) as completes, max(f.link_id::text) as link_id
    from found f join tasks t on t.workspace_id = ${workspaceId} and t.id = f.id and t.deleted_at is null
    where not exists (
      select from task_links gone
      where gone.workspace_id = t.workspace_id and gone.task_id = t.id and gone.deleted_at is not null
        and gone.connection_id = ${connectionId} and gone.external_id = ${named.externalId}
    ) or exists (
      select from task_links l where l.workspace_id = t.workspace_id and l.task_id = t.id and l.deleted_at is null
        and (l.url = ${named.url} or (l.connection_id = ${connectionId} and l.external_id = ${named.externalId}))
    )
    group by t.id, t.project_id order by t.id`
}
