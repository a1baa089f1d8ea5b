/** A workflow's span, told when it ends. Plain JSON, types only. */
export interface EndedWorkflow {
  /** `traceparent` of what started it. */
  readonly parent: string
  /** Its own, which its activities name as their parent. */
  readonly spanId: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** The name of the error with which it ended, if it did. */
  readonly failure: string | null
}

export type TraceSinks = {
  trace: { ended(workflow: EndedWorkflow): void }
}
