import type { Mail } from '@orchestrator/integrations'
import { type ClaimedEmail, type EmailLine, signApprovalLink, signUnsubscribeLink } from '@orchestrator/store'
import { type Entry, type Group, htmlOf, type Letter, textOf } from './letter.ts'

export interface MailAddresses {
  readonly masterKey: string
  /** Of the API, as people reach it. */
  readonly publicUrl: string
  /** The part of a Message-ID behind the @. */
  readonly domain: string
}

const approvalLinkMs = 7 * 86_400_000

/** An e-mail of one notification, or a digest of several by project. */
export function writeEmail(email: ClaimedEmail, addresses: MailAddresses, now = new Date()): Mail {
  const { id, digest, workspace, member, lines, more } = email
  const count = lines.length + more
  const unsubscribe = `${addresses.publicUrl}/unsubscribe/${signUnsubscribeLink(addresses.masterKey, {
    workspaceId: workspace.id,
    memberId: member.id,
    kinds: [...new Set(lines.map(({ kind }) => kind))],
  })}`
  const subject = digest
    ? `${count} ${count === 1 ? 'notification' : 'notifications'} in ${workspace.name}`
    : (lines[0]?.title ?? '')
  const letter: Letter = {
    heading: digest ? subject : null,
    groups: digest ? byProject(email, addresses, now) : [{ name: null, entries: entriesOf(email, addresses, now) }],
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
    headers: { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  }
}

/** What belongs to no project comes last. */
function byProject(email: ClaimedEmail, addresses: MailAddresses, now: Date): Group[] {
  const entries = entriesOf(email, addresses, now)
  const groups = Map.groupBy(entries, (_entry, index) => email.lines[index]?.projectName ?? null)
  return [...groups]
    .sort(([a], [b]) => Number(a === null) - Number(b === null) || (a ?? '').localeCompare(b ?? ''))
    .map(([project, own]) => ({ name: project ?? (groups.size > 1 ? 'Other' : null), entries: own }))
}

const entriesOf = (email: ClaimedEmail, addresses: MailAddresses, now: Date): Entry[] =>
  email.lines.map((line) => ({
    title: oneLine(line.title),
    body: email.digest ? short(readable(line.body)) : readable(line.body),
    links: [...answerLink(email, line, addresses, now), ...(line.link === null ? [] : [link('Open', line.link)])],
  }))

/** To who is asked, the page on which they answer; opening it answers nothing. */
function answerLink({ workspace, member }: ClaimedEmail, { kind, about }: EmailLine, to: MailAddresses, now: Date) {
  if (kind !== 'approval_requested' || about === null) return []
  const expiresAt = new Date(now.getTime() + approvalLinkMs).toISOString()
  const of = { workspaceId: workspace.id, approvalId: about.id, memberId: member.id, expiresAt }
  return [link('Answer', `${to.publicUrl}/approvals/${signApprovalLink(to.masterKey, of)}`)]
}

const link = (label: string, url: string) => ({ label, url })

/** Of `@[Ada](member:…)` people read `@Ada`. */
const readable = (markdown: string) => markdown.replace(/@\[([^\]\n]{1,200})\]\(member:[0-9a-f-]{36}\)/gi, '@$1').trim()

/** In a digest a long text is a beginning: many of them are one letter. */
const mostOfBody = 2_000
const short = (text: string) => (text.length <= mostOfBody ? text : `${text.slice(0, mostOfBody).toWellFormed()} …`)

/** No line of a header ends where somebody's text says so. */
const oneLine = (text: string) =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300)
