import type { Digest } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { approvalsFor } from '../queries/approvals-for.ts'
import { joinConditions } from '../queries/keyset.ts'
import type { DigestRequest } from './read-digest.ts'

const most = 10

/** What somebody waits for a member to do. */
export async function readWaiting(tx: Tx, { workspaceId, memberId }: DigestRequest): Promise<Digest['waiting']> {
  const [approvals, mentions, conflicts, connections] = await Promise.all([
    readApprovals(tx, workspaceId, memberId),
    tx<(Digest['waiting']['mentions']['items'][number] & { total: number })[]>`
      select id, title, body, (count(*) over ())::int as total from notifications
      where workspace_id = ${workspaceId} and member_id = ${memberId} and read_at is null and kind = 'mentioned'
      order by created_at desc, id limit ${most}`.execute(),
    tx<Digest['waiting']['conflicts']>`
      select c.id as connection_id, c.name as connection, count(*)::int as total
      from sync_conflicts s join connections c on c.workspace_id = s.workspace_id and c.id = s.connection_id
      where s.workspace_id = ${workspaceId} and s.status = 'open' and c.owner_id = ${memberId}
      group by 1, 2 order by 2, 1`.execute(),
    tx<Digest['waiting']['connections']>`
      select id, name, coalesce(trouble->>'action', '') as action from connections
      where workspace_id = ${workspaceId} and owner_id = ${memberId} and status = 'attention' order by name, id`.execute(),
  ])
  return {
    approvals: some(approvals),
    mentions: some(mentions),
    conflicts: [...conflicts],
    connections: [...connections],
  }
}

type ApprovalLine = Digest['waiting']['approvals']['items'][number] & { total: number }

async function readApprovals(tx: Tx, workspaceId: string, memberId: string): Promise<readonly ApprovalLine[]> {
  const parameters: unknown[] = [workspaceId]
  const answerable = joinConditions([approvalsFor(memberId)], parameters)
  return tx.unsafe<ApprovalLine[]>(
    `select t.id, t.title, p.name as project, t.expires_at, (count(*) over ())::int as total
    from approvals t left join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
    where t.workspace_id = $1${answerable} order by coalesce(t.expires_at, 'infinity'), t.created_at, t.id limit ${most}`,
    parameters as never[],
    { prepare: true },
  )
}

const some = <T extends { total: number }>(rows: readonly T[]) => ({
  items: rows.map(({ total: _, ...item }) => item),
  total: rows[0]?.total ?? 0,
})
