import { type DelayNode, isMoment, type Values } from '@orchestrator/domain/rules'
import type { Duration } from '../duration.ts'
import { OrchestratorError } from '../errors.ts'
import type { RunState } from './run-state.ts'

export async function delay(node: DelayNode, values: Values, { context }: RunState): Promise<void> {
  if (node.for !== null) return context.sleep(node.for as Duration)
  const until = node.until(values)
  if (until === null) return
  if (!isMoment(until))
    throw new OrchestratorError(
      'invalid_input',
      `${node.path}.until: ${JSON.stringify(until)} is no day (2026-11-28) and no instant (2026-11-28T09:00:00Z)`,
    )
  await context.sleepUntil(until)
}
