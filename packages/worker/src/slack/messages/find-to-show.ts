import { channelsOf, type Notification, type NotificationPreferences } from '@orchestrator/domain'
import { getEntity, type SlackMessageRow } from '@orchestrator/store'
import type { SlackApp } from '../app.ts'
import { findComment, memberName } from '../look.ts'
import { knownUsers } from '../people.ts'
import { approvalOf, patchOf, taskOf } from '../show/find-shown.ts'
import { context, type Shown, section } from '../show/show-task.ts'
import { escaped, inParts, short, toSlack } from '../text.ts'

/** Slack takes 3,000 signs in a section, and so many that all of a long comment is there. */
const mostInSection = 2_800
const mostSections = 20

/** @returns null: there is nothing to show. unwanted: its member does not want to be told any more */
export async function findToShow(app: SlackApp, row: SlackMessageRow): Promise<Shown | null | 'unwanted'> {
  // What was told stays; what is waited for may have become unwanted.
  if (row.notificationId !== null && row.ts === null && !(await isWanted(app, row))) return 'unwanted'
  switch (row.subjectType) {
    case 'task':
      return taskOf(app, row.subjectId)
    case 'approval':
      return approvalOf(app, row.subjectId)
    case 'patch':
      return patchOf(app, row.subjectId)
    case 'comment':
      return showComment(app, row.subjectId)
    case 'notification':
      return showNotification(app, row.subjectId)
  }
}

const notification = ({ store, workspaceId }: SlackApp, id: string) =>
  store.read(
    workspaceId,
    async (tx) =>
      ((await getEntity(tx, workspaceId, 'notification', id)) as unknown as Notification | undefined) ?? null,
  )

async function isWanted(app: SlackApp, { notificationId, memberId }: SlackMessageRow): Promise<boolean> {
  const { store, workspaceId } = app
  const told = await notification(app, notificationId ?? '')
  if (told === null || memberId === null) return false
  const [member, preferences] = await store.read(workspaceId, async (tx) => [
    await getEntity(tx, workspaceId, 'member', memberId),
    await getEntity(tx, workspaceId, 'notification_preferences', memberId),
  ])
  if (!member || member['removedAt'] !== null) return false
  return channelsOf(preferences as unknown as NotificationPreferences | undefined, told.kind).slack === true
}

async function showNotification(app: SlackApp, id: string): Promise<Shown | null> {
  const told = await notification(app, id)
  if (told === null) return null
  const { title, body, link, about } = told
  const task = about?.type === 'task' ? await taskOf(app, about.id) : null
  return {
    text: escaped(short(title, 300)),
    blocks: [
      section(`*${escaped(short(title, 500))}*`),
      ...(body.trim() === '' ? [] : [section(await inSlack(app, short(body, 2_000)))]),
      ...(link === null ? [] : [context(`<${escaped(link)}|Open>`)]),
      // What can be done about it.
      ...(task?.blocks.slice(1) ?? []),
    ],
  }
}

async function showComment(app: SlackApp, id: string): Promise<Shown | null> {
  const comment = await findComment(app, id)
  if (comment === null) return null
  const author = comment.externalAuthor ?? (await memberName(app, comment.authorId))
  const text = `*${escaped(author)}*: ${await inSlack(app, comment.body)}`
  const parts = inParts(text, { longest: mostInSection, most: mostSections })
  return { text: short(text, mostInSection), blocks: parts.map((part) => section(part)) }
}

/** Whom it mentions is mentioned there too. */
async function inSlack(app: SlackApp, markdown: string): Promise<string> {
  const ids = [...markdown.matchAll(/\]\(member:([0-9a-f-]{36})\)/gi)].map(([, id = '']) => id.toLowerCase())
  return toSlack(markdown, await knownUsers(app, [...new Set(ids)]))
}
