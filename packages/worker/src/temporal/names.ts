import { defineSearchAttributeKey, SearchAttributeType, type WorkerDeploymentVersion } from '@temporalio/common'

/** What operators filter by in the Temporal UI: ids and names of our own, never titles. */
export const searchAttributes = {
  workspace: defineSearchAttributeKey('Workspace', SearchAttributeType.KEYWORD),
  project: defineSearchAttributeKey('Project', SearchAttributeType.KEYWORD),
  playbook: defineSearchAttributeKey('Playbook', SearchAttributeType.KEYWORD),
  trigger: defineSearchAttributeKey('Trigger', SearchAttributeType.KEYWORD),
  subject: defineSearchAttributeKey('Subject', SearchAttributeType.KEYWORD),
} as const

/**
 * One task queue for each bundle of a workspace. Worker versioning alone does not do: an eager start goes to any worker of the connection that
 * polls the queue, and with two versions on one queue 9 to 14 of 30 pinned runs executed on the wrong one (server 1.29.1, SDK 1.24). With a
 * queue for each bundle all 80 of 80 were right and all were eager (first local activity p50 24–33 ms, against 61–73 ms without).
 */
export const playbookTaskQueue = (workspaceId: string, hash: string): string =>
  `playbooks/${workspaceId}/${hash.slice(0, 12)}`

/** The bundle as Temporal's UI shows it under Deployments, where each workspace has its own current version; runs are pinned to it. */
export const playbookVersion = (workspaceId: string, hash: string): WorkerDeploymentVersion => ({
  deploymentName: `playbooks-${workspaceId}`,
  buildId: hash,
})

export const playbookWorkflowId = (run: {
  workspaceId: string
  playbook: string
  hash: string
  eventId: string
  epoch: number
}): string => `${run.workspaceId}/${run.playbook}@${run.hash.slice(0, 12)}/${run.eventId}#${run.epoch}`

/** The run of a rule that has a workflow of its own. */
export const ruleWorkflowId = (run: {
  workspaceId: string
  ruleId: string
  version: string
  eventId: string
  epoch: number
}): string => `${run.workspaceId}/${run.ruleId}@v${run.version}/${run.eventId}#${run.epoch}`

export const ruleRunsTaskQueue = 'rule-runs'

/** What the relay's process serves beside them. Temporal keeps its name in the schedules that were made. */
export const relayTaskQueue = 'rules'

/** The run of a rule that the database refused. */
export const refusedRuleWorkflowId = (run: { batchId: string; runId: string; epoch: number }): string =>
  `refused/${run.batchId}/${run.runId}#${run.epoch}`

export const agentsTaskQueue = 'agents'

/** The run of an agent. */
export const agentWorkflowId = (run: { workspaceId: string; agent: string; id: string; epoch: number }): string =>
  `${run.workspaceId}/agent-${run.agent}/${run.id}#${run.epoch}`

export const syncTaskQueue = 'sync'

/** What runs ask connected services for. Only the sync's process has their credentials. */
export const actionsTaskQueue = 'actions'

/** One a connection. It holds nothing, so it outlives a restore. */
export const syncWorkflowId = (workspaceId: string, connectionId: string): string =>
  `sync/${workspaceId}/${connectionId}`

/** One event can have several runs of an automation when people ask for them. */
export const eventOfRun = ({ eventId, requestSeq }: { eventId: string; requestSeq: number | null }): string =>
  requestSeq === null ? eventId : `${eventId}~${requestSeq}`

/** The workspace of a run, by its workflow's id. */
export const workspaceOf = (workflowId: string): string => workflowId.slice(0, workflowId.indexOf('/'))

/** A dead worker is noticed after this. */
export const workflowTaskTimeout = '5 seconds'
