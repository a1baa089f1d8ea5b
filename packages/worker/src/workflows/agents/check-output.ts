import { agentRunLimits, charactersOf } from '@orchestrator/domain/agent-limits'
import type { Json } from '@orchestrator/sdk/runtime'
import { ApplicationFailure } from '@temporalio/workflow'

/** @throws ApplicationFailure `payload_too_large` for an answer that is more than a run can hold */
export function checkOutput(output: Json): void {
  const characters = charactersOf(output)
  if (characters <= agentRunLimits.output) return
  const message = `the answer has ${characters} characters, of which at most ${agentRunLimits.output} are kept: what is long belongs into a proposal`
  throw ApplicationFailure.create({ message, type: 'payload_too_large', nonRetryable: true })
}
