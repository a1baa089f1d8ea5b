import type { Digest } from '@orchestrator/domain'
import {
  digestGroups,
  EmailSettings,
  type Entry,
  type Group,
  htmlOf,
  type Letter,
  type Link,
  type LinksOf,
  type Mail,
  oneLine,
  openLinks,
  replyAddressOf,
  textOf,
} from '@orchestrator/integrations/outgoing'
import {
  type ClaimedEmail,
  type EmailLine,
  signApprovalLink,
  signReplyToken,
  signUnsubscribeLink,
  type TaskLink,
} from '@orchestrator/store'

export interface MailAddresses {
  readonly masterKey: string
  /** Of the API, as people reach it. */
  readonly publicUrl: string
  /** The part of a Message-ID behind the @. */
  readonly domain: string
}

const approvalLinkMs = 7 * 86_400_000

/** What an e-mail tells of beside its notifications. */
export interface EmailContent {
  /** What the member's work looks like. */
  readonly work: Digest | null
  /** Where its tasks are in connected services: there is no page of ours for them. */
  readonly taskLinks: ReadonlyMap<string, readonly TaskLink[]>
}

/** An e-mail of one notification, or a digest of several by project, below what the member's work looks like. */
export function writeEmail(
  email: ClaimedEmail,
  { work, taskLinks }: EmailContent,
  addresses: MailAddresses,
  now = new Date(),
): Mail {
  const linksOf: LinksOf = (about, id) =>
    about === 'approval' ? answerLinks(email, id, addresses, now) : openLinks(taskLinks.get(id))
  const { id, digest, workspace, member, lines, more } = email
  const count = lines.length + more
  const unsubscribe = `${addresses.publicUrl}/unsubscribe/${signUnsubscribeLink(addresses.masterKey, {
    workspaceId: workspace.id,
    memberId: member.id,
    kinds: [...new Set([...(work ? (['work_digest'] as const) : []), ...lines.map(({ kind }) => kind)])],
  })}`
  const told = `${count} ${count === 1 ? 'notification' : 'notifications'} in ${workspace.name}`
  const subject = work ? `Your work in ${workspace.name}` : digest ? told : (lines[0]?.title ?? '')
  const letter: Letter = {
    heading: digest ? subject : null,
    groups: [
      ...(work ? digestGroups(work, linksOf) : []),
      ...(work && count > 0 ? [{ name: told }] : []),
      ...(digest ? byProject(email, linksOf) : [{ name: null, entries: entriesOf(email, linksOf) }]),
    ],
    more: more === 0 ? null : `… and ${more} more in your inbox.`,
    footer: `You are told this as ${member.name} of ${workspace.name}.`,
    unsubscribe,
  }
  return {
    to: { name: oneLine(member.name), address: member.email },
    subject: oneLine(subject),
    text: textOf(letter),
    html: htmlOf(letter),
    messageId: `<${id}@${addresses.domain}>`,
    ...answerTo(email, addresses),
    headers: {
      ...threadOf(email, addresses),
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}

/** The task that a notification is about; a digest is about many things, and nobody knows which of them an answer means. */
const taskOf = ({ digest, lines }: ClaimedEmail) =>
  !digest && lines[0]?.about?.type === 'task' ? { notificationId: lines[0].id, taskId: lines[0].about.id } : null

/** An answer is a comment, where the workspace takes in mail. */
function answerTo(email: ClaimedEmail, { masterKey }: MailAddresses): Pick<Mail, 'replyTo'> {
  const task = taskOf(email)
  const settings = EmailSettings.safeParse(email.inbound).data
  if (task === null || settings === undefined) return {}
  return { replyTo: replyAddressOf(settings, signReplyToken(masterKey, email.workspace.id, task.notificationId)) }
}

/** All of one task are one conversation: they answer a message that nobody ever sent. */
function threadOf(email: ClaimedEmail, { domain }: MailAddresses): Record<string, string> {
  const task = taskOf(email)
  if (task === null) return {}
  const root = `<task-${task.taskId}@${domain}>`
  return { 'In-Reply-To': root, References: root }
}

/** What belongs to no project comes last. */
function byProject(email: ClaimedEmail, linksOf: LinksOf): Group[] {
  const entries = entriesOf(email, linksOf)
  const groups = Map.groupBy(entries, (_entry, index) => email.lines[index]?.projectName ?? null)
  return [...groups]
    .sort(([a], [b]) => Number(a === null) - Number(b === null) || (a ?? '').localeCompare(b ?? ''))
    .map(([project, own]) => ({ name: project ?? (groups.size > 1 ? 'Other' : null), entries: own }))
}

const entriesOf = (email: ClaimedEmail, linksOf: LinksOf): Entry[] =>
  email.lines.map((line) => ({
    title: oneLine(line.title),
    body: email.digest ? short(readable(line.body)) : readable(line.body),
    links: [...linksAbout(line, linksOf), ...(line.link === null ? [] : [link('Open', line.link)])],
  }))

function linksAbout({ kind, about }: EmailLine, linksOf: LinksOf): readonly Link[] {
  if (about?.type === 'task') return linksOf('task', about.id)
  return kind === 'approval_requested' && about !== null ? linksOf('approval', about.id) : []
}

/** To who is asked, the page on which they answer; opening it answers nothing. */
function answerLinks({ workspace, member }: ClaimedEmail, approvalId: string, to: MailAddresses, now: Date) {
  const expiresAt = new Date(now.getTime() + approvalLinkMs).toISOString()
  const of = { workspaceId: workspace.id, approvalId, memberId: member.id, expiresAt }
  return [link('Answer', `${to.publicUrl}/approvals/${signApprovalLink(to.masterKey, of)}`)]
}

const link = (label: string, url: string) => ({ label, url })

/** Of `@[Ada](member:…)` people read `@Ada`. */
const readable = (markdown: string) => markdown.replace(/@\[([^\]\n]{1,200})\]\(member:[0-9a-f-]{36}\)/gi, '@$1').trim()

/** In a digest a long text is a beginning: many of them are one letter. */
const mostOfBody = 2_000
const short = (text: string) => (text.length <= mostOfBody ? text : `${text.slice(0, mostOfBody).toWellFormed()} …`)
