import type { Connector } from '../../connector/connector.ts'
import { actions } from './actions.ts'
import { auth, SlackSettings } from './auth.ts'
import { SlackClient } from './client.ts'
import { providerId } from './errors.ts'
import { limits } from './limits.ts'
import { SlackSession } from './session.ts'
import { webhooks } from './webhooks.ts'

export const slack: Connector = {
  id: providerId,
  name: 'Slack',
  description:
    'Tells people and channels what happens, takes commands, approvals and new tasks, and keeps threads and comments the same.',
  auth,
  settings: SlackSettings,
  containerName: 'channel',
  itemTypes: [],
  limits,
  webhooks,
  actions,
  open: (options) => new SlackSession(new SlackClient(options)),
}
