import { ConnectorError, type MailSender, UnsureDelivery } from '@orchestrator/integrations'
import {
  type ClaimedEmail,
  claimEmails,
  type EmailEnd,
  emailWorkspaces,
  planEmails,
  recordEmail,
  type Store,
} from '@orchestrator/store'
import type { Logger } from 'pino'
import { planOf } from './email-time.ts'
import { type MailAddresses, writeEmail } from './write-email.ts'

export interface MailerOptions extends MailAddresses {
  /** Logged in as the relay's own role. */
  readonly store: Store
  readonly sender: MailSender
  readonly logger: Logger
  /** Between attempts, in milliseconds. */
  readonly pauses?: readonly number[]
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
const roundMs = 20_000

/**
 * Sends notifications by e-mail, as each member wishes. Taken before and noted after: what was under way when the process ended is
 * sent once more, under the same Message-ID.
 */
export async function sendEmails(options: MailerOptions): Promise<void> {
  const { store, logger } = options
  const until = performance.now() + roundMs
  for (const workspaceId of await emailWorkspaces(store, 200)) {
    try {
      await sendOf(options, workspaceId, until)
    } catch (error) {
      // Others do not wait for what is wrong with one.
      logger.warn({ err: error, workspaceId }, 'e-mail of a workspace was not sent; it is tried again')
    }
  }
}

async function sendOf(options: MailerOptions, workspaceId: string, until: number): Promise<void> {
  const { store } = options
  while ((await planEmails(store, workspaceId, plannedTogether, (one) => planOf(one, new Date()))) > 0);
  while (performance.now() < until) {
    const { due, emails } = await claimEmails(store, workspaceId, atOnce, lease)
    await Promise.all(emails.map((email) => sendOne(options, email)))
    if (due < atOnce) break
  }
}

async function sendOne(options: MailerOptions, email: ClaimedEmail): Promise<void> {
  const { store, logger, pauses = standardPauses } = options
  const { workspace, id, attempts } = email
  const end = endOf(await attempt(options, email, attempts > pauses.length + 1), pauses[attempts - 1])
  if (end.status !== 'sent') {
    // Neither the address nor what the server said belongs into the log.
    const { status, nextAt: again } = end
    logger.warn({ workspaceId: workspace.id, email: id, attempts, status, again }, 'an e-mail was not taken')
  }
  await recordEmail(store, email, end)
}

/** @returns what went wrong, null: nothing */
async function attempt(
  options: MailerOptions,
  email: ClaimedEmail,
  isOneTooMany: boolean,
): Promise<ConnectorError | null> {
  // Not even an e-mail that ends its process each time is tried for ever.
  if (isOneTooMany) return new ConnectorError('smtp', 'permanent', 'the process that sent it ended each time')
  try {
    await options.sender.send(writeEmail(email, options))
    return null
  } catch (error) {
    if (error instanceof ConnectorError) return error
    options.logger.error({ err: error, email: email.id }, 'an e-mail could not be written')
    return new ConnectorError('smtp', 'transient', 'it could not be written; see the log of the relay')
  }
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
