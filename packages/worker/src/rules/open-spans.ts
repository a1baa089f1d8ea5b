import { type Run, type Store, traceparentsOf } from '@orchestrator/store'
import { isTracing, type OpenSpan, openSpan } from '@orchestrator/telemetry'

/** A span for each run in the trace of its event, by the run's id: many rules share a transaction. Empty while there is no tracing. */
export async function openRuleSpans(
  store: Store,
  workspaceId: string,
  runs: readonly Run[],
): Promise<ReadonlyMap<string, OpenSpan>> {
  if (!isTracing()) return new Map()
  const parents = await traceparentsOf(store, workspaceId, [...new Set(runs.map((run) => run.eventSeq))])
  return new Map(
    runs.map(({ id, automationId, eventSeq }) => {
      const attributes = {
        'orchestrator.workspace': workspaceId,
        'orchestrator.automation': automationId,
        'orchestrator.run': id,
      }
      return [id, openSpan('rule', attributes, { parent: parents.get(eventSeq) })]
    }),
  )
}
