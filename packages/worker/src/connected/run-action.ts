import { setTimeout as pause } from 'node:timers/promises'
import { AppError, beginningOf, connectionPrincipal, newId, parse } from '@orchestrator/domain'
import { type Action, type Connector, ofProvider, ProviderError, type Session } from '@orchestrator/integrations'
import { type OpenConnection, readConnection, throttleConnection, throttledFor } from '@orchestrator/store'
import { type Budgets, NotNow } from '../sync/limit-session.ts'
import { type Opening, withSession } from './open-session.ts'

export interface ActionDeps extends Opening {
  readonly connectors: Readonly<Record<string, Connector>>
  readonly budgets: Budgets
}

export interface ActionCall {
  readonly workspaceId: string
  readonly connectionId: string
  /** One of the connector's, e.g. `createPullRequest`. */
  readonly action: string
  readonly input: unknown
  /** The same on every try: under it what was done is found again. */
  readonly key: string
  /** There was a try before of which nobody knows what came. */
  readonly retry: boolean
  readonly signal: AbortSignal
  /** So long it may take once it is its turn. */
  readonly longestMs: number
  /** So long it may wait for its turn where the limits of the service do not allow it at once. */
  readonly patienceMs: number
}

/**
 * Does an action of a connected service, with the account of the connection. The one place where that is done, whoever asks for it.
 * @returns what the service answered, as the action's `output` says
 * @throws AppError `not_found`, `invalid_state`, `invalid_input` naming each wrong field, `provider_…` for what the service says no to
 */
export async function runAction(deps: ActionDeps, call: ActionCall): Promise<unknown> {
  const { connection, connector } = await findConnected(deps, call)
  const { action, input } = checkAction(connector, call.action, call.input)
  const { key } = call
  return ask(deps, call, { connection, connector, writes: action.writes }, (session, again) =>
    action.run(input as never, { session, key, retry: call.retry || again }),
  )
}

export interface Connected {
  readonly connection: OpenConnection
  readonly connector: Connector
}

/** @throws AppError `not_found`, `invalid_state` */
export async function findConnected(
  { store, masterKey, connectors }: Pick<ActionDeps, 'store' | 'masterKey' | 'connectors'>,
  { workspaceId, connectionId }: Pick<ActionCall, 'workspaceId' | 'connectionId'>,
): Promise<Connected> {
  const connection = await readConnection(store, { masterKey, workspaceId, connectionId })
  if (connection === null) throw new AppError('not_found', `there is no connection ${connectionId}`)
  const connector = connectors[connection.provider]
  if (connector === undefined) throw new AppError('invalid_state', `there is no connector ${connection.provider}`)
  return { connection, connector }
}

/** How something is asked of a service: where, within which time. */
export type Asking = Pick<ActionCall, 'workspaceId' | 'connectionId' | 'signal' | 'longestMs' | 'patienceMs'>

/**
 * Asks a service something when it is the connection's turn. @param work `again`: with other credentials, there was a try before
 * @throws AppError `invalid_state`, `provider_…`
 */
export async function ask<T>(
  deps: Opening & Pick<ActionDeps, 'budgets'>,
  asking: Asking,
  { connection, connector, writes }: Connected & Pick<Action, 'writes'>,
  work: (session: Session, again: boolean) => Promise<T>,
): Promise<T> {
  const { store } = deps
  const { workspaceId, connectionId } = asking
  refuseHeld(connection)
  await waitForTurn(deps, asking, connector, writes)
  try {
    const place = { workspaceId, connectionId, settings: connection.settings }
    const limited = AbortSignal.any([asking.signal, AbortSignal.timeout(asking.longestMs)])
    return await withSession(deps, place, connector, limited, work)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind === 'rate_limited' && error.retryAfterMs !== undefined)
      await throttleConnection(store, asking, error.retryAfterMs)
    // That it cannot be told hides nothing of what the service said; the next one tells it.
    if (error.kind === 'unauthorized') await tellOwner(deps, workspaceId, connection, error).catch(() => {})
    throw ofProvider(error, 'input.')
  }
}

/** @throws AppError `invalid_input` naming each wrong field */
export function checkAction(connector: Connector, name: string, input: unknown): { action: Action; input: unknown } {
  const action = actionOf(connector, name)
  return { action, input: parse(action.input, input, 'the input', ['input']) }
}

/** @throws AppError `invalid_input` naming those that there are */
function actionOf({ id, actions }: Connector, name: string): Action {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action) return action
  const expected = `one of ${Object.keys(actions).join(', ') || `none: ${id} has no actions`}`
  throw new AppError('invalid_input', `action: ${expected}`, {
    fields: [{ path: 'action', expected, code: 'invalid_value' }],
  })
}

function refuseHeld({ name, status }: OpenConnection): void {
  if (status === 'paused') throw new AppError('invalid_state', `“${name}” is paused: resume it first`)
  if (status === 'disconnected') throw new AppError('invalid_state', `“${name}” is disconnected; connect it anew`)
}

/** The service's limits are kept before it has to say so. @throws AppError `provider_rate_limited` when that takes too long */
async function waitForTurn(
  { store, budgets }: Pick<ActionDeps, 'store' | 'budgets'>,
  { connectionId, workspaceId, signal, patienceMs }: Asking,
  { id: provider, limits }: Connector,
  writes: boolean,
): Promise<void> {
  const budget = budgets.of(connectionId, limits)
  const until = performance.now() + patienceMs
  for (;;) {
    const throttledMs = await throttledFor(store, { workspaceId, connectionId })
    const restMs = throttledMs > 0 ? throttledMs : await budget.take(writes, signal).then(() => 0, notNow)
    if (restMs === 0) return
    if (performance.now() + restMs > until)
      throw ofProvider(
        new ProviderError(provider, 'rate_limited', `${provider} takes no more requests for now`, {
          retryAfterMs: restMs,
        }),
      )
    await pause(restMs, undefined, { signal })
  }
}

function notNow(error: unknown): number {
  if (error instanceof NotNow) return error.afterMs
  throw error
}

/** Nothing that is asked of it works any more: it waits for a person. */
async function tellOwner(
  { store }: Pick<ActionDeps, 'store'>,
  workspaceId: string,
  connection: OpenConnection,
  { message }: ProviderError,
): Promise<void> {
  const data = {
    ...{ id: connection.id, code: 'unauthorized', message: beginningOf(message, 2_000), attention: true },
    seen: connection.version,
    action: `Connect ${connection.name} again: what was given has expired or was revoked.`,
  }
  const command = { id: newId(), type: 'connection.report_trouble', data } as never
  await store.execute(connectionPrincipal(workspaceId, connection), [command], { unasked: true })
}
