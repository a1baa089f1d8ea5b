import type { Connector } from '../../connector/connector.ts'
import { KeptAnswers } from '../../connector/kept-answers.ts'
import { actions } from './actions.ts'
import { authMethods, baseOf, NotionSettings, notionUrl } from './auth.ts'
import { openContext } from './context.ts'
import { itemTypes } from './items.ts'
import { limits } from './limits.ts'
import { openSession } from './session.ts'
import { webhooks } from './webhooks.ts'

/** @param baseUrl Notion's, unless a test has its own */
export function createNotion(baseUrl: string = notionUrl): Connector {
  const memory = new KeptAnswers()
  return {
    id: 'notion',
    name: 'Notion',
    description:
      'Keeps pages of a Notion database the same as tasks, with their properties, their content and their comments.',
    auth: authMethods(baseUrl),
    settings: NotionSettings,
    containerName: 'data source',
    itemTypes,
    limits,
    webhooks,
    actions,
    open: (options) => openSession(openContext(options, memory, baseOf(options.settings, baseUrl))),
  }
}

export const notion: Connector = createNotion()
