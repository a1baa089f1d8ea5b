import type { Connector } from '../connector/connector.ts'
import { email } from './email/index.ts'
import { github } from './github/index.ts'
import { jira } from './jira/index.ts'
import { mcp } from './mcp/index.ts'
import { notion } from './notion/index.ts'
import { slack } from './slack/index.ts'

/** The services that can be connected, by their ids. */
export const connectors: Readonly<Record<string, Connector>> = { github, jira, notion, slack, email, mcp }
