import * as z from 'zod'
import { agentRunLimits, charactersOf } from '../../agents/run-limits.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { wrong } from '../task/validate.ts'
import { updateRun } from './emit.ts'

/** As what it answers. */
const mostCharacters = agentRunLimits.waitInput

export const answerAgentRun = defineCommand({
  type: 'agent_run.answer',
  summary: 'Answer a tool’s call that an agent left to whoever started it',
  data: z.strictObject({
    id: Id,
    step: z.int().nonnegative().meta({ description: 'of the wait' }),
    output: z
      .json()
      .refine((output) => charactersOf(output) <= mostCharacters, `${mostCharacters} characters at most`)
      .optional(),
    error: z.string().min(1).max(2_000).optional().meta({ description: 'why there is no output; the agent is told' }),
  }),
  needs: ({ id }) => [{ kind: 'agent_run', ids: [id], write: true }],
  decide({ id, step, output, error }, context) {
    const run = context.get('agent_run', id, 'id')
    context.allow('automation.run')
    if (run.startedBy.memberId !== context.actor.memberId)
      throw new AppError('forbidden', 'only whoever started the run answers its calls')
    if ((output === undefined) === (error === undefined)) throw wrong('output', 'either this or `error`')
    if (run.callerAnswers.some((answer) => answer.step === step))
      throw new AppError('already_answered', `the call of step ${step} has been answered already`)
    if (!run.waits.some((wait) => wait.kind === 'caller' && wait.step === step))
      throw new AppError('invalid_state', `the run does not wait for an answer to step ${step}`, {
        details: { status: run.status },
      })
    const callerAnswers = [...run.callerAnswers, { step, output: output ?? null, error: error ?? null }]
    const waits = run.waits.filter((wait) => wait.step !== step)
    return updateRun(context, id, { callerAnswers, waits }, { type: 'agent_run.answered', step })
  },
})
