import {
  type DueDelivery,
  dueAppDeliveries,
  readLogForSlack,
  slackBehind,
  sweepSlackMessages,
} from '@orchestrator/store'
import { startLoop } from '../loop.ts'
import { Budgets } from '../sync/limit-session.ts'
import type { SlackDeps } from './app.ts'
import { sendDueMessages } from './messages/send-due.ts'
import { takeDelivery } from './take-delivery.ts'

/** Without a notice, it is looked as often as this. */
const everyMs = 1_000
const sweepEveryMs = 60 * 60_000
const most = 100
/** Somebody waits for each, and none for another that hangs. */
const atOnce = 20
/** Of these, what is only said never has all, and no connection has many: whoever has a form before them waits for nobody's chatter. */
const saidAtOnce = 14
const eachAtOnce = 6

/** The app for Slack: does what people do there, and shows there what happens here. */
export async function startSlack(deps: SlackDeps): Promise<{ stop(): Promise<void> }> {
  const { store, logger } = deps
  const budgets = new Budgets()
  const underWay = new Map<string, { ref: DueDelivery; work: Promise<void> }>()
  const hasPlace = ({ connectionId, urgent }: DueDelivery) => {
    const others = [...underWay.values()].filter(({ ref }) => ref.urgent === urgent)
    const own = others.filter(({ ref }) => ref.connectionId === connectionId)
    return underWay.size < atOnce && own.length < eachAtOnce && (urgent || others.length < saidAtOnce)
  }
  const answering = startLoop('the answering of Slack', everyMs, logger, async () => {
    const due = underWay.size < atOnce ? await dueAppDeliveries(store, most, 2 * eachAtOnce) : []
    for (const ref of due) {
      const key = `${ref.connectionId} ${ref.deliveryId}`
      if (underWay.has(key) || !hasPlace(ref)) continue
      const work = takeDelivery(deps, ref)
        .catch((error: unknown) => logger.warn({ err: error, ...ref }, 'a delivery of Slack failed; it is tried again'))
        .finally(() => {
          underWay.delete(key)
          if (due.length >= eachAtOnce) answering.wake()
        })
      underWay.set(key, { ref, work })
    }
  })
  const reading = startLoop('the reading of logs for Slack', everyMs, logger, async () => {
    for (const workspaceId of await slackBehind(store, most)) {
      try {
        while (await readLogForSlack(store, workspaceId));
      } catch (error) {
        logger.warn({ err: error, workspaceId }, 'a log could not be read for Slack; it is tried again')
      }
      sending.wake()
    }
  })
  const sending = startLoop('the sending to Slack', everyMs, logger, () => sendDueMessages(deps, budgets))
  const sweeping = startLoop('the sweep of what was told in Slack', sweepEveryMs, logger, () =>
    sweepSlackMessages(store),
  )
  const unlisten = await Promise.all([
    store.listen('orchestrator_sync', () => answering.wake()),
    store.listen('orchestrator_events', () => reading.wake()),
  ])
  return {
    async stop() {
      await Promise.all(unlisten.map((stop) => stop().catch(() => {})))
      await Promise.all([answering.stop(), reading.stop(), sending.stop(), sweeping.stop()])
      await Promise.all([...underWay.values()].map(({ work }) => work))
    },
  }
}
