import type { SlackInteraction } from '@orchestrator/integrations'
import type { MemberCall } from '../call.ts'
import { projectOfChannel } from '../look.ts'
import { toMarkdown, toWords } from '../text.ts'
import { openTaskForm } from './open-task-form.ts'

/** “Make a task” of a message: the form, with what the message says. */
export async function offerTask(call: MemberCall, interaction: SlackInteraction): Promise<void> {
  const { channel, message, trigger_id: trigger } = interaction
  if (!channel || !message || !trigger) return
  const projectId = await projectOfChannel(call.app, channel.id)
  const text = toMarkdown(message.text ?? '')
  const [title = ''] = toWords(message.text ?? '').split('\n')
  const origin = {
    channel: channel.id,
    message: { channel: channel.id, ts: message.ts, root: message.thread_ts ?? message.ts },
  }
  const given = {
    title: title.slice(0, 200),
    description: text !== title || title.length > 200 ? text : '',
  }
  await openTaskForm(call, trigger, origin, { ...given, projectId })
}
