import { type Digest, isEmptyDigest } from '@orchestrator/domain'
import { ConnectorError, type MailSender, UnsureDelivery } from '@orchestrator/integrations/outgoing'
import {
  type ClaimedEmail,
  claimEmails,
  type EmailEnd,
  emailWorkspaces,
  planDigests,
  planEmails,
  readDigest,
  readTaskLinks,
  recordEmail,
  type Store,
  tasksIn,
} from '@orchestrator/store'
import type { Logger } from 'pino'
import { planDigest, planOf } from './email-time.ts'
import { type MailAddresses, writeEmail } from './write-email.ts'

export interface MailerOptions extends MailAddresses {
  /** Logged in as the relay's own role. */
  readonly store: Store
  /** Logged in as the application: what a member's work looks like is read as they would read it. */
  readonly appStore: Store
  readonly sender: MailSender
  readonly logger: Logger
  /** Between attempts, in milliseconds. */
  readonly pauses?: readonly number[]
  /** After so long a round ends. */
  readonly roundMs?: number
}

const minute = 60_000
/** A day in all. */
const standardPauses = [1, 5, 15, 30, 60, 120, 240, 480, 480].map((minutes) => minutes * minute)
/** Longer than the mail server may take over one e-mail. */
const lease = 5 * minute
/** No more are taken than are sent at once: what is taken when the process ends may have been sent. */
const atOnce = 4
const plannedTogether = 500
/** After so long a round ends, and the next sees what has come meanwhile. */
const standardRoundMs = 20_000
/** More than there are: which of them are left out would not change. */
const mostWorkspaces = 100_000

/**
 * Sends notifications by e-mail, as each member wishes. Taken before and noted after: what was under way when the process ended is
 * sent once more, under the same Message-ID.
 * @param after the workspace with which the round before ended: those behind it come first
 * @returns the workspace with which this round ended
 */
export async function sendEmails(options: MailerOptions, after = ''): Promise<string> {
  const until = performance.now() + (options.roundMs ?? standardRoundMs)
  const all = await emailWorkspaces(options.store, mostWorkspaces)
  let waiting = [...all.filter((id) => id > after), ...all.filter((id) => id <= after)]
  let last = after
  // In turns: whoever has much to send keeps nobody waiting.
  while (waiting.length > 0) {
    const unfinished: string[] = []
    for (const workspaceId of waiting) {
      last = workspaceId
      if (await takeTurn(options, workspaceId)) unfinished.push(workspaceId)
      if (performance.now() >= until) return last
    }
    waiting = unfinished
  }
  return last
}

/** @returns whether there is more to do */
async function takeTurn(options: MailerOptions, workspaceId: string): Promise<boolean> {
  const { store, logger } = options
  try {
    const planned = await planEmails(store, workspaceId, plannedTogether, (one) => planOf(one, new Date()))
    const digests = await planDigests(store, workspaceId, plannedTogether, (one) => planDigest(one, new Date()))
    const { due, emails } = await claimEmails(store, workspaceId, atOnce, lease)
    await Promise.all(emails.map((email) => sendOne(options, email)))
    return Math.max(planned, digests) === plannedTogether || due === atOnce
  } catch (error) {
    // Others do not wait for what is wrong with one.
    logger.warn({ err: error, workspaceId }, 'e-mail of a workspace was not sent; it is tried again')
    return false
  }
}

async function sendOne(options: MailerOptions, email: ClaimedEmail): Promise<void> {
  const { store, logger, pauses = standardPauses } = options
  const { workspace, id, attempts } = email
  const outcome = await attempt(options, email, attempts > pauses.length + 1)
  const end: EmailEnd = outcome === 'nothing to say' ? dropped : endOf(outcome, pauses[attempts - 1])
  if (end.status === 'pending' || end.status === 'failed') {
    // Neither the address nor what the server said belongs into the log.
    const { status, nextAt: again } = end
    logger.warn({ workspaceId: workspace.id, email: id, attempts, status, again }, 'an e-mail was not taken')
  }
  await recordEmail(store, email, end)
}

const dropped: EmailEnd = { status: 'dropped', error: 'there was nothing to say', unsure: false, nextAt: null }

/** @returns what went wrong, null: nothing */
async function attempt(
  options: MailerOptions,
  email: ClaimedEmail,
  isOneTooMany: boolean,
): Promise<ConnectorError | 'nothing to say' | null> {
  // Not even an e-mail that ends its process each time is tried for ever.
  if (isOneTooMany) return new ConnectorError('smtp', 'permanent', 'the process that sent it ended each time')
  try {
    const work = await workFor(options, email)
    if (work === null && email.lines.length === 0) return 'nothing to say'
    const taskLinks = await linksFor(options, email, work)
    await options.sender.send(writeEmail(email, { work, taskLinks }, options))
    return null
  } catch (error) {
    if (error instanceof ConnectorError) return error
    options.logger.error({ err: error, email: email.id }, 'an e-mail could not be written')
    return new ConnectorError('smtp', 'transient', 'it could not be written; see the log of the relay')
  }
}

/** What the member's work looks like, if it is wanted and there is something to say. */
async function workFor({ appStore }: MailerOptions, { workspace, member, work }: ClaimedEmail): Promise<Digest | null> {
  if (work === null) return null
  const request = { workspaceId: workspace.id, memberId: member.id, ...work }
  const digest = await appStore.read(workspace.id, (tx) => readDigest(tx, request))
  return isEmptyDigest(digest) ? null : digest
}

/** Where the tasks are that it is about. */
function linksFor({ appStore }: MailerOptions, { workspace, lines }: ClaimedEmail, work: Digest | null) {
  const named = lines.flatMap(({ about }) => (about?.type === 'task' ? about.id : []))
  const ids = [...new Set([...named, ...(work ? tasksIn(work) : [])])]
  return appStore.read(workspace.id, (tx) => readTaskLinks(tx, workspace.id, ids))
}

function endOf(error: ConnectorError | null, pause: number | undefined): EmailEnd {
  if (error === null) return { status: 'sent', error: null, unsure: false, nextAt: null }
  const again = error.kind !== 'permanent' && pause !== undefined
  return {
    status: again ? 'pending' : 'failed',
    error: error.message,
    unsure: error instanceof UnsureDelivery,
    nextAt: again ? new Date(Date.now() + pause).toISOString() : null,
  }
}
