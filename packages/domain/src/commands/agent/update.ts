import * as z from 'zod'
import { definitionOfAgent } from '../../agents/definition-of.ts'
import type { Agent } from '../../entities/agent.ts'
import { Id } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { checkAgent, checkOwnTools } from './check-agent.ts'
import { agentFields } from './fields.ts'
import { ownAgent, requireUnused } from './own-agent.ts'

export const updateAgent = defineCommand({
  type: 'agent.update',
  summary: 'Change an agent, or switch it on or off; runs that are under way go on as they began',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    ...z.strictObject({ ...agentFields, enabled: z.boolean() }).partial().shape,
  }),
  needs: () => [{ all: 'agent', write: true }],
  decide({ id, baseVersion, ...patch }, context) {
    context.allow('automation.manage')
    const agent = ownAgent(context, id)
    const defined = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    const next = { ...agent, ...defined } as Agent
    checkAgent(context, id, definitionOfAgent(next))
    // What was saved before stays as it is: a tool may have gone since.
    if (!sameJson(agent.tools, next.tools)) checkOwnTools(next)
    if (next.name !== agent.name) requireUnused(context, agent)
    return emitUpdate(context, 'agent', id, defined, { type: 'agent.updated', baseVersion })
  },
})
