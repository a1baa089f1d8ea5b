import { AppError, type Command, deriveId, type Principal } from '@orchestrator/domain'
import {
  type ClaimedDelivery,
  type FailingEndpoint,
  getFirstAdmin,
  getMemberRole,
  markFailingTold,
  type Store,
} from '@orchestrator/store'
import type { LostRight } from './lost-rights.ts'

/** The receiver has said that it is gone: its endpoint is switched off, and the log says so. */
export async function switchOff(app: Store, { workspaceId, endpoint, id, attempts }: ClaimedDelivery): Promise<void> {
  if (!endpoint) return
  const reason = 'the receiver answered 410: it is gone for good'
  await tell(app, workspaceId, endpoint, {
    id: deriveId(workspaceId, 'endpoint gone', id, attempts),
    type: 'webhook_endpoint.disable',
    data: { id: endpoint.id, reason },
  })
}

/** Its owner may not have events sent any more: until somebody who may switches it on again, nothing is. */
export const pause = (app: Store, workspaceId: string, { endpoint, reason }: LostRight): Promise<void> =>
  tell(app, workspaceId, endpoint, {
    id: deriveId(workspaceId, 'endpoint without rights', endpoint.id, endpoint.version),
    type: 'webhook_endpoint.disable',
    data: { id: endpoint.id, reason },
  })

/** An endpoint has taken nothing for long. Told once, until it has taken something again. */
export async function tellFailing(
  { app, relay }: { app: Store; relay: Store },
  workspaceId: string,
  endpoint: FailingEndpoint,
  reason: string,
): Promise<void> {
  const { id, failingSince: since } = endpoint
  await tell(app, workspaceId, endpoint, {
    id: deriveId(workspaceId, 'endpoint failing', id, since),
    type: 'webhook_endpoint.tell_failing',
    data: { id, since, reason },
  })
  await markFailingTold(relay, workspaceId, id)
}

/** As the endpoint, for its owner; when that one has left, for the first ADMIN. */
async function tell(
  app: Store,
  workspaceId: string,
  { id, ownerId }: { id: string; ownerId: string },
  command: Command,
): Promise<void> {
  const memberId = await app.read(workspaceId, async (tx) =>
    (await getMemberRole(tx, workspaceId, ownerId)) === undefined ? await getFirstAdmin(tx, workspaceId) : ownerId,
  )
  if (memberId === undefined) return
  const principal: Principal = { workspaceId, actor: { type: 'connection', id, memberId }, scopes: null }
  try {
    await app.execute(principal, [command])
  } catch (refusal) {
    // It was deleted meanwhile.
    if (!(refusal instanceof AppError) || refusal.code !== 'not_found') throw refusal
  }
}
