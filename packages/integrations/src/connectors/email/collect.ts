import { createHash } from 'node:crypto'
import { storableText } from '@orchestrator/domain'
import * as z from 'zod'
import type { SessionOptions } from '../../connector/connector.ts'
import type { Collected } from '../../connector/inbox.ts'
import { readAddress } from './addresses.ts'
import { deliveredTo, headersOf, messageIdOf } from './message-id.ts'
import { type OpenMailbox, withMailbox } from './open-mailbox.ts'
import { EmailSettings } from './settings.ts'

/** How far a mailbox is read. */
const Cursor = z.object({
  uidValidity: z.string(),
  lastUid: z.int().nonnegative(),
  /** When it was read: after the server has numbered all anew, messages from about then on are looked at. */
  at: z.string(),
  /** Kept here, and not yet marked there as read. */
  unmarked: z.array(z.int()),
})
type Cursor = z.infer<typeof Cursor>

const atOnce = 10
/** What is longer is cut: text comes before what is attached. */
const mostBytes = 10 * 1024 * 1024
const mostId = 450
const dayMs = 24 * 3_600_000

/** Messages that came into a mailbox since the cursor; nothing is changed or deleted there. */
export const collect = (options: SessionOptions, given: unknown): Promise<Collected> =>
  withMailbox(options, async (open) => {
    const { client, mailbox } = open
    const known = Cursor.safeParse(given).data
    const at = new Date().toISOString()
    const uidValidity = String(mailbox.uidValidity)
    const last = await lastUidOf(open, known)
    const found = mailbox.exists === 0 ? [] : await client.search({ uid: `${last + 1}:*` }, { uid: true })
    // Of `n:*` the last message is one, whatever its number.
    const uids = (Array.isArray(found) ? found : []).filter((uid) => uid > last).sort((a, b) => a - b)
    const taken = uids.slice(0, atOnce)
    const deliveries: Collected['deliveries'][number][] = []
    for (const uid of taken) {
      const message = await client.fetchOne(String(uid), { source: { maxLength: mostBytes } }, { uid: true })
      // It was deleted just now.
      if (message === false || message.source === undefined) continue
      const body = message.source
      deliveries.push({ deliveryId: idOf(body, options), headers: { 'content-type': 'message/rfc822' }, body })
    }
    const cursor: Cursor = {
      ...{ uidValidity, lastUid: taken.at(-1) ?? last },
      at: taken.length > 0 || known === undefined ? at : known.at,
      unmarked: [...(known?.uidValidity === uidValidity ? known.unmarked : []), ...taken],
    }
    return { deliveries, cursor, more: uids.length > taken.length }
  })

/** Of one message, copies for two of our addresses may come by themselves. */
export function idOf(mime: Buffer, options: SessionOptions): string {
  const settings = EmailSettings.parse(options.settings)
  const ours = deliveredTo(headersOf(mime)).filter((address) => readAddress(settings, address) !== null)
  const to = [...new Set(ours.map((one) => one.toLowerCase()))].sort().join(' ')
  const id = storableText(`${messageIdOf(mime)} ${to}`.trim())
  return id.length <= mostId ? id : `sha256 ${createHash('sha256').update(id).digest('hex')}`
}

async function lastUidOf({ client, mailbox }: OpenMailbox, known: Cursor | undefined): Promise<number> {
  const newest = Math.max(0, (mailbox.uidNext ?? 1) - 1)
  if (known === undefined) return newest
  if (known.uidValidity === String(mailbox.uidValidity)) return known.lastUid
  if (mailbox.exists === 0) return newest
  const since = new Date(Date.parse(known.at) - dayMs)
  const found = await client.search({ since }, { uid: true })
  return Array.isArray(found) && found.length > 0 ? Math.min(...found) - 1 : newest
}

/** Marks as read what is kept here by now. */
export async function markKept(options: SessionOptions, given: unknown): Promise<unknown> {
  const cursor = Cursor.safeParse(given).data
  if (cursor === undefined || cursor.unmarked.length === 0) return given
  await withMailbox(options, async ({ client, mailbox }) => {
    if (String(mailbox.uidValidity) !== cursor.uidValidity || mailbox.exists === 0) return
    await client.messageFlagsAdd(cursor.unmarked.join(','), ['\\Seen'], { uid: true })
  })
  return { ...cursor, unmarked: [] }
}
