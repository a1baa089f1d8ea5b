export interface RuleRunRef {
  readonly workspaceId: string
  readonly runId: string
}

/** What a batch of rules asks of Node. Plain JSON in and out. */
export interface BatchActivities {
  /** Takes what is queued into the batch and runs it. Those whose transaction failed come back. */
  runRuleBatch(input: { batchId: string }): Promise<{ runs: number; leftover: RuleRunRef[] }>
  runRule(input: RuleRunRef): Promise<void>
  failRule(input: RuleRunRef & { code: string; message: string }): Promise<void>
}
