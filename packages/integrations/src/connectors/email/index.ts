import type { Connector } from '../../connector/connector.ts'
import { auth } from './auth.ts'
import { itemTypes } from './items.ts'
import { limits } from './limits.ts'
import { readMessage } from './read-message.ts'
import { EmailSession } from './session.ts'
import { EmailSettings } from './settings.ts'
import { webhooks } from './webhooks.ts'

const everyMs = 30_000

export const email: Connector = {
  id: 'email',
  name: 'E-mail',
  description: 'Makes tasks of messages to an address, and comments of answers to notifications.',
  auth,
  settings: EmailSettings as Connector['settings'],
  containerName: 'address',
  itemTypes,
  onlyIn: true,
  limits,
  webhooks,
  actions: {},
  inbox: {
    everyMs: (settings) => (EmailSettings.parse(settings).host === null ? null : everyMs),
    collect: (session, cursor) => (session as EmailSession).collect(cursor),
    kept: (session, cursor) => (session as EmailSession).kept(cursor),
    read: (request, settings) => readMessage(request, EmailSettings.parse(settings)),
  },
  open: (options) => new EmailSession(options),
}
