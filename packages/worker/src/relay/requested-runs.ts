import { type AnyEvent, type DomainEvent, requestedRunIdOf } from '@orchestrator/domain'
import { type Definition, definitionFrom, eventAt, type NewRun, runIn, type Tx } from '@orchestrator/store'
import { isStepped, newRun } from './automations.ts'

type Request = Extract<DomainEvent, { type: 'run.retry_requested' | 'event.replay_requested' }>

const isRequest = (event: AnyEvent): event is Request =>
  event.type === 'run.retry_requested' || event.type === 'event.replay_requested'

/** Runs that people asked for, of events of the past: a retry of a run, or an event played again to an automation. */
export async function requestedRuns(
  tx: Tx,
  events: readonly AnyEvent[],
  inForce: (automationId: string) => Definition | undefined,
): Promise<NewRun[]> {
  const runs: NewRun[] = []
  for (const event of events) {
    if (!isRequest(event)) continue
    const run =
      event.type === 'run.retry_requested' ? await retryOf(tx, event, inForce) : await replayOf(tx, event, inForce)
    if (run) runs.push({ ...asked(run), id: requestedRunIdOf(event.id), requestSeq: event.seq })
  }
  return runs
}

/** Somebody wants just this run, now: it is no repeat, waits for no other event, and does not expire. Limits hold for it, too. */
const asked = ({ flow, ...run }: NewRun): NewRun => ({
  ...run,
  ...(flow && { flow: { ...flow, idempotencyKey: null, gatherKey: null, expiresAt: null } }),
})

async function retryOf(
  tx: Tx,
  { workspaceId, run: { id }, fromStep, version }: Extract<Request, { type: 'run.retry_requested' }>,
  inForce: (automationId: string) => Definition | undefined,
): Promise<NewRun | null> {
  const first = await runIn(tx, workspaceId, id)
  const event = first && (await eventAt(tx, workspaceId, first.eventSeq))
  if (!first || !event) return null
  // Who asked for the version in force, of what is gone since, gets the one that ran: its run then says that it is gone.
  const current = version === 'current' ? inForce(first.automationId) : undefined
  const definition = current ?? (await definitionFrom(tx, workspaceId, first.definitionSeq))
  if (!definition) return null
  const run = newRun(definition, event)
  // What was done step by step is gone on with step by step, also when the rule does all at once now.
  const long = run.long || first.long
  const how = { long, stepped: isStepped(definition, long) }
  return { ...run, ...how, retryOf: id, retryFrom: fromStep, eventSeqs: first.eventSeqs }
}

async function replayOf(
  tx: Tx,
  { workspaceId, seq, automation }: Extract<Request, { type: 'event.replay_requested' }>,
  inForce: (automationId: string) => Definition | undefined,
): Promise<NewRun | null> {
  const definition = inForce(automation.id)
  const event = definition && (await eventAt(tx, workspaceId, seq))
  return event ? newRun(definition, event) : null
}
