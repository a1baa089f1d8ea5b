import type { ApprovalNode, Values } from '@orchestrator/domain/rules'
import { type Duration, toMilliseconds } from '../duration.ts'
import type { JsonObject } from '../json.ts'
import type { ApprovalOutcome } from '../run/approval.ts'
import { askPeople, outcomeOf } from '../runtime/approval.ts'
import { plainJson } from '../runtime/plain-json.ts'
import type { RunState } from './run-state.ts'

export async function approval(node: ApprovalNode, values: Values, state: RunState): Promise<ApprovalOutcome> {
  const { timeout, remind, ...fields } = node.fill(values)
  const data = {
    ...fields,
    timeoutMs: timeout === 'never' ? undefined : toMilliseconds(timeout as Duration, `${node.path}.timeout`),
    remindEveryMs: remind === undefined ? undefined : toMilliseconds(remind as Duration, `${node.path}.remind`),
  }
  const { event, port, steps } = state
  const ended = await askPeople({ trigger: event, port, steps }, plainJson(data, 'approval.ask') as JsonObject)
  state.results.push({ kind: 'approval', id: ended.id, version: ended.version })
  return outcomeOf(ended)
}
