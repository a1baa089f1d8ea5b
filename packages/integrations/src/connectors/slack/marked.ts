import * as z from 'zod'
import type { SlackClient } from './client.ts'

export const markerType = 'orchestrator_message'

/** Hidden in what we write, so that it is found again after an answer that was lost. */
export const marked = (key: string) => ({ event_type: markerType, event_payload: { key } })

const Found = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()).catch({}) })
        .nullish()
        .catch(null),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

/** By Slack's clock, which need not be ours. */
const skewMs = 10 * 60_000
const mostPages = 20

/** The message that was written under this key since then; null: it was not. */
export async function findMarked(
  client: SlackClient,
  { channel, threadTs, key, since }: { channel: string; threadTs?: string | null; key: string; since: Date },
): Promise<string | null> {
  const oldest = String((since.getTime() - skewMs) / 1_000)
  const method = threadTs ? 'conversations.replies' : 'conversations.history'
  let cursor = ''
  for (let page = 0; page < mostPages; page++) {
    const { messages, response_metadata: next } = await client.ask(Found, method, {
      ...{ channel, oldest, limit: 200, include_all_metadata: true },
      ...(threadTs && { ts: threadTs }),
      ...(cursor !== '' && { cursor }),
    })
    const found = messages.find(
      ({ metadata }) => metadata?.event_type === markerType && metadata.event_payload['key'] === key,
    )
    if (found) return found.ts
    cursor = next?.next_cursor ?? ''
    if (cursor === '') return null
  }
  return null
}
