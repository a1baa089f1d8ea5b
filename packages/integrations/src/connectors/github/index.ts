import type { Connector } from '../../connector/connector.ts'
import { actions } from './actions.ts'
import { auth, openOctokit, Settings } from './auth.ts'
import { providerId } from './errors.ts'
import { itemTypes } from './items.ts'
import { limits } from './limits.ts'
import { GitHubSession } from './session.ts'
import { webhooks } from './webhooks.ts'

export const github: Connector = {
  id: providerId,
  name: 'GitHub',
  description:
    'Keeps issues and their comments in step with tasks, makes pull requests, and tells of pull requests, reviews and checks.',
  auth,
  settings: Settings,
  containerName: 'repository',
  itemTypes,
  limits,
  webhooks,
  actions,
  open: (options) => new GitHubSession(openOctokit(options)),
}
