import type { Tx } from '../connection.ts'

export async function countUnread(tx: Tx, workspaceId: string, memberId: string): Promise<number> {
  const rows = await tx<{ count: number }[]>`
    select count(*)::int as count from notifications where workspace_id = ${workspaceId} and member_id = ${memberId} and read_at is null`
  return rows[0]?.count ?? 0
}

/** A member's unread notifications up to an instant, the oldest first. */
export async function unreadIds(
  tx: Tx,
  workspaceId: string,
  memberId: string,
  page: { until: string; limit: number },
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from notifications
    where workspace_id = ${workspaceId} and member_id = ${memberId} and read_at is null and created_at <= ${page.until}
    order by created_at, id limit ${page.limit}`
  return rows.map(({ id }) => id)
}
