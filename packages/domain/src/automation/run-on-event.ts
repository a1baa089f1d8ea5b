/** A run that an event started, as it is compared with what another version would have done. */
export interface RunOnEvent {
  readonly id: string
  readonly eventSeq: number
  /** All events of its batch; null: just the one. */
  readonly eventSeqs: readonly number[] | null
  readonly status: string
  readonly version: string
  readonly error: { readonly code: string; readonly message: string } | null
}
