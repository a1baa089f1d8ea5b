/** How an action of a connected service is done. */
export interface ActionOptions {
  /** The id or the name of the connection whose account does it; may be left out while there is only one to the service. */
  readonly connection?: string
  /** Further tries, 0 to 20, when the service does not answer, asks to wait or its answer was lost. Default 10. */
  readonly retries?: number
}
