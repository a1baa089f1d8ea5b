import type { SlackEvent } from '@orchestrator/integrations'
import * as z from 'zod'
import type { SlackCall } from '../call.ts'
import { memberOf } from '../people.ts'
import { approvalOf, taskOf } from '../show/find-shown.ts'
import type { Shown } from '../show/show-task.ts'

const most = 5

/**
 * Shows what links lead to. Only to a member who shares it: whoever is in the workspace may read all of it, and by sharing they show it. In
 * channels that are shared with another company nothing is shown, nor in a draft: nobody says where it will go.
 */
export async function unfurl(call: SlackCall, event: SlackEvent): Promise<void> {
  const { app } = call
  const { channel, message_ts: ts, user, links, unfurl_id: unfurlId, source } = event
  if (!user || !links || app.publicUrl === null || (await memberOf(app, user)) === null) return
  if (!channel || channel === 'COMPOSER' || (await isShared(call, channel))) return
  const shown: Record<string, { blocks: Shown['blocks'] }> = {}
  for (const { url } of links.slice(0, most)) {
    const found = await shownAt(call, url)
    if (found) shown[url] = { blocks: found.blocks }
  }
  if (Object.keys(shown).length === 0) return
  const place = unfurlId && source ? { unfurl_id: unfurlId, source } : { channel, ts }
  await app.client.ask(z.unknown(), 'chat.unfurl', { ...place, unfurls: shown })
}

async function isShared({ app }: SlackCall, channel: string): Promise<boolean> {
  const Info = z.object({
    channel: z.object({ is_ext_shared: z.boolean().nullish(), is_pending_ext_shared: z.boolean().nullish() }),
  })
  const { channel: info } = await app.client.ask(Info, 'conversations.info', { channel })
  return info.is_ext_shared === true || info.is_pending_ext_shared === true
}

/** Of the links that a person may copy. Those that are signed for somebody alone are nobody else’s to see. */
async function shownAt({ app }: SlackCall, url: string): Promise<Shown | null> {
  if (app.publicUrl === null || !URL.canParse(url) || !url.startsWith(`${app.publicUrl}/`)) return null
  const path = new URL(url).pathname.slice(new URL(app.publicUrl).pathname.replace(/\/$/, '').length)
  const [, kind, id = ''] =
    /^\/(?:v1\/)?(tasks|approvals)\/([0-9a-f-]{36}|[A-Z][A-Z0-9]{1,9}-\d{1,9})$/i.exec(path) ?? []
  const isId = z.uuid().safeParse(id).success
  if (kind === 'tasks' && (isId || !/^[0-9a-f-]{36}$/i.test(id))) return taskOf(app, id)
  return kind === 'approvals' && isId ? approvalOf(app, id) : null
}
