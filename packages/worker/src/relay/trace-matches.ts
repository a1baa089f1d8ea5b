import { type NewRun, type Store, traceparentsOf } from '@orchestrator/store'
import { isTracing, openSpan } from '@orchestrator/telemetry'

/** Shows in each event's trace the runs that the relay found due for it, and how long that took. Nothing while there is no tracing. */
export function traceMatches(store: Store, workspaceId: string, runs: readonly NewRun[], startedAt: Date): void {
  if (!isTracing() || runs.length === 0) return
  // Nothing waits for it, and nothing depends on it.
  addSpans(store, workspaceId, runs, { startedAt, at: new Date() }).catch(() => {})
}

async function addSpans(
  store: Store,
  workspaceId: string,
  runs: readonly NewRun[],
  { startedAt, at }: { startedAt: Date; at: Date },
): Promise<void> {
  const traceparents = await traceparentsOf(store, workspaceId, [...new Set(runs.map((run) => run.eventSeq))])
  for (const { id, kind, automationId, eventSeq, eventType, status } of runs) {
    const parent = traceparents.get(eventSeq)
    if (parent === undefined) continue
    const attributes = {
      'orchestrator.workspace': workspaceId,
      'orchestrator.automation': automationId,
      'orchestrator.run': id,
      'orchestrator.event': eventType,
      'orchestrator.status': status,
    }
    openSpan(`relay ${kind}`, attributes, { parent, startedAt }).end({ at })
  }
}
