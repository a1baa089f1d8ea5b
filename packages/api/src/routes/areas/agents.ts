import type { Route } from '../../http/route.ts'
import { answerAgentRun } from '../agent-runs/answer.ts'
import { cancelAgentRun } from '../agent-runs/cancel.ts'
import { createAgentRun } from '../agent-runs/create.ts'
import { getAgentRun } from '../agent-runs/get.ts'
import { listAgentRuns } from '../agent-runs/list.ts'
import { listAgentSteps } from '../agent-runs/steps.ts'
import { streamAgentRun } from '../agent-runs/stream.ts'
import { createAgent } from '../agents/create.ts'
import { deleteAgent } from '../agents/delete.ts'
import { getAgent } from '../agents/get.ts'
import { listAgents } from '../agents/list.ts'
import { updateAgent } from '../agents/update.ts'

/** The routes of agents and what they are asked. */
export const agentsRoutes: readonly Route[] = [
  listAgents,
  createAgent,
  getAgent,
  updateAgent,
  deleteAgent,
  listAgentRuns,
  createAgentRun,
  getAgentRun,
  listAgentSteps,
  streamAgentRun,
  answerAgentRun,
  cancelAgentRun,
]
