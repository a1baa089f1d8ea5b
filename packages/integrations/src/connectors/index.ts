import type { Connector } from '../connector/connector.ts'

/** The services that can be connected, by their ids. */
export const connectors: Readonly<Record<string, Connector>> = {}
