/** Something that a connected service can do, as data. What it takes and gives is JSON Schema. */
export interface ConnectorAction {
  readonly summary: string
  /** It changes something there. */
  readonly writes: boolean
  readonly input: Readonly<Record<string, unknown>>
  readonly output: Readonly<Record<string, unknown>>
}
