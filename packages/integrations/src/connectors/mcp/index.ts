import type { Connector } from '../../connector/connector.ts'
import { auth, McpSettings } from './auth.ts'
import { providerId } from './errors.ts'
import { McpSession } from './session.ts'

export const mcp: Connector = {
  id: providerId,
  name: 'MCP server',
  description:
    'Lets agents call the tools of a server that speaks the Model Context Protocol, those that somebody has allowed.',
  auth,
  settings: McpSettings,
  containerName: 'server',
  itemTypes: [],
  // Of ours: what a server bears it says itself, by 429.
  limits: { requests: { perSecond: 10, burst: 50 }, writes: { perSecond: 10, burst: 50 }, atOnce: 10 },
  webhooks: null,
  // What it can do it says by itself.
  actions: {},
  open: (options) => new McpSession(options),
}
