import { AppError } from '@orchestrator/domain'
import { ProviderError } from '@orchestrator/integrations'
import {
  claimSlackMessages,
  endSlackMessage,
  holdSlackMessages,
  type SlackMessageEnd,
  type SlackMessageRow,
  slackWorkspaces,
} from '@orchestrator/store'
import { eachAtOnce } from '../../each-at-once.ts'
import { type Budgets, NotNow } from '../../sync/limit-session.ts'
import { openApp, type SlackApp, type SlackDeps } from '../app.ts'
import { tellTrouble } from '../tell-trouble.ts'
import { sendMessage } from './send-message.ts'

const minute = 60_000
/** A day in all, as e-mail has. */
const standardPauses = [0.1, 1, 5, 15, 30, 60, 120, 240, 480, 480].map((minutes) => minutes * minute)
const leaseMs = 2 * minute
/** Of one workspace; no more are taken than are sent at once. */
const atOnce = 4
const workspacesAtOnce = 10
const mostWorkspaces = 10_000
const roundMs = 20_000
/** What tells of something that was longer ago helps nobody. */
const staleMs = 24 * 60 * minute
/** While a connection is paused or waits for a person. */
const heldMs = minute

/** Writes and changes what is due, of many workspaces side by side: whoever has much keeps nobody waiting. */
export async function sendDueMessages(deps: SlackDeps, budgets: Budgets, pauses = standardPauses): Promise<void> {
  const until = performance.now() + roundMs
  const waiting = await slackWorkspaces(deps.store, mostWorkspaces)
  await eachAtOnce(waiting, workspacesAtOnce, async (workspaceId) => {
    try {
      if ((await takeTurn(deps, budgets, workspaceId, pauses)) && performance.now() < until) waiting.push(workspaceId)
    } catch (error) {
      deps.logger.warn({ err: error, workspaceId }, 'messages of a workspace were not sent; it is tried again')
    }
  })
}

/** @returns whether there may be more */
async function takeTurn(
  deps: SlackDeps,
  budgets: Budgets,
  workspaceId: string,
  pauses: readonly number[],
): Promise<boolean> {
  const rows = await claimSlackMessages(deps.store, workspaceId, atOnce, leaseMs)
  const apps = new Map<string, Promise<SlackApp | null>>()
  const appOf = (id: string) => {
    const app = apps.get(id) ?? openApp(deps, workspaceId, id)
    apps.set(id, app)
    return app
  }
  await Promise.all(
    rows.map(async (row) => {
      const end = await attempt(deps, budgets, workspaceId, row, () => appOf(row.connectionId), pauses)
      await endSlackMessage(deps.store, workspaceId, row, end)
    }),
  )
  return rows.length === atOnce
}

async function attempt(
  deps: SlackDeps,
  budgets: Budgets,
  workspaceId: string,
  row: SlackMessageRow,
  appOf: () => Promise<SlackApp | null>,
  pauses: readonly number[],
): Promise<SlackMessageEnd> {
  // Not even a message that ends its process each time is tried for ever.
  if (row.attempts > pauses.length + 1) return { status: 'failed', error: 'the process that sent it ended each time' }
  try {
    const app = await appOf()
    if (app === null) return { status: 'dropped', error: 'its connection is gone' }
    if (app.connection.status === 'disconnected') return { status: 'dropped', error: 'its connection has ended' }
    if (app.connection.status !== 'active') return { status: 'pending', afterMs: heldMs, untried: true }
    const age = Date.now() - Date.parse(row.createdAt)
    if (row.subjectType === 'notification' && row.ts === null && age > staleMs)
      return { status: 'dropped', error: 'it would have come too late' }
    await budgets.of(row.connectionId, deps.connector.limits).take(true, AbortSignal.timeout(leaseMs))
    return await sendMessage(app, row)
  } catch (error) {
    const { connectionId } = row
    if (error instanceof NotNow) {
      await holdSlackMessages(deps.store, workspaceId, connectionId, error.afterMs)
      return { status: 'pending', afterMs: error.afterMs, untried: true }
    }
    deps.logger.warn({ err: error, workspaceId, connectionId, message: row.id }, 'a message to Slack was not taken')
    return afterFailure(deps, workspaceId, row, error, pauses[row.attempts - 1])
  }
}

async function afterFailure(
  deps: SlackDeps,
  workspaceId: string,
  { connectionId }: SlackMessageRow,
  error: unknown,
  pause: number | undefined,
): Promise<SlackMessageEnd> {
  if (error instanceof ProviderError) {
    if (error.kind === 'rate_limited') {
      const afterMs = error.retryAfterMs ?? 30_000
      await holdSlackMessages(deps.store, workspaceId, connectionId, afterMs)
      return { status: 'pending', error: error.message, afterMs, untried: true }
    }
    if (error.kind === 'unauthorized') {
      await tellTrouble(deps, { workspaceId, connectionId }, error)
      return { status: 'pending', error: error.message, afterMs: heldMs, untried: true }
    }
    if (error.kind !== 'unavailable' && error.kind !== 'ambiguous') return { status: 'failed', error: error.message }
  }
  const message =
    error instanceof ProviderError || error instanceof AppError ? error.message : 'it could not be written'
  return pause === undefined
    ? { status: 'failed', error: message }
    : { status: 'pending', error: message, afterMs: pause }
}
