import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { deriveId } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { checkAgent, checkOwnTools } from './check-agent.ts'
import { newAgentFields } from './fields.ts'

const mostAgents = 100

export const createAgent = defineCommand({
  type: 'agent.create',
  summary: 'Make an agent: instructions, tools and what it may propose; it acts with the rights of whoever starts it',
  data: z.strictObject({ id: NewEntityId, ...newAgentFields, enabled: z.boolean().default(true) }),
  needs: () => [{ all: 'agent' }],
  makes: ({ id, name }, commandId) => ({ kind: 'agent', names: [id ?? deriveId(commandId, 'agent'), name] }),
  decide({ id: own, ...fields }, context) {
    const id = own ?? deriveId(context.commandId, 'agent')
    context.allow('automation.manage')
    if (context.all('agent').length >= mostAgents)
      throw new AppError('invalid_state', `a workspace has at most ${mostAgents} agents`)
    checkAgent(context, id, fields)
    checkOwnTools(fields)
    const agent = { id, ...fields, version: 1, createdAt: context.now, updatedAt: context.now }
    return emitInsert(context, 'agent', agent, { type: 'agent.created' })
  },
})
