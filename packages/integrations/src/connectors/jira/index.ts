import type { Connector } from '../../connector/connector.ts'
import { actions } from './actions.ts'
import { type Atlassian, atlassian, authMethods, JiraSettings } from './auth.ts'
import { Memory, openContext } from './context.ts'
import { itemTypes } from './items.ts'
import { limits } from './limits.ts'
import { openSession } from './session.ts'
import { webhooks } from './webhooks.ts'

/** @param servers Atlassian's, unless a test has its own */
export function createJira(servers: Atlassian = atlassian): Connector {
  const memory = new Memory()
  return {
    id: 'jira',
    name: 'Jira',
    description: 'Keeps issues of a Jira project the same as tasks, with their comments and the time worked on them.',
    auth: authMethods(servers),
    settings: JiraSettings,
    containerName: 'project',
    itemTypes,
    limits,
    webhooks,
    actions,
    query: { language: 'JQL', usual: ({ jql }) => (typeof jql === 'string' && jql !== '' ? jql : null) },
    open: (options) => openSession(openContext(options, memory, servers)),
  }
}

export const jira: Connector = createJira()
