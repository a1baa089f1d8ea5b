import * as z from 'zod'
import type { Account, Session } from '../../connector/connector.ts'
import type { Container, ExternalUser } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { scopes } from './auth.ts'
import type { SlackClient } from './client.ts'
import { providerId } from './errors.ts'
import { listPeople } from './people.ts'

const Team = z.object({
  url: z.string().nullish(),
  team: z.string().nullish(),
  team_id: z.string(),
  user_id: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
})
const Channel = z.object({ id: z.string(), name: z.string().nullish() })
const Channels = z.object({
  channels: z.array(Channel),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

/** So many pages are looked through for a word before the answer says that there are more. */
const mostPages = 20

/** Of Slack nothing is kept in step as a thing: it is spoken with. So it has channels and people, and no items. */
export class SlackSession implements Session {
  readonly client: SlackClient

  constructor(client: SlackClient) {
    this.client = client
  }

  async check(): Promise<Account> {
    const team = await this.client.ask(Team, 'auth.test')
    const given = team.response_metadata?.scopes ?? []
    const missing = given.length === 0 ? [] : scopes.filter(({ name }) => !given.includes(name))
    return {
      // Messages are signed by this user, whose team it is.
      id: `${team.team_id}/${team.user_id}`,
      name: team.team ?? team.team_id,
      url: team.url ?? null,
      scopes: given,
      missing: missing.map(({ name, without }) => `\`${name}\`: without it ${without}`),
    }
  }

  async containers({ search = '', cursor }: { search?: string | undefined; cursor?: string | undefined }) {
    const containers: Container[] = []
    let next = cursor ?? ''
    for (let asked = 0; asked < mostPages; asked++) {
      const page = await this.client.ask(Channels, 'conversations.list', {
        ...{ types: 'public_channel,private_channel', exclude_archived: true, limit: 200 },
        ...(next !== '' && { cursor: next }),
      })
      for (const { id, name } of page.channels) {
        const key = `#${name ?? id}`
        if (key.toLowerCase().includes(search.toLowerCase())) containers.push({ id, key, name: key, url: null })
      }
      next = page.response_metadata?.next_cursor ?? ''
      if (next === '') return { containers, cursor: null }
      if (containers.length > 0) break
    }
    return { containers, cursor: next }
  }

  users(): Promise<readonly ExternalUser[]> {
    return listPeople(this.client)
  }

  async fields() {
    return []
  }

  pull = nothing
  count = async () => 0
  get = nothing
  create = nothing
  update = nothing
  remove = nothing
  search = nothing
}

async function nothing(): Promise<never> {
  throw new ProviderError(providerId, 'invalid', 'Slack has nothing that is kept in step as a task')
}

export function slackSession(session: Session): SlackSession {
  if (session instanceof SlackSession) return session
  throw new Error('this is no session of Slack')
}
