import type { SlackInteraction } from '@orchestrator/integrations'
import type { MemberCall } from '../call.ts'
import { offerTask } from './offer-task.ts'
import { openTaskForm } from './open-task-form.ts'
import { pressButton } from './press-button.ts'
import { rejectPatch } from './reject-patch.ts'
import { sendAnswer } from './send-answer.ts'
import { sendTask } from './send-task.ts'

/** Somebody pressed something, sent a modal, or chose a shortcut. */
export async function handleInteraction(call: MemberCall, interaction: SlackInteraction): Promise<void> {
  const { type, callback_id: callback, trigger_id: trigger, view } = interaction
  switch (type) {
    case 'block_actions':
      for (const action of interaction.actions ?? []) await pressButton(call, interaction, action)
      return
    case 'message_action':
      return offerTask(call, interaction)
    case 'shortcut':
      if (callback === 'task_create' && trigger) await openTaskForm(call, trigger, { channel: null })
      return
    case 'view_submission':
      if (view?.callback_id === 'task.create') await sendTask(call, view)
      if (view?.callback_id === 'approval.answer') await sendAnswer(call, view)
      if (view?.callback_id === 'patch.reject') await rejectPatch(call, view)
      return
    case 'view_closed':
    case 'block_suggestion':
      return
  }
}
