import { type ConnectionRef, dueConnections, readLogForSync, type Store, syncBehind } from '@orchestrator/store'
import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'
import { type Loop, startLoop } from '../loop.ts'
import { syncTaskQueue, syncWorkflowId, workflowTaskTimeout } from '../temporal/names.ts'
import { type connectionSync, wakeSync } from '../workflows/connection-sync.ts'

/** Without a notice, it is looked for as often as this. */
const everyMs = 1_000
const most = 500
const atOnce = 10
/** A workflow that was woken has so long to begin a round until it is woken again. */
const patienceMs = 3_000

/**
 * Turns the log into work, and wakes the workflow of each connection that has some: the only way in which anything here or there gets
 * a round. What is due stays due until a round has done it.
 */
export async function startWaking({
  store,
  client,
  logger,
  spoken = [],
}: {
  store: Store
  client: Client
  logger: Logger
  /** Services of which nothing is kept in step. */
  spoken?: readonly string[]
}): Promise<{ stop(): Promise<void> }> {
  const woken = new Map<string, { at: number; claims: number }>()
  const wake = async ({ workspaceId, connectionId, claims }: ConnectionRef & { claims: number }) => {
    const last = woken.get(connectionId)
    if (last?.claims === claims && performance.now() - last.at < patienceMs) return
    woken.set(connectionId, { at: performance.now(), claims })
    await client.workflow.signalWithStart<typeof connectionSync>('connectionSync', {
      workflowId: syncWorkflowId(workspaceId, connectionId),
      taskQueue: syncTaskQueue,
      args: [{ workspaceId, connectionId }],
      signal: wakeSync,
      workflowTaskTimeout,
      staticSummary: `Sync of connection ${connectionId}`,
    })
  }
  /** One log that cannot be read keeps none of the others. */
  const read = async (workspaceId: string) => {
    try {
      while (await readLogForSync(store, workspaceId, spoken));
    } catch (error) {
      logger.warn({ err: error, workspaceId }, 'a log could not be read for its connections; it is tried again')
    }
  }
  const loop: Loop = startLoop('the waking of connections', everyMs, logger, async () => {
    for (const workspaceId of await syncBehind(store, most)) await read(workspaceId)
    const due = await dueConnections(store, most)
    for (const [id, { at }] of woken) if (performance.now() - at > patienceMs) woken.delete(id)
    await eachAtOnce([...due], atOnce, wake)
  })
  const unlisten = await Promise.all(
    (['orchestrator_events', 'orchestrator_sync'] as const).map((channel) => store.listen(channel, () => loop.wake())),
  )
  return {
    async stop() {
      await Promise.all(unlisten.map((stop) => stop().catch(() => {})))
      await loop.stop()
    },
  }
}
