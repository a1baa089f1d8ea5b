import { AppError, type Command, deriveId } from '@orchestrator/domain'
import { getPerson, ProviderError, personByEmail, type SlackPerson } from '@orchestrator/integrations'
import { addressesOf, linkedMember, linkedUsers, memberWithEmail, type SlackMember } from '@orchestrator/store'
import type { SlackApp } from './app.ts'

/**
 * Why somebody of Slack is nobody here: they have left, Slack knows no such person (`unknown`), does not let the app ask (`refused`), tells no
 * address that counts (`no_address`), or one that is no member's (`no_member`); or the app may not say who others are (`unvouched`).
 */
export type Nobody = 'left' | 'unknown' | 'refused' | 'no_address' | 'no_member' | 'unvouched'

/** Which member somebody of Slack is; null: nobody that is known here. */
export async function memberOf(app: SlackApp, userId: string): Promise<SlackMember | null> {
  const who = await whoIs(app, userId)
  return typeof who === 'string' ? null : who
}

/**
 * Which member somebody of Slack is: as a person has said, else by the address that Slack has confirmed. What they do is done
 * with that member’s rights.
 */
export async function whoIs(app: SlackApp, userId: string): Promise<SlackMember | Nobody> {
  const who = await knownMember(app, userId)
  const isOwner = typeof who !== 'string' && who.id === app.connection.ownerId
  return app.vouches || isOwner ? who : 'unvouched'
}

async function knownMember(app: SlackApp, userId: string): Promise<SlackMember | Nobody> {
  const { store, workspaceId, connection } = app
  const known = await store.read(workspaceId, (tx) => linkedMember(tx, workspaceId, connection.id, userId))
  if (known) return known.removedAt === null ? known : 'left'
  const person = await personOf(app, userId)
  if (typeof person === 'string') return person
  const email = ownEmail(app, person)
  if (email === null) return 'no_address'
  const member = await store.read(workspaceId, (tx) => memberWithEmail(tx, workspaceId, email))
  if (!member) return 'no_member'
  await link(app, person, member.id)
  return member
}

/** Of somebody of another company in a shared channel Slack may say that there is no such person. */
async function personOf({ client, logger, connection }: SlackApp, userId: string): Promise<SlackPerson | Nobody> {
  try {
    return await getPerson(client, userId)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind !== 'not_found' && error.kind !== 'forbidden' && error.kind !== 'invalid') throw error
    logger.warn({ err: error, connectionId: connection.id, userId }, 'Slack does not say who somebody is')
    return error.kind === 'forbidden' ? 'refused' : 'unknown'
  }
}

/** Who a member is in Slack. @returns null: nobody there */
export async function slackUserOf(app: SlackApp, memberId: string): Promise<string | null> {
  const { store, workspaceId, connection, client } = app
  const row = await store.read(workspaceId, (tx) => addressesOf(tx, workspaceId, connection.id, memberId))
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
  const rows = await store.read(workspaceId, (tx) => linkedUsers(tx, workspaceId, connection.id, memberIds))
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
