import { channelsOf, type Digest, type NotificationPreferences } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { readDigest } from './read-digest.ts'

const day = 24 * 3_600_000
/** A digest tells of what has changed since the one before, but not of more than this. */
const longest = 8 * day

/** From where a digest tells what has changed. */
export function digestFrom(until: Date, lastAt: string | null, weekly: boolean): string {
  const last = lastAt === null ? 0 : Date.parse(lastAt)
  const isRecent = last < until.getTime() && until.getTime() - last <= longest
  return new Date(isRecent ? last : until.getTime() - (weekly ? 7 : 1) * day).toISOString()
}

/** A member's digest as it would be now. */
export async function previewDigest(
  tx: Tx,
  { workspaceId, memberId, now }: { workspaceId: string; memberId: string; now: Date },
): Promise<Digest & { readonly workspace: string }> {
  const [own] = await tx<
    { workspace: string; kinds: NotificationPreferences['kinds'] | null; lastAt: string | null; timeZone: string }[]
  >`
    select w.name as workspace, p.kinds, d.last_at, coalesce(p.time_zone, w.time_zone) as time_zone
    from workspaces w
    left join notification_preferences p on p.workspace_id = w.workspace_id and p.id = ${memberId}
    left join member_digests d on d.workspace_id = w.workspace_id and d.member_id = ${memberId}
    where w.workspace_id = ${workspaceId}`
  const { workspace = '', kinds = null, lastAt = null, timeZone = 'UTC' } = own ?? {}
  const weekly = channelsOf({ kinds: kinds ?? {} }, 'work_digest').email !== 'daily'
  const request = { workspaceId, memberId, from: digestFrom(now, lastAt, weekly), until: now.toISOString(), timeZone }
  return { workspace, ...(await readDigest(tx, request)) }
}
