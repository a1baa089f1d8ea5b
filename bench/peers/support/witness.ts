/** Rows tell their transaction, and that when it was committed. */
export const witnessSettings = { track_commit_timestamp: 'on' } as const
