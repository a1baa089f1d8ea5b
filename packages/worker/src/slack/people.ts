import { AppError, type Command, deriveId } from '@orchestrator/domain'
import { getPerson, ProviderError, personByEmail, type SlackPerson } from '@orchestrator/integrations'
import type { SlackApp } from './app.ts'

export interface Member {
  readonly id: string
  readonly name: string
}

/**
 * Which member somebody of Slack is: as a person has said, else by the address that Slack has confirmed. What they do is done
 * with that member’s rights.
 * @returns null: nobody that is known here
 */
export async function memberOf(app: SlackApp, userId: string): Promise<Member | null> {
  const member = await knownMember(app, userId)
  return app.vouches || member?.id === app.connection.ownerId ? member : null
}

async function knownMember(app: SlackApp, userId: string): Promise<Member | null> {
  const { store, workspaceId, connection, client } = app
  const [known] = await store.read(
    workspaceId,
    (tx) => tx<(Member & { removedAt: string | null })[]>`
      select m.id, m.name, m.removed_at from user_links u join members m on m.workspace_id = u.workspace_id and m.id = u.member_id
      where u.workspace_id = ${workspaceId} and u.connection_id = ${connection.id} and u.external_user_id = ${userId}`,
  )
  if (known) return known.removedAt === null ? known : null
  const person = await getPerson(client, userId)
  const email = ownEmail(app, person)
  if (email === null) return null
  const [member] = await store.read(
    workspaceId,
    (tx) => tx<Member[]>`
      select id, name from members where workspace_id = ${workspaceId} and removed_at is null and lower(email) = ${email}`,
  )
  if (!member) return null
  await link(app, person, member.id)
  return member
}

/** Who a member is in Slack. @returns null: nobody there */
export async function slackUserOf(app: SlackApp, memberId: string): Promise<string | null> {
  const { store, workspaceId, connection, client } = app
  const [row] = await store.read(
    workspaceId,
    (tx) => tx<{ email: string; userId: string | null }[]>`
      select m.email, u.external_user_id as user_id from members m
      left join user_links u on u.workspace_id = m.workspace_id and u.member_id = m.id and u.connection_id = ${connection.id}
      where m.workspace_id = ${workspaceId} and m.id = ${memberId} and m.removed_at is null order by u.how desc nulls last limit 1`,
  )
  if (!row) return null
  if (row.userId !== null) return row.userId
  const person = await personByEmail(client, row.email).catch((error: unknown) => {
    if (error instanceof ProviderError && error.kind === 'not_found') return null
    throw error
  })
  if (person === null || ownEmail(app, person) !== row.email.toLowerCase()) return null
  await link(app, person, memberId)
  return person.id
}

/** The people of Slack who are these members, as far as it is known without asking. */
export async function knownUsers(app: SlackApp, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { store, workspaceId, connection } = app
  if (memberIds.length === 0) return new Map()
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ memberId: string; userId: string }[]>`
      select member_id, external_user_id as user_id from user_links
      where workspace_id = ${workspaceId} and connection_id = ${connection.id} and member_id = any(${memberIds as string[]}::uuid[])
      order by how`,
  )
  return new Map(rows.map(({ memberId, userId }) => [memberId, userId]))
}

/** Of somebody of this very company; nobody's where anybody may have put it there. */
function ownEmail({ connection, vouches }: SlackApp, { email, teamId }: SlackPerson): string | null {
  const [team] = connection.account.id.split('/')
  return vouches && email !== null && (teamId === null || teamId === team) ? email.toLowerCase() : null
}

/** Kept, so that it is seen and can be changed; without the right to, what was found counts all the same. */
async function link({ store, principal, connection, logger }: SlackApp, person: SlackPerson, memberId: string) {
  const data = { connectionId: connection.id, externalUserId: person.id, externalName: person.name, memberId }
  const id = deriveId(connection.id, 'user', person.id, memberId)
  const command = { id, type: 'user_link.set', data: { ...data, how: 'email' } } as unknown as Command
  await store.execute(principal, [command]).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
    logger.info({ err: error, connectionId: connection.id }, 'a person could not be linked')
  })
}
