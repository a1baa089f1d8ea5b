import type { DelayNode, Values } from '@orchestrator/domain/rules'
import type { Duration } from '../duration.ts'
import { OrchestratorError } from '../errors.ts'
import type { RunState } from './run-state.ts'

export async function delay(node: DelayNode, values: Values, { context }: RunState): Promise<void> {
  if (node.for !== null) return context.sleep(node.for as Duration)
  const until = node.until(values)
  if (until === null) return
  if (Number.isNaN(Date.parse(until)))
    throw new OrchestratorError('invalid_input', `${node.path}.until: ${JSON.stringify(until)} is no date or instant`)
  await context.sleepUntil(until)
}
