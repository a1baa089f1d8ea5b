export interface ConnectionRef {
  readonly workspaceId: string
  readonly connectionId: string
}

/** What the workflow of a connection asks of Node. Plain JSON in and out; all that it knows is in the database. */
export interface SyncActivities {
  /** Does what is due. @returns milliseconds until there is more; null: not before somebody wakes it */
  syncRound(input: ConnectionRef): Promise<{ restMs: number | null; done: number }>
}
