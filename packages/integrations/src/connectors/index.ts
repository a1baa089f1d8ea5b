import type { Connector } from '../connector/connector.ts'

/** Every connector, by its id. */
export const connectors: Readonly<Record<string, Connector>> = {}
