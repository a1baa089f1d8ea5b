import { AppError } from '@orchestrator/domain'
import { ProviderError, type SlackInteraction } from '@orchestrator/integrations'
import { addSlackMessages, channelMessageId, removeSlackMessage, slackMessageOf } from '@orchestrator/store'
import * as z from 'zod'
import { act, idOf, type MemberCall } from '../call.ts'
import { requireTask, tellTask } from '../commands/handle-command.ts'
import { findTask } from '../look.ts'
import { memberOf } from '../people.ts'
import { readMetadata } from './read-metadata.ts'

const Origin = z.object({
  channel: z.string().nullable(),
  message: z.object({ channel: z.string(), ts: z.string(), root: z.string() }).optional(),
})
type Origin = z.infer<typeof Origin>

/** The form of a new task. Made of a message, the thread of that message becomes its comments. */
export async function sendTask(call: MemberCall, view: NonNullable<SlackInteraction['view']>): Promise<void> {
  const { message } = readMetadata(Origin, view)
  const values = view.state?.values ?? {}
  const field = (name: string) => values[name]?.['value']
  const id = idOf(call, 'task')
  const user = field('assignee')?.selected_user
  const assignee = user ? await memberOf(call.app, user) : null
  if (user && !assignee) throw new AppError('not_found', `<@${user}> is no member here`)
  const link = message ? await permalink(call, message) : null
  const description = [field('description')?.value ?? '', ...(link ? [`[From Slack](${link})`] : [])]
  // An attempt before this one has made it, perhaps with another answer of Slack.
  if ((await findTask(call.app, id)) === null) {
    // First the thread: else the log could have told the channel of the task already.
    const thread = message && (await follow(call, id, message))
    try {
      await act(call, 'task.create', {
        ...{
          id,
          projectId: field('project')?.selected_option?.value ?? '',
          title: (field('title')?.value ?? '').slice(0, 500),
        },
        description: description.filter((part) => part !== '').join('\n\n'),
        ...(assignee && { assigneeId: assignee.id }),
        ...(field('due')?.selected_date && { dueDate: field('due')?.selected_date ?? null }),
      })
    } catch (error) {
      if (thread && error instanceof AppError && error.code !== 'unavailable')
        await call.app.store.write(call.app.workspaceId, (tx) => removeSlackMessage(tx, call.app.workspaceId, thread))
      throw error
    }
  }
  if (message) await join(call, message.channel, id)
  else await tellTask(call, id)
}

async function follow({ app }: MemberCall, taskId: string, { channel, root }: NonNullable<Origin['message']>) {
  const { workspaceId, connection } = app
  const thread = {
    ...{ id: channelMessageId(connection.id, channel, taskId), connectionId: connection.id },
    ...{ subjectType: 'task' as const, subjectId: taskId, channelId: channel, threadTs: root },
  }
  await app.store.write(workspaceId, async (tx) => {
    // It may have been given up before the task came to be.
    if ((await slackMessageOf(tx, workspaceId, thread.id))?.status === 'dropped')
      await removeSlackMessage(tx, workspaceId, thread.id)
    await addSlackMessages(tx, workspaceId, [{ ...thread, live: true, comments: true }])
  })
  return thread.id
}

async function permalink({ app }: MemberCall, { channel, ts }: NonNullable<Origin['message']>): Promise<string | null> {
  try {
    const answer = z.object({ permalink: z.string() })
    return (await app.client.ask(answer, 'chat.getPermalink', { channel, message_ts: ts })).permalink
  } catch (error) {
    // Where the app is not, it is told nothing.
    if (error instanceof ProviderError && ['forbidden', 'not_found'].includes(error.kind)) return null
    throw error
  }
}

/** Only where the app is it is told what is said. */
async function join(call: MemberCall, channel: string, taskId: string): Promise<void> {
  try {
    await call.app.client.ask(z.unknown(), 'conversations.join', { channel })
  } catch (error) {
    if (!(error instanceof ProviderError) || ['rate_limited', 'unavailable', 'ambiguous'].includes(error.kind))
      throw error
    const { task } = await requireTask(call, taskId)
    const text = `${task.identifier} is made. To keep the thread and its comments the same, invite the app to the channel: \`/invite\`.`
    // In a private channel where it is already, joining is refused too.
    if (error.kind !== 'invalid' && !/method_not_supported/.test(error.message)) await call.tell({ text })
  }
}
