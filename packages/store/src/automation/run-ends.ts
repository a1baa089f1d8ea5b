import { auditEventTypes, type Command, deriveId, type ErrorJson } from '@orchestrator/domain'
import { type PreparedRequest, prepareRequest } from '../execute/prepare.ts'
import { principalOf, type Run } from './runs.ts'

/** How a run ended. */
export interface RunEnd {
  readonly status: 'completed' | 'failed' | 'canceled' | 'skipped'
  readonly result?: unknown
  readonly error?: ErrorJson | null
}

/**
 * What the log says of a run's end. Nothing of one that somebody cancelled or that never began; and nothing of one that started on an
 * event of the audit log, for its end is read by those who may not read that.
 */
export function tellEnd(run: Run, end: RunEnd, traceparent?: string): PreparedRequest[] {
  if (auditEventTypes.has(run.eventType)) return []
  const told = toldEnd(end)
  if (told === null) return []
  const { id, kind, automationId, name, projectId } = run
  // A run that is begun anew after it had ended ends anew.
  const command = {
    id: deriveId(id, 'ended', run.attempts),
    type: 'run.end',
    data: { run: { id, kind, automationId, name }, projectId, end: told },
  } as Command
  return [prepareRequest({ principal: principalOf(run), commands: [command], traceparent })]
}

function toldEnd({ status, result, error }: RunEnd) {
  if (status === 'completed') return { status, result: result ?? null }
  if (status !== 'failed') return null
  const { stack: _stack, ...told } = error ?? { code: 'internal' as const, message: 'it failed' }
  return { status, error: told }
}
