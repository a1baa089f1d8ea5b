// To adapt: how the service lists what changed. If it hands out a token of its own (a delta link, a cursor), keep that in the cursor instead
// of a time. Which overlap is enough its documentation rarely says: a minute costs little, what was seen is not handed out again.
import * as z from 'zod'
import type { Page, Session } from '../../connector/connector.ts'
import { pullByTime } from '../../connector/pull-by-time.ts'
import { providerId, type SampleDeskClient } from './client.ts'
import { toComment, toItem, WireComment, WireItem } from './items.ts'

const overlapMs = 60_000
const perPage = 100

/** One page of the items, or of the comments, of a list: by the time when they changed. */
export async function listPage(
  client: SampleDeskClient,
  query: { readonly containerId: string; readonly type: string },
  since: string | null,
  page: number,
) {
  const asked = { query: { updated_since: since, page, per_page: perPage } }
  const of = <T>(wire: z.ZodType<T>) => z.object({ data: z.array(wire), more: z.boolean() })
  if (query.type === 'comment') {
    const { data, more } = await client.ask(of(WireComment), 'GET', `/lists/${query.containerId}/comments`, asked)
    return { items: data.map(toComment), more }
  }
  const { data, more } = await client.ask(of(WireItem), 'GET', `/lists/${query.containerId}/items`, asked)
  return { items: data.map(toItem), more }
}

export const pullPage = (client: SampleDeskClient, query: Parameters<Session['pull']>[0]): Promise<Page> =>
  pullByTime(query, { provider: providerId, overlapMs, list: (since, page) => listPage(client, query, since, page) })
