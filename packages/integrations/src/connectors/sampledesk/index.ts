// To adapt: the description, and what containers are called. The id is in the database and before the types of events: it stays.
import type { Connector } from '../../connector/connector.ts'
import { actions } from './actions.ts'
import { auth, Settings } from './auth.ts'
import { providerId } from './client.ts'
import { itemTypes } from './items.ts'
import { limits } from './limits.ts'
import { SampleDeskSession } from './session.ts'
import { webhooks } from './webhooks.ts'

export const sampledesk: Connector = {
  id: providerId,
  name: 'Sample Desk',
  description: 'Keeps items of a list the same as tasks, with their comments.',
  auth,
  settings: Settings,
  containerName: 'list',
  itemTypes,
  limits,
  webhooks,
  actions,
  open: (options) => new SampleDeskSession(options),
}
