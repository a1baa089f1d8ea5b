import * as z from 'zod'
import { agentRunLimits, charactersOf } from '../../agents/run-limits.ts'
import { AgentRunWait } from '../../entities/agent-run.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { updateRun } from './emit.ts'
import { ownRun } from './open-run.ts'

const { waitInput, waitInputs } = agentRunLimits

const Waits = z
  .array(
    AgentRunWait.refine(({ input }) => charactersOf(input) <= waitInput, `${waitInput} characters of input at most`),
  )
  .max(agentRunLimits.waits)
  .refine(
    (waits) => waits.reduce((sum, { input }) => sum + charactersOf(input), 0) <= waitInputs,
    `${waitInputs} characters of input together at most`,
  )

/** Not public: a run says so of itself. It takes no right to be told. */
export const waitAgentRun = defineCommand({
  type: 'agent_run.wait',
  summary: 'Tell for what an agent’s run waits; for nothing: that it goes on',
  public: false,
  data: z.strictObject({ id: Id, waits: Waits }),
  needs: ({ id }) => [{ kind: 'agent_run', ids: [id], write: true }],
  decide({ id, waits: given }, context) {
    const run = ownRun(context, id)
    // An answer may have come since the run looked.
    const answered = new Set(run.callerAnswers.map(({ step }) => step))
    const waits = given.filter(({ kind, step }) => kind === 'approval' || !answered.has(step))
    // One that is queued again is not taken for one that has a workflow.
    const status = run.status === 'queued' ? run.status : waits.length > 0 ? 'waiting' : 'running'
    return updateRun(context, id, { waits, status }, { type: `agent_run.${waits.length > 0 ? 'waiting' : 'resumed'}` })
  },
})
