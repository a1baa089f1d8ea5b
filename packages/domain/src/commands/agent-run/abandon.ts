import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { requestCancel } from './cancel.ts'

/** Not public: the platform sees that whoever waited for it was cancelled. It takes no right to be told. */
export const abandonAgentRun = defineCommand({
  type: 'agent_run.abandon',
  summary: 'Cancel an agent’s run for which no run waits any more',
  public: false,
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'agent_run', ids: [id], write: true }],
  decide({ id }, context) {
    if (context.get('agent_run', id, 'id').source.kind !== 'run')
      throw new AppError('invalid_state', 'no run waits for it')
    return requestCancel(context, id)
  },
})
