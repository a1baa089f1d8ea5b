import type { Connector } from '../connector/connector.ts'
import { github } from './github/index.ts'
import { jira } from './jira/index.ts'

/** The services that can be connected, by their ids. */
export const connectors: Readonly<Record<string, Connector>> = { github, jira }
