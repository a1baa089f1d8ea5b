import type { Tx } from '../connection.ts'

/** A member, as people see them in Slack. */
export interface SlackMember {
  readonly id: string
  readonly name: string
}

/** Whom somebody of Slack is linked to, also one who was removed; null: nobody. */
export async function linkedMember(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  userId: string,
): Promise<(SlackMember & { readonly removedAt: string | null }) | null> {
  const [row] = await tx<(SlackMember & { removedAt: string | null })[]>`
    select m.id, m.name, m.removed_at from user_links u join members m on m.workspace_id = u.workspace_id and m.id = u.member_id
    where u.workspace_id = ${workspaceId} and u.connection_id = ${connectionId} and u.external_user_id = ${userId}`
  return row ?? null
}

/** @param email in lower case */
export async function memberWithEmail(tx: Tx, workspaceId: string, email: string): Promise<SlackMember | null> {
  const [row] = await tx<SlackMember[]>`
    select id, name from members where workspace_id = ${workspaceId} and removed_at is null and lower(email) = ${email}`
  return row ?? null
}

/** A member's address, and who they are in Slack as far as a link says it; null: there is no such member. */
export async function addressesOf(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  memberId: string,
): Promise<{ readonly email: string; readonly userId: string | null } | null> {
  const [row] = await tx<{ email: string; userId: string | null }[]>`
    select m.email, u.external_user_id as user_id from members m
    left join user_links u on u.workspace_id = m.workspace_id and u.member_id = m.id and u.connection_id = ${connectionId}
    where m.workspace_id = ${workspaceId} and m.id = ${memberId} and m.removed_at is null order by u.how desc nulls last limit 1`
  return row ?? null
}

/** Of one with several links the one that counts comes last. */
export const linkedUsers = async (
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  memberIds: readonly string[],
): Promise<readonly { readonly memberId: string; readonly userId: string }[]> =>
  tx<{ memberId: string; userId: string }[]>`
    select member_id, external_user_id as user_id from user_links
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and member_id = any(${memberIds as string[]}::uuid[])
    order by how`

/** Also of one who was removed; null: there never was one. */
export async function nameOfMember(tx: Tx, workspaceId: string, id: string): Promise<string | null> {
  const [row] = await tx<
    { name: string }[]
  >`select name from members where workspace_id = ${workspaceId} and id = ${id}`
  return row?.name ?? null
}

/** In whose days somebody lives: the member's own zone, else the workspace's. */
export async function zoneOfMember(tx: Tx, workspaceId: string, memberId: string): Promise<string | null> {
  const [row] = await tx<{ zone: string }[]>`
    select coalesce(p.time_zone, w.time_zone) as zone from workspaces w
    left join notification_preferences p on p.workspace_id = ${workspaceId} and p.id = ${memberId}
    where w.workspace_id = ${workspaceId}`
  return row?.zone ?? null
}

/** null: there is no such member, or they were removed. */
export async function roleOfMember(tx: Tx, workspaceId: string, id: string): Promise<string | null> {
  const [row] = await tx<{ role: string }[]>`
    select role from members where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`
  return row?.role ?? null
}

/**
 * Whom a name may mean: an address, what is before its @, a whole name or a first name. Those of whom it is the whole come first.
 * @param name in lower case
 */
export const membersCalled = async (
  tx: Tx,
  workspaceId: string,
  name: string,
): Promise<readonly (SlackMember & { readonly exact: boolean })[]> =>
  tx<(SlackMember & { exact: boolean })[]>`
    select id, name, lower(email) = ${name} or lower(name) = ${name} as exact from members
    where workspace_id = ${workspaceId} and removed_at is null
      and (lower(email) = ${name} or lower(split_part(email, '@', 1)) = ${name} or lower(name) = ${name} or lower(split_part(name, ' ', 1)) = ${name})
    order by exact desc, name limit 6`
