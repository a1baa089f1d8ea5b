import { isDeepStrictEqual } from 'node:util'
import type { Inbox } from '@orchestrator/integrations'
import { insertDeliveries, saveInboxCursor } from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'

/** Pages in one round; what is left comes in the next. */
const pagesAtOnce = 10

/** Keeps what came into an inbox as deliveries, in one transaction with how far it is read; only then it is marked there. */
export async function collectMessages(context: SyncContext, inbox: Inbox): Promise<void> {
  const { store, claim, session, state, stillMine } = context
  if (inbox.everyMs(state.connection.settings) === null) return
  const save = (cursor: unknown, deliveries: Awaited<ReturnType<Inbox['collect']>>['deliveries'] = []) =>
    store.write(claim.workspaceId, async (tx) => {
      await insertDeliveries(
        tx,
        claim,
        deliveries.map(({ deliveryId, headers, body }) => ({ deliveryId, body, headers: sure(headers) })),
      )
      await saveInboxCursor(tx, claim, cursor)
    })
  let cursor = state.inboxCursor
  for (let pages = 0; pages < pagesAtOnce; pages++) {
    const page = await inbox.collect(session, cursor)
    stillMine()
    // The database keeps no order of keys.
    if (!isDeepStrictEqual(page.cursor, cursor)) await save(page.cursor, page.deliveries)
    const kept = await inbox.kept(session, page.cursor)
    if (kept !== page.cursor) await save(kept)
    cursor = kept
    if (!page.more) return
  }
}

const sure = (headers: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(headers).filter((one): one is [string, string] => one[1] !== undefined))
