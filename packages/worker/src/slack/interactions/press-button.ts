import { AppError, readForm } from '@orchestrator/domain'
import type { SlackInput, SlackInteraction } from '@orchestrator/integrations'
import { slackMessageAt } from '@orchestrator/store'
import * as z from 'zod'
import { act, type MemberCall, openModal } from '../call.ts'
import { requireTask, tellTask } from '../commands/handle-command.ts'
import { findApproval, statesOf } from '../look.ts'
import { knownUsers, memberOf } from '../people.ts'
import { approvalOf, patchOf } from '../show/find-shown.ts'
import { answerModal, patchModal, rejectModal, rejectPatchModal } from '../show/modals.ts'
import { isPlain } from '../show/show-approval.ts'
import { type Shown, showTask } from '../show/show-task.ts'
import { decideOnPatch, requirePatch } from './decide-on-patch.ts'

type Pressed = SlackInput & { readonly action_id: string; readonly block_id?: string | null | undefined }

/** A button or a choice in a message: done as who pressed it, and shown where it was pressed. */
export async function pressButton(call: MemberCall, interaction: SlackInteraction, pressed: Pressed): Promise<void> {
  const [, id = ''] = /^(?:task|approval|patch):([0-9a-f-]{36})(?::\d+)?$/.exec(pressed.block_id ?? '') ?? []
  switch (pressed.action_id) {
    case 'task.state':
      return changeTask(call, interaction, id, { stateId: pressed.selected_option?.value ?? '' })
    case 'task.assign':
      return changeTask(call, interaction, id, { assigneeId: await assignee(call, pressed.selected_user) })
    // A list shows many; what became of one is told beside it.
    case 'task.done_listed':
      await act(call, 'task.update', { id, status: 'completed' })
      return tellTask(call, id)
    case 'task.done':
      return changeTask(call, interaction, id, { status: 'completed' })
    case 'patch.accept':
    case 'patch.decide':
      await decideOnPatch(call, id, pressed.selected_option?.value)
      return refreshPatch(call, interaction, id)
    case 'patch.reject':
    case 'patch.read': {
      const patch = await requirePatch(call, id)
      const view = pressed.action_id === 'patch.reject' ? rejectPatchModal(patch) : patchModal(patch)
      return openModal(call, interaction.trigger_id ?? '', view)
    }
    case 'approval.approve':
      await act(call, 'approval.answer', { id, answer: { approved: true } })
      return refreshApproval(call, interaction, id)
    case 'approval.reject':
    case 'approval.answer': {
      const approval = await findApproval(call.app, id)
      if (!approval) throw new AppError('not_found', 'the approval is not there any more')
      const fields = readForm(approval.ask)
      const isNo = pressed.action_id === 'approval.reject' && isPlain(fields)
      const view = isNo ? rejectModal(approval, fields) : answerModal(approval, fields)
      return openModal(call, interaction.trigger_id ?? '', view)
    }
  }
}

async function assignee({ app }: MemberCall, userId: string | null | undefined): Promise<string | null> {
  if (!userId) return null
  const member = await memberOf(app, userId)
  if (member) return member.id
  throw new AppError('not_found', `<@${userId}> is no member here`)
}

async function changeTask(
  call: MemberCall,
  interaction: SlackInteraction,
  id: string,
  change: { stateId: string } | { assigneeId: string | null } | { status: 'completed' },
): Promise<void> {
  await act(call, 'task.update', { id, ...change })
  const view = await requireTask(call, id)
  const users = await knownUsers(call.app, view.assignee ? [view.assignee.id] : [])
  await refresh(call, interaction, showTask(view, await statesOf(call.app), users))
}

async function refreshApproval(call: MemberCall, interaction: SlackInteraction, id: string): Promise<void> {
  const shown = await approvalOf(call.app, id)
  if (shown) await refresh(call, interaction, shown)
}

async function refreshPatch(call: MemberCall, interaction: SlackInteraction, id: string): Promise<void> {
  const shown = await patchOf(call.app, id)
  if (shown) await refresh(call, interaction, shown)
}

/** In place. What we keep up to date is changed by the log, for everybody; what only its reader sees, and what we do not know, here. */
async function refresh({ app }: MemberCall, interaction: SlackInteraction, shown: Shown): Promise<void> {
  const { container, response_url: url, channel, message } = interaction
  if (container?.is_ephemeral) {
    if (url) await app.client.respond(url, { ...shown, replace_original: true })
    return
  }
  const channelId = channel?.id ?? container?.channel_id
  const ts = message?.ts ?? container?.message_ts
  if (!channelId || !ts) return
  // Below a link in somebody’s own message: what is told of it again takes the place of what was.
  const link = container?.app_unfurl_url ?? interaction.app_unfurl?.app_unfurl_url
  if (link) {
    const place = { channel: channelId, ts: container?.message_ts ?? ts }
    await app.client.ask(z.unknown(), 'chat.unfurl', { ...place, unfurls: { [link]: { blocks: shown.blocks } } })
    return
  }
  if (container?.type === 'message_attachment') return
  const row = await app.store.read(app.workspaceId, (tx) =>
    slackMessageAt(tx, app.workspaceId, app.connection.id, channelId, ts),
  )
  if (row?.live || row?.subjectType === 'notification') return
  await app.client.ask(z.unknown(), 'chat.update', { channel: channelId, ts, ...shown })
}
