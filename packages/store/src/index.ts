export * from './access/api-keys.ts'
export * from './access/approval-links.ts'
export * from './access/create-workspace.ts'
export * from './access/email-links.ts'
export * from './access/reply-tokens.ts'
export * from './access/secrets.ts'
export * from './access/webhook-secrets.ts'
export * from './agents/index.ts'
export type { Channel } from './announce.ts'
export * from './automation/approvals.ts'
export * from './automation/bundles.ts'
export * from './automation/cursor.ts'
export * from './automation/deployments.ts'
export * from './automation/due-series.ts'
export * from './automation/end-run.ts'
export * from './automation/epoch.ts'
export * from './automation/event-row.ts'
export * from './automation/events.ts'
export { firstTryOfStep } from './automation/first-try-of-step.ts'
export { explainHeld } from './automation/flow/explain-held.ts'
export * from './automation/flow/flow-overview.ts'
export * from './automation/flow/gate-turn.ts'
export * from './automation/flow/starts.ts'
export * from './automation/flow/wakes.ts'
export {
  endLagging,
  type LaggingTrigger,
  type LeavingTrigger,
  laggingTriggersEverywhere,
  lastThrottled,
} from './automation/lagging.ts'
export * from './automation/lagging-turn.ts'
export * from './automation/long-rule-runs.ts'
export * from './automation/patches.ts'
export * from './automation/playbook-runs.ts'
export * from './automation/playbooks.ts'
export * from './automation/relay.ts'
export * from './automation/rule-runs.ts'
export * from './automation/rules.ts'
export * from './automation/run-ends.ts'
export * from './automation/runs.ts'
export * from './automation/schedules.ts'
export * from './automation/stepped-runs.ts'
export {
  type BegunStep,
  beginStep,
  commandsOfStep,
  endStep,
  endWaitStep,
  originOfStep,
  type RunRef,
  type RunStepRow,
  recordQuery,
  type StepEnd,
  type StepKind,
  stepChanged,
  type WaitOutcome,
} from './automation/steps.ts'
export * from './automation/suggestions.ts'
export * from './automation/waits.ts'
export { canonicalJson } from './canonical-json.ts'
export type { Sql, Tx } from './connection.ts'
export * from './digest/index.ts'
export { toAppError } from './execute/database-errors.ts'
export * from './execute/execute-group.ts'
export { prepareRequest } from './execute/prepare.ts'
export * from './execute/request.ts'
export { toldEntities } from './execute/told-entities.ts'
export { type BackfillAction, changeBackfill } from './integrations/backfill.ts'
export {
  type BegunCall,
  beginCall,
  type ConnectionCall,
  callReportId,
  endCall,
  keepCall,
  sweepCalls,
} from './integrations/calls.ts'
export { chooseConnection } from './integrations/choose-connection.ts'
export {
  createConnection,
  findConnection,
  type OpenConnection,
  readConnection,
  readCredentials,
  replaceCredentials,
  replaceSecret,
} from './integrations/connections.ts'
export { type CredentialsRefresh, withFreshCredentials } from './integrations/fresh-credentials.ts'
export * from './integrations/health.ts'
export * from './integrations/oauth-state.ts'
export type { Credentials } from './integrations/sealed-connection.ts'
export { type AllowedTool, allowedTools, toolsOfConnection } from './integrations/server-tools.ts'
export { throttleConnection, throttledFor } from './integrations/throttle.ts'
export * from './learning/learning-turn.ts'
export * from './learning/read-decisions.ts'
export * from './learning/read-examples.ts'
export * from './learning/read-preferences.ts'
export * from './migrate.ts'
export { type BegunModelCall, beginModelCall } from './models/begin-model-call.ts'
export { endModelCall } from './models/end-model-call.ts'
export type { ModelCallEnd, ModelCallPlace, NewModelCall } from './models/model-call.ts'
export { readModelUsage } from './models/model-usage.ts'
export type { PeriodBudget } from './models/period-budgets.ts'
export { readRunUsage } from './models/run-usage.ts'
export { sweepModelAnswers } from './models/sweep-model-answers.ts'
export { tellBudgets } from './models/tell-budgets.ts'
export * from './outgoing/claim-deliveries.ts'
export { createEndpoint, rotateEndpoint, updateEndpoint } from './outgoing/endpoints.ts'
export * from './outgoing/fan-out.ts'
export { peopleFor } from './outgoing/people.ts'
export { type DigestPlan, type DueDigest, planDigests } from './outgoing/plan-digests.ts'
export {
  type EmailPlan,
  emailWorkspaces,
  type OwnPreferences,
  planEmails,
  type UnplannedNotification,
} from './outgoing/plan-emails.ts'
export * from './outgoing/record-attempts.ts'
export { callSecret, openHeaders, openSecrets } from './outgoing/sealed.ts'
export * from './outgoing/send-emails.ts'
export { draftToPatch, type PlanRequest } from './planner/draft-to-patch.ts'
export * from './queries/index.ts'
export * from './roles.ts'
export * from './slack/index.ts'
export * from './store.ts'
export * from './sync/index.ts'
