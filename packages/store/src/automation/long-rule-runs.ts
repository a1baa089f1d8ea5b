import type { Store } from '../store.ts'
import type { Place, WatchedRun } from './playbook-runs.ts'

const beginning: Place = { workspaceId: '00000000-0000-0000-0000-000000000000', workflowId: '' }

/** Queued runs of rules that get a workflow each: the oldest of every workspace that has any. */
export const queuedLongRuleRuns = (store: Store, ofEachWorkspace: number) =>
  store.sql<{ workspaceId: string; id: string }[]>`select * from queued_long_rule_runs(${ofEachWorkspace})`

/** A page of those that run, in an order that nothing changes. */
export const runningLongRuleRuns = (store: Store, most: number, after: Place = beginning) =>
  store.sql<WatchedRun[]>`select * from running_long_rule_runs(${after.workspaceId}, ${after.workflowId}, ${most})`

/** A page of those among them that somebody cancelled. */
export const canceledLongRuleRuns = (store: Store, most: number, after: Place = beginning) =>
  store.sql<WatchedRun[]>`select * from canceled_long_rule_runs(${after.workspaceId}, ${after.workflowId}, ${most})`
