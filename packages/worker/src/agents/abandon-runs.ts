import { AppError, newId } from '@orchestrator/domain'
import { abandonedAgentRuns, abandoningPrincipal } from '@orchestrator/store'
import { eachAtOnce } from '../each-at-once.ts'
import type { AgentRunDeps } from './start-runs.ts'

const most = 100
const atOnce = 10

/**
 * Cancels what cancelled runs of rules and playbooks have asked of agents. The tables say which these are, so nothing is lost with a process,
 * nor when the asking and the cancellation meet.
 */
export async function abandonRuns({ app, relay }: Pick<AgentRunDeps, 'app' | 'relay'>): Promise<number> {
  const abandoned = await abandonedAgentRuns(relay, most)
  await eachAtOnce([...abandoned], atOnce, async (one) => {
    const principal = await abandoningPrincipal(app, one)
    if (!principal) return
    // A new id each time: what guards against a repetition is the run itself, which is locked.
    await app
      .execute(principal, [{ id: newId(), type: 'agent_run.abandon', data: { id: one.id } }])
      .catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'invalid_state') throw error
      })
  })
  return abandoned.length
}
