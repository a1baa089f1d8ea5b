import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { AgentActivities, AgentLocalActivities } from '../../activities/agent-contract.ts'
import { localOptions } from '../playbook-activities.ts'

export const local = proxyLocalActivities<AgentLocalActivities>(localOptions)

/** A process that ended is known by its silence. */
const outside = {
  heartbeatTimeout: '20 seconds',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
} as const

/** The chain of models is walked within one try; what all of them refuse for a while is tried again for some minutes. */
export const modelFor = (agent: string) =>
  proxyActivities<Pick<AgentActivities, 'askModel'>>({
    ...outside,
    startToCloseTimeout: '30 minutes',
    summary: `${agent} thinks`,
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 8 },
  })

const toolOptions = {
  ...outside,
  startToCloseTimeout: '30 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 8 },
} as const

/** As `actionsTaskQueue`, which stands where the isolate imports nothing from. */
const actionsTaskQueue = 'actions'

export function callTool(input: Parameters<AgentActivities['callTool']>[0]): Promise<{ output: string }> {
  const options = { ...toolOptions, summary: input.tool }
  if (!input.tool.includes('.')) return proxyActivities<AgentActivities>(options).callTool(input)
  return proxyActivities<AgentActivities>({ ...options, taskQueue: actionsTaskQueue }).callAction(input)
}
