import { ProviderError, type SlackEvent } from '@orchestrator/integrations'
import type { SlackCall } from '../call.ts'
import { changeReply, removeReply, takeReply } from './take-reply.ts'
import { unfurl } from './unfurl.ts'

/** What the app has to do about something that happened there; whether automations start on it is another matter. */
export async function handleEvent(call: SlackCall, event: SlackEvent): Promise<void> {
  switch (event.type) {
    case 'message':
      if (event.subtype === 'message_changed') return changeReply(call, event)
      if (event.subtype === 'message_deleted') return removeReply(call, event)
      return takeReply(call, event)
    case 'link_shared':
      return unfurl(call, event)
    case 'tokens_revoked':
    case 'app_uninstalled':
      throw new ProviderError('slack', 'unauthorized', 'the app was removed in Slack')
  }
}
