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
/** A workflow that was woken has so long until it is woken again. */
const patienceMs = 3_000

/**
 * Turns the log into work, and wakes the workflow of each connection that has some: the only way in which anything here or there gets
 * a round. What is due stays due until a round has done it.
 */
export async function startWaking({
  store,
  client,
  logger,
}: {
  store: Store
  client: Client
  logger: Logger
}): Promise<{ stop(): Promise<void> }> {
  const woken = new Map<string, number>()
  const wake = async ({ workspaceId, connectionId }: ConnectionRef) => {
    const now = performance.now()
    if (now - (woken.get(connectionId) ?? -patienceMs) < patienceMs) return
    woken.set(connectionId, now)
    await client.workflow.signalWithStart<typeof connectionSync>('connectionSync', {
      workflowId: syncWorkflowId(workspaceId, connectionId),
      taskQueue: syncTaskQueue,
      args: [{ workspaceId, connectionId }],
      signal: wakeSync,
      workflowTaskTimeout,
      staticSummary: `Sync of connection ${connectionId}`,
    })
  }
  const loop: Loop = startLoop('the waking of connections', everyMs, logger, async () => {
    for (const workspaceId of await syncBehind(store, most)) while (await readLogForSync(store, workspaceId));
    const due = await dueConnections(store, most)
    for (const [id, at] of woken) if (performance.now() - at > patienceMs) woken.delete(id)
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
