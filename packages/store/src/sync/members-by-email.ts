import type { Tx } from '../connection.ts'

/** Of people whose e-mail address a service has verified, who is a member here; others are left out. */
export async function membersByEmail<T extends { readonly email: string | null }>(
  tx: Tx,
  workspaceId: string,
  people: readonly T[],
): Promise<readonly (T & { readonly memberId: string })[]> {
  const emails = people.flatMap(({ email }) => email?.toLowerCase() ?? [])
  if (emails.length === 0) return []
  const members = await tx<{ id: string; email: string }[]>`
    select id, lower(email) as email from members where workspace_id = ${workspaceId} and removed_at is null and lower(email) = any(${emails}::text[])`
  const idOf = new Map(members.map(({ id, email }) => [email, id]))
  return people.flatMap((one) => {
    const memberId = one.email === null ? undefined : idOf.get(one.email.toLowerCase())
    return memberId === undefined ? [] : [{ ...one, memberId }]
  })
}
