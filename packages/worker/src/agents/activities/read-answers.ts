import type { Approval } from '@orchestrator/domain'
import type { Json } from '@orchestrator/sdk/runtime'
import { answersOf } from '@orchestrator/store'
import type { AgentAnswer, AgentLocalActivities } from '../../activities/agent-contract.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'

/** What came for the steps that wait; the others are not there. */
export const readAnswersActivity =
  ({ store }: AgentDeps): AgentLocalActivities['readAnswers'] =>
  async ({ run: ref, waits }) => {
    await requireOwnAgentRun(store, ref)
    const { callers, approvals } = await answersOf(store, ref)
    const found = waits.flatMap(({ step, approvalId }): [string, AgentAnswer][] => {
      const approval = approvals.find(({ id }) => id === approvalId)
      if (approval) return [[String(step), ofApproval(approval)]]
      const answer = callers.find((one) => one.step === step)
      if (!answer) return []
      const { error, output } = answer
      return [
        [
          String(step),
          error === null ? { kind: 'caller', output: (output ?? null) as Json } : { kind: 'caller', error },
        ],
      ]
    })
    return Object.fromEntries(found)
  }

function ofApproval({ status, answer }: Pick<Approval, 'status' | 'answer'>): AgentAnswer {
  if (status !== 'answered')
    return {
      kind: 'approval',
      approved: false,
      comment: `the question has ${status === 'expired' ? 'expired' : 'been taken back'}`,
    }
  const comment = answer?.['comment']
  const said = typeof comment === 'string' && comment.trim() !== '' ? comment : null
  return { kind: 'approval', approved: answer?.['approved'] === true, comment: said }
}
