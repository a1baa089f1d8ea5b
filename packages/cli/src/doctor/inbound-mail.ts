import { type Access, getJson } from '../api-client.ts'
import type { Connection } from '../integration/find-connection.ts'

type Inbound = Pick<Connection, 'status' | 'trouble' | 'account'>

/** Whether the workspace takes in mail, and where; never throws: who asks has more to say. */
export async function inboundMail(access: Access): Promise<{ ok: boolean; text: string; hint?: string } | null> {
  const query = { provider: 'email', limit: 1, sort: '-createdAt' }
  const found = await getJson<{ items: Inbound[] }>(access, '/v1/connections', { query }).catch(() => null)
  return found && inboundInWords(found.items[0])
}

/** What to say of a connection for incoming mail, or of none. */
export function inboundInWords(connection: Inbound | undefined): { ok: boolean; text: string; hint?: string } {
  if (connection === undefined || connection.status === 'disconnected')
    return { ok: true, text: 'not taken in; docs/integrations/email.md says how to connect a mailbox or a webhook' }
  const { status, trouble, account } = connection
  const text = `to ${account.name}${status === 'active' ? '' : `, ${status}`}`
  if (status !== 'attention') return { ok: true, text }
  return {
    ok: false,
    text: `${text}: ${trouble?.message ?? ''}`,
    hint: trouble?.action ?? 'See `orchestrator connection show`.',
  }
}
