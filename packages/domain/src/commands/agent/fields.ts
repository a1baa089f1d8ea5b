import * as z from 'zod'
import { agentShape } from '../../entities/agent.ts'
import { ProposableCommand } from '../../patches/operations/catalogue.ts'

/** What people write of an agent, without defaults. */
export const agentFields = {
  ...agentShape,
  proposes: z
    .array(ProposableCommand)
    .max(ProposableCommand.options.length)
    .meta({ description: 'commands that it may propose as a patch; it never writes by itself' }),
} as const

/** A new agent, or one that comes along with a run. */
export const newAgentFields = {
  name: agentFields.name,
  description: agentFields.description.default(''),
  instructions: agentFields.instructions,
  tools: agentFields.tools.default([]),
  proposes: agentFields.proposes.default([]),
  approve: agentFields.approve.default([]),
  trusted: agentFields.trusted.default([]),
  handoffs: agentFields.handoffs.default([]),
  consults: agentFields.consults.default([]),
  output: agentFields.output.default(null),
  taskType: agentFields.taskType.default('agent'),
  complexity: agentFields.complexity.default(null),
  maxTurns: agentFields.maxTurns.default(20),
  budgetUsd: agentFields.budgetUsd.default(null),
} as const
