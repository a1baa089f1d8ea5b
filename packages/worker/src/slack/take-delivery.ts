import { AppError } from '@orchestrator/domain'
import { isToldOf, ProviderError, readDelivery, type SlackDelivery } from '@orchestrator/integrations'
import { claimAppDelivery, type DeliveryRef, finishAppDelivery, putOffAppDelivery } from '@orchestrator/store'
import * as z from 'zod'
import { openApp, type SlackApp, type SlackDeps } from './app.ts'
import { asWhoTheyAre, type SlackCall } from './call.ts'
import { handleCommand } from './commands/handle-command.ts'
import { handleEvent } from './events/handle-event.ts'
import { handleInteraction } from './interactions/handle-interaction.ts'
import { tellAutomations } from './tell-automations.ts'
import { tellTrouble } from './tell-trouble.ts'
import { escaped } from './text.ts'

/** Longer than one may take. */
const leaseMs = 60_000
/** Between tries; after the last it is given up. */
const pauses = [1_000, 5_000, 30_000, 120_000, 600_000]
/** Until the connection is looked at again; meanwhile it is not even claimed. */
const heldMs = 60_000
const endsIt = new Set(['tokens_revoked', 'app_uninstalled'])
const passing = new Set<ProviderError['kind']>(['rate_limited', 'unavailable', 'ambiguous'])

/**
 * Does what somebody did in Slack. It is stored before it is answered, and done under ids that follow from it: whoever is killed in
 * the middle, it is done once. What is said to them alone may be said twice then.
 */
export async function takeDelivery(deps: SlackDeps, ref: DeliveryRef): Promise<void> {
  const { store, logger, connector } = deps
  const delivery = await claimAppDelivery(store, ref, leaseMs)
  if (delivery === null) return
  // Not even what ends its process each time is tried for ever.
  if (delivery.attempts > pauses.length + 1)
    return finishAppDelivery(store, ref, 'the process that did it ended each time')
  let told: SlackDelivery | null = null
  let call: SlackCall | null = null
  try {
    const request = { headers: delivery.headers, body: delivery.body }
    const app = await openApp(deps, ref.workspaceId, ref.connectionId)
    if (app !== null) {
      told = readDelivery(request)
      if (!isToldOf(told, app.connection.account))
        return finishAppDelivery(store, ref, 'it is told of another workspace of Slack')
      const { status } = app.connection
      // What is said waits with the connection; who pressed something does not any more, and would be surprised.
      if (status !== 'active' && status !== 'disconnected' && told.kind === 'event' && !endsIt.has(told.event.type))
        return putOffAppDelivery(store, ref, heldMs, `the connection is ${status}`)
      call = callOf(app, told, ref.deliveryId, new Date(delivery.receivedAt))
      if (status !== 'active') {
        await tellWhoWaits(
          call,
          told,
          `the connection to Slack ${status === 'paused' ? 'is paused' : 'waits for an admin'}`,
        )
        return finishAppDelivery(store, ref, `the connection was ${status}`)
      }
      if (told.kind === 'left_out')
        logger.warn({ ...ref }, 'more happens in Slack than it tells of; what it left out it does not tell later')
      if (told.kind === 'event') await tellAutomations(app, connector.webhooks?.parse(request).events ?? [])
      if (call !== null) await handle(call, told)
    }
    await finishAppDelivery(store, ref, null)
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'unauthorized') await tellTrouble(deps, ref, error)
    const pause = pauses[delivery.attempts - 1]
    const message = error instanceof ProviderError || error instanceof AppError ? error.message : 'it could not be done'
    if (isPassing(error) && pause !== undefined) {
      const asked = error instanceof ProviderError ? (error.retryAfterMs ?? 0) : 0
      return putOffAppDelivery(store, ref, Math.max(pause, asked), message)
    }
    logger.warn({ err: error, ...ref }, 'what somebody did in Slack could not be done')
    await tellWhoWaits(call, told, message)
    await finishAppDelivery(store, ref, message)
  }
}

/** What is not ours is our own mistake, or the database’s: it is tried again as well. */
const isPassing = (error: unknown): boolean =>
  error instanceof ProviderError
    ? passing.has(error.kind)
    : !(error instanceof AppError) || error.code === 'unavailable'

async function handle(call: SlackCall, told: SlackDelivery): Promise<void> {
  if (told.kind === 'command') return asWhoTheyAre(call, (as) => handleCommand(as, told.command))
  if (told.kind === 'interaction') return asWhoTheyAre(call, (as) => handleInteraction(as, told.interaction))
  if (told.kind === 'event') return handleEvent(call, told.event)
}

/** null: nobody did it. */
function callOf(app: SlackApp, told: SlackDelivery, deliveryId: string, receivedAt: Date): SlackCall | null {
  const call = (userId: string, tell: SlackCall['tell']): SlackCall => ({ app, deliveryId, receivedAt, userId, tell })
  if (told.kind === 'command') {
    const { user_id: userId, response_url: url } = told.command
    return call(userId, (message) => app.client.respond(url, { response_type: 'ephemeral', ...message }))
  }
  if (told.kind === 'interaction') return call(told.interaction.user.id, tellInteraction(app, told.interaction))
  if (told.kind !== 'event') return null
  const { event } = told
  return call(event.user ?? '', async (message) => {
    if (!event.channel || !event.user) return
    const place = { channel: event.channel, user: event.user, ...(event.thread_ts && { thread_ts: event.thread_ts }) }
    await app.client.ask(z.unknown(), 'chat.postEphemeral', { ...place, ...message })
  })
}

/** Who asked for something and sees nothing come of it is told why, as far as Slack takes it. */
async function tellWhoWaits(call: SlackCall | null, told: SlackDelivery | null, why: string): Promise<void> {
  if (call === null || (told?.kind !== 'command' && told?.kind !== 'interaction')) return
  const text = `That did not work: ${escaped(why)}. Nothing more comes of it: try it again, or ask an admin.`
  await call.tell({ text }).catch((error: unknown) => {
    call.app.logger.info({ err: error, deliveryId: call.deliveryId }, 'somebody could not be told that it did not work')
  })
}

/** Beside what was pressed; of a modal, which has no place, in a message to them. */
function tellInteraction(
  app: SlackApp,
  { response_url: url, user, channel }: Extract<SlackDelivery, { kind: 'interaction' }>['interaction'],
): SlackCall['tell'] {
  return async (message) => {
    if (url) return app.client.respond(url, { response_type: 'ephemeral', replace_original: false, ...message })
    const place = channel ? { channel: channel.id, user: user.id } : { channel: user.id }
    await app.client.ask(z.unknown(), channel ? 'chat.postEphemeral' : 'chat.postMessage', { ...place, ...message })
  }
}
