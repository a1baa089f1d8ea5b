export interface RuleRunRef {
  readonly workspaceId: string
  readonly runId: string
}

/** What a batch of rules asks of Node. Plain JSON in and out. */
export interface BatchActivities {
  /** Runs what is due. Those that the database refused are set aside and come back. */
  runRuleBatch(input: { batchId: string }): Promise<{ runs: number; leftover: RuleRunRef[] }>
  runRule(input: RuleRunRef & { batchId: string }): Promise<void>
  failRule(input: RuleRunRef & { batchId: string; code: string; message: string }): Promise<void>
}
