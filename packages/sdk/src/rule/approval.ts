import type { ApprovalNode, Values } from '@orchestrator/domain/rules'
import { type Duration, toMilliseconds } from '../duration.ts'
import type { JsonObject } from '../json.ts'
import { askPeople } from '../runtime/approval.ts'
import { plainJson } from '../runtime/plain-json.ts'
import type { RunState } from './run-state.ts'

/** What became of an approval, for the actions after it. */
export interface EndedApproval {
  readonly id: string
  readonly status: 'answered' | 'expired'
  readonly approved: boolean | null
  readonly answer: unknown
  readonly memberId: string | null
}

export async function approval(node: ApprovalNode, values: Values, state: RunState): Promise<EndedApproval> {
  const { timeout, remind, ...fields } = node.fill(values)
  const data = {
    ...fields,
    timeoutMs: timeout === 'never' ? undefined : toMilliseconds(timeout as Duration, `${node.path}.timeout`),
    remindEveryMs: remind === undefined ? undefined : toMilliseconds(remind as Duration, `${node.path}.remind`),
  }
  const { event, port, steps } = state
  const ended = await askPeople({ trigger: event, port, steps }, plainJson(data, 'approval.ask') as JsonObject)
  state.results.push({ kind: 'approval', id: ended.id, version: ended.version })
  const approved = ended.answer?.['approved']
  return {
    id: ended.id,
    status: ended.status === 'answered' ? 'answered' : 'expired',
    approved: typeof approved === 'boolean' ? approved : null,
    answer: ended.answer,
    memberId: ended.answers.at(-1)?.memberId ?? null,
  }
}
