import type { AnyEvent } from '@orchestrator/domain'
import type { AppliedCommand } from '@orchestrator/store'
import type { Call } from '../http/route.ts'
import { eventOf } from './run-command.ts'

/** Says which run will come of a request: it is there as soon as the relay has read the event. */
export async function answerRequestedRun(
  call: Pick<Call, 'api' | 'c' | 'workspaceId'>,
  applied: AppliedCommand,
  runIdFor: (event: AnyEvent) => string,
): Promise<Response> {
  const event = await eventOf(call, applied)
  const runId = runIdFor(event)
  call.c.header('Location', `/v1/runs/${runId}`)
  return call.c.json({ eventId: event.id, runId }, 202)
}
