/** A run of a rule that the database refused together with others, and alone. `batchId`: who set it aside. */
export interface RefusedRun {
  readonly workspaceId: string
  readonly runId: string
  readonly batchId: string
}

/** What a refused run asks of Node. Plain JSON in and out. */
export interface RefusedRunActivities {
  runRule(input: RefusedRun): Promise<void>
  failRule(input: RefusedRun & { code: string; message: string }): Promise<void>
}
