import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'
import { ownAgent, requireUnused } from './own-agent.ts'

export const deleteAgent = defineCommand({
  type: 'agent.delete',
  summary: 'Delete an agent; its runs stay, and those under way go on',
  data: z.strictObject({ id: Id }),
  needs: () => [{ all: 'agent', write: true }],
  decide({ id }, context) {
    context.allow('automation.manage')
    const agent = ownAgent(context, id)
    requireUnused(context, agent)
    return emitRemove(context, 'agent', id, { type: 'agent.deleted' })
  },
})
