import * as z from 'zod'
import type { Session } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { Subscription } from '../../connector/webhooks.ts'
import { hasNext } from './client.ts'
import { providerId } from './errors.ts'
import { GitHubSession } from './session.ts'
import { subscribed } from './webhook-events.ts'

const Hook = z.object({ id: z.number(), config: z.object({ url: z.string().nullish() }) })

export function githubSession(session: Session): GitHubSession {
  if (session instanceof GitHubSession) return session
  throw new ProviderError(providerId, 'invalid', 'this is no session of GitHub')
}

/** One for each address: what is there already, perhaps of a try whose answer was lost, is set anew. */
export async function subscribe(
  session: Session,
  target: { readonly url: string; readonly secret: string; readonly containerId: string },
): Promise<Subscription> {
  const { client } = githubSession(session)
  const hook = {
    repository_id: target.containerId,
    active: true,
    events: subscribed,
    config: { url: target.url, content_type: 'json', secret: target.secret, insecure_ssl: '0' },
  }
  for (let page = 1; ; page++) {
    const { data, headers } = await client.ask(z.array(Hook), 'GET /repositories/{repository_id}/hooks', {
      ...{ repository_id: target.containerId, per_page: 100, page },
    })
    const known = data.find(({ config }) => config.url === target.url)
    if (known) {
      await client.ask(Hook, 'PATCH /repositories/{repository_id}/hooks/{hook_id}', { ...hook, hook_id: known.id })
      return { id: String(known.id), expiresAt: null }
    }
    if (!hasNext(headers)) break
  }
  const { data } = await client.ask(Hook, 'POST /repositories/{repository_id}/hooks', { ...hook, name: 'web' })
  return { id: String(data.id), expiresAt: null }
}

export async function unsubscribe(session: Session, { id }: Subscription, containerId: string): Promise<void> {
  try {
    await githubSession(session).client.ask(z.unknown(), 'DELETE /repositories/{repository_id}/hooks/{hook_id}', {
      ...{ repository_id: containerId, hook_id: Number(id) },
    })
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'not_found')) throw error
  }
}
