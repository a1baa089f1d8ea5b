import { type Command, deriveId, type Side, sameValue } from '@orchestrator/domain'
import {
  type Connector,
  type Delivery,
  fieldsOf,
  type Hint,
  hashOf,
  linksOf,
  ProviderError,
  pick,
  sideOf,
} from '@orchestrator/integrations'
import {
  addWork,
  closeDeliveries,
  type ExternalItem,
  type InboundDelivery,
  itemOfExternal,
  openDeliveries,
  type SyncMapping,
  type Tx,
  toAppError,
} from '@orchestrator/store'
import { observePushes, takeLooks } from './code/take-code-hints.ts'
import { madeHere } from './made-here.ts'
import { LostClaim, type SyncContext } from './sync-context.ts'

const most = 100

/**
 * Turns deliveries into work. What they hold is not believed but looked up: they come late, twice and in any order.
 * @returns whether there may be more
 */
export async function readInbound(context: SyncContext): Promise<boolean> {
  const { store, claim, connector } = context
  const deliveries = await openDeliveries(store, claim, most)
  if (deliveries.length === 0) return false
  const parsed = deliveries.map((delivery) => parse(connector, delivery))
  await tellEvents(
    context,
    parsed.flatMap(({ told }) => told?.events ?? []),
  )
  const read: Read[] = []
  for (const one of parsed) {
    const { told } = one
    const refusal = told && (await refusalOf(context, one, () => observePushes(context, told)))
    read.push({ ...one, error: refusal ?? one.error })
  }
  await takeAll(context, read)
  return true
}

interface Read {
  readonly id: string
  readonly told: Delivery | null
  readonly error: string | null
}

/** All in one transaction; if the database refuses it, each by itself. */
async function takeAll(context: SyncContext, read: readonly Read[]): Promise<void> {
  const { store, claim } = context
  const take = (some: readonly Read[]) =>
    store.write(claim.workspaceId, async (tx) => {
      for (const { told } of some) {
        if (told === null) continue
        await takeHints(context, tx, told)
        await takeLooks(tx, context, told)
      }
      await closeDeliveries(tx, claim, some)
    })
  try {
    await take(read)
  } catch (error) {
    throwUnlessRefused(error)
    for (const one of read) {
      const refusal = await refusalOf(context, one, () => take([one]))
      if (refusal !== null) await take([{ ...one, told: null, error: refusal }])
    }
  }
}

/** What one delivery holds may be refused; it is closed with the reason, for none behind it is to wait. */
async function refusalOf(
  { claim, logger }: SyncContext,
  { id }: Read,
  work: () => Promise<unknown>,
): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    throwUnlessRefused(error)
    logger.warn({ err: error, deliveryId: id, ...claim }, 'what a delivery told was refused')
    return toAppError(error).message
  }
}

/** What is only not to be had now is tried again. */
function throwUnlessRefused(error: unknown): void {
  if (error instanceof LostClaim || error instanceof ProviderError) throw error
  if (error instanceof Error && error.name === 'AbortError') throw error
  if (toAppError(error).code === 'unavailable') throw error
}

function parse(connector: Connector, { deliveryId: id, headers, body }: InboundDelivery): Read {
  try {
    return { id, told: connector.webhooks?.parse({ headers, body }) ?? null, error: null }
  } catch (error) {
    return { id, told: null, error: error instanceof ProviderError ? error.message : 'it could not be read' }
  }
}

/**
 * What triggers may start on. Told under ids of their own, so a delivery that comes twice tells it once; asked for together, since what the store is
 * asked for together it commits together, in this order.
 */
async function tellEvents(
  { store, claim, state, principal, logger }: SyncContext,
  events: Delivery['events'],
): Promise<void> {
  const tell = async ({ id, type, occurredAt, containerId, data }: Delivery['events'][number]) => {
    const projectId = state.mappings.find((mapping) => mapping.containerId === containerId)?.projectId ?? null
    const payload = { ...data, occurredAt, containerId }
    const command = {
      id: deriveId(claim.connectionId, 'event', id),
      type: 'connection.emit',
      data: { id: claim.connectionId, type, projectId, payload },
    }
    await store.execute(principal, [command as unknown as Command], { unasked: true }).catch((error: unknown) => {
      throwUnlessRefused(error)
      logger.warn({ err: error, type, ...claim }, 'an event of a service could not be told')
    })
  }
  await Promise.all(events.map(tell))
}

async function takeHints(context: SyncContext, tx: Tx, { hints }: Delivery): Promise<void> {
  const { claim, state } = context
  for (const hint of hints) {
    const known = hint.containerId === null && hint.kind !== 'pull' ? await mappingOf(context, tx, hint) : undefined
    const mappings = state.mappings.filter(
      ({ id, containerId, enabled }) =>
        enabled && (known === undefined ? (hint.containerId ?? containerId) === containerId : known === id),
    )
    for (const mapping of mappings) {
      if (hint.kind === 'pull') await pullSoon(tx, claim.workspaceId, mapping.id)
      else {
        const item = await itemOfExternal(tx, claim, hint.ref.type, hint.ref.id)
        if (hint.kind === 'changed' && item !== null && isEcho(context, mapping, item, hint.item)) continue
        const onExternalId = hint.kind === 'changed' ? (hint.on?.id ?? null) : null
        await addWork(tx, claim.workspaceId, claim.connectionId, [
          { mappingId: mapping.id, type: hint.ref.type, externalId: hint.ref.id, onExternalId },
        ])
      }
    }
  }
}

/** Where that is of which a delivery does not say where it is. null: nobody knows. */
async function mappingOf(
  { claim }: SyncContext,
  tx: Tx,
  hint: Exclude<Hint, { kind: 'pull' }>,
): Promise<string | null> {
  const refs = [hint.ref, ...(hint.kind === 'changed' && hint.on ? [hint.on] : [])]
  for (const { type, id } of refs) {
    const item = await itemOfExternal(tx, claim, type, id)
    if (item !== null) return item.mappingId
  }
  return null
}

/** It tells of just what we wrote there last. What it does not tell is as it was when we wrote: GitHub leaves out whose sub-issue it is. */
function isEcho(
  { connector }: SyncContext,
  mapping: SyncMapping,
  item: ExternalItem,
  told: Parameters<typeof sideOf>[0] | undefined,
): boolean {
  if (told === undefined || item.writtenHash === null) return false
  // Links are not in the hash, and a list of others than those that count is looked at.
  const links = linksOf(mapping)
  const toldLinks = links === null ? undefined : told.fields[links.theirs]
  if (
    links !== null &&
    toldLinks !== undefined &&
    !sameValue(toldLinks as Side[string], item.baseTheirs[links.theirs] ?? [])
  )
    return false
  const fields = fieldsOf(connector, mapping, item.type, madeHere(item))
  const known = pick(
    item.baseTheirs,
    fields.rules.map(({ theirs }) => theirs),
  )
  return hashOf({ ...known, ...sideOf(told, fields) }) === item.writtenHash
}

const pullSoon = (tx: Tx, workspaceId: string, mappingId: string) =>
  tx`update mapping_syncs set pull_at = now() where workspace_id = ${workspaceId} and mapping_id = ${mappingId}`
