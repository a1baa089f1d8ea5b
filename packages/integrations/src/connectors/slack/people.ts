import * as z from 'zod'
import type { ExternalUser } from '../../connector/item.ts'
import type { SlackClient } from './client.ts'

const Person = z.object({
  id: z.string(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  is_email_confirmed: z.boolean().nullish(),
  team_id: z.string().nullish(),
  tz: z.string().nullish(),
  profile: z.object({ email: z.string().nullish(), display_name: z.string().nullish() }).nullish(),
})
type Person = z.infer<typeof Person>
const People = z.object({
  members: z.array(Person),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

/** Of a person their name, and the address by which they may be known; who has left or is no person has none. */
export interface SlackPerson extends ExternalUser {
  readonly teamId: string | null
}

const mostPages = 100

export async function listPeople(client: SlackClient): Promise<readonly SlackPerson[]> {
  const people: SlackPerson[] = []
  let cursor = ''
  for (let page = 0; page < mostPages; page++) {
    const { members, response_metadata: next } = await client.ask(People, 'users.list', {
      limit: 200,
      ...(cursor !== '' && { cursor }),
    })
    people.push(...members.filter((one) => !one.deleted && !one.is_bot && one.id !== 'USLACKBOT').map(toPerson))
    cursor = next?.next_cursor ?? ''
    if (cursor === '') break
  }
  return people
}

export async function getPerson(client: SlackClient, id: string): Promise<SlackPerson> {
  const { user } = await client.ask(z.object({ user: Person }), 'users.info', { user: id })
  return toPerson(user)
}

/** @throws ProviderError `not_found`: nobody there has this address */
export async function personByEmail(client: SlackClient, email: string): Promise<SlackPerson> {
  const { user } = await client.ask(z.object({ user: Person }), 'users.lookupByEmail', { email })
  return toPerson(user)
}

/** An address that nobody has confirmed, or of another company in a shared channel, says nothing of who it is. */
function toPerson(one: Person): SlackPerson {
  const trusted = !one.deleted && !one.is_bot && !one.is_stranger && one.is_email_confirmed !== false
  return {
    id: one.id,
    name: one.profile?.display_name || one.real_name || one.name || one.id,
    email: trusted ? (one.profile?.email ?? null) : null,
    teamId: one.team_id ?? null,
  }
}
