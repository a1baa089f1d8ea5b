import { deriveId } from '@orchestrator/domain'
import { agentPrincipal } from '@orchestrator/store'
import type { AgentLocalActivities } from '../../activities/agent-contract.ts'
import { storableJson } from '../../models/storable-json.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'

/** Tells in the run's row, and in the log, for what it waits. */
export const setWaitsActivity =
  ({ store }: AgentDeps): AgentLocalActivities['setWaits'] =>
  async ({ run: ref, change, waits }) => {
    const run = await requireOwnAgentRun(store, ref)
    // A run that begins anew, as after a restore, may find more answers than before: then the same change leaves other waits.
    const id = deriveId(run.id, 'waits', change, ...waits.map(({ step }) => step))
    const data = { id: run.id, waits: storableJson([...waits]) }
    // Whatever rights whoever started it has left, the run says how it goes on.
    await store.execute(agentPrincipal(run), [{ id, type: 'agent_run.wait', data }], { unasked: true })
  }
