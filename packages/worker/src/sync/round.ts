import { connectionPrincipal } from '@orchestrator/domain'
import { ProviderError, type Session } from '@orchestrator/integrations'
import {
  type ConnectionRef,
  claimConnection,
  dueWork,
  endTrouble,
  holdMapping,
  keepClaim,
  leaveConnection,
  readSyncState,
  type SyncClaim,
  type SyncMapping,
  type SyncState,
  type TroubledPart,
  toAppError,
} from '@orchestrator/store'
import { doCodeWork } from './code/do-code-work.ts'
import { lookForPullRequests } from './code/look-for-pull-requests.ts'
import { doingFirst } from './do-first.ts'
import { doWork, RoundEnded } from './do-work.ts'
import { collectMessages } from './inbox/collect-messages.ts'
import { readMessages } from './inbox/read-messages.ts'
import { limitSession, NotNow } from './limit-session.ts'
import { linkUsers } from './link-users.ts'
import { backfillPage, pullChanges, workOf } from './pull.ts'
import { readInbound } from './read-inbound.ts'
import { isSubscribed, keepSubscribed } from './subscribe.ts'
import { sweepPage } from './sweep.ts'
import { LostClaim, type SyncContext } from './sync-context.ts'
import type { SyncDeps } from './sync-deps.ts'
import { mappingTroubleOf } from './trouble-in-words.ts'

const leaseMs = 15_000
const beatMs = 4_000
/** How soon it is looked whether whoever works for the connection is through. */
const busyMs = 2_000
/** A round ends after this at the latest, so that the connection's workflow shows what happens. */
const longestMs = 20_000
const workAtOnce = 50
/** How often changes are asked for where the service tells of them by itself. */
const subscribedPullMs = 5 * 60_000
/** What a container alone may be the reason of. */
const ofOne = new Set<ProviderError['kind']>(['forbidden', 'not_found', 'invalid', 'malformed'])
const heldMs = 5 * 60_000
/** After a failure of the service as a whole. */
const unavailableMs = 15_000

export interface RoundResult {
  /** Milliseconds until there is something to do; null: not before it is woken. */
  readonly restMs: number | null
  readonly done: number
}

/**
 * Does what is due for a connection: what the service told, what changed here, what changed there, and last a page of a backfill. One
 * process at a time; what is not done is due again.
 */
export async function syncRound(deps: SyncDeps, ref: ConnectionRef, signal: AbortSignal): Promise<RoundResult> {
  const { store, logger } = deps
  const claim = await claimConnection(store, ref, leaseMs)
  // Somebody else is at it: whoever that is sees what this one would have.
  if (claim === null) return { restMs: busyMs, done: 0 }
  const lease = holdLease(deps, claim)
  const end = { synced: false, idle: false, throttledMs: 0, againMs: null as number | null, sendsMs: 0 }
  let done = 0
  let state: SyncState | null = null
  try {
    state = await readSyncState(store, ref)
    if (state === null || state.connection.status !== 'active') end.idle = true
    else if (state.throttledMs > 0) end.throttledMs = state.throttledMs
    else {
      const connector = deps.connectors[state.connection.provider]
      end.againMs = connector?.inbox?.everyMs(state.connection.settings) ?? null
      // Of what is only spoken with nothing is due by the clock: nobody asks it.
      end.idle = connector?.itemTypes.length === 0
      const worked = await work(deps, claim, state, lease.stillMine, signal)
      done = worked.done
      end.sendsMs = worked.sendsMs
      const after = worked.after ?? (await readSyncState(store, ref))
      if (after !== null) await deps.troubles.settle(claim, after)
      end.synced = true
    }
  } catch (error) {
    const cause = error instanceof RoundEnded ? error.cause : error
    // What is left is due as it was: this process ends, or has stood still for too long.
    if (cause instanceof LostClaim || signal.aborted) end.synced = false
    else if (cause instanceof NotNow) end.throttledMs = cause.afterMs
    else if (state === null || toAppError(cause).code === 'unavailable') throw error
    else if (!(cause instanceof ProviderError)) {
      logger.error({ err: cause, ...ref }, 'a round of a connection ended in an error of our own; it is tried again')
      end.throttledMs = await deps.troubles.unexpected(claim, state)
    } else {
      logger.warn({ err: cause, ...ref }, 'a round of a connection ended early; it is tried again')
      end.idle = await deps.troubles.tell(claim, state, cause)
      if (!end.idle) end.throttledMs = cause.retryAfterMs ?? unavailableMs
    }
  } finally {
    lease.end()
  }
  const restMs = await leaveConnection(store, claim, end)
  return { restMs: restMs === 'lost' ? busyMs : restMs, done }
}

/** Keeps the claim while the round lasts. */
function holdLease({ store, logger }: SyncDeps, claim: SyncClaim) {
  let until = performance.now() + leaseMs
  const timer = setInterval(() => {
    const asked = performance.now()
    keepClaim(store, claim, leaseMs).then(
      (mine) => (until = mine ? asked + leaseMs : 0),
      (error: unknown) => logger.warn({ err: error }, 'the claim of a connection could not be renewed'),
    )
  }, beatMs)
  return {
    // By our own clock, and well before anybody else may think so: this process may have stood still.
    stillMine: () => {
      if (performance.now() > until - beatMs) throw new LostClaim('another process may work for this connection by now')
    },
    end: () => clearInterval(timer),
  }
}

/** @returns how much was done, and how all is after it; null: that has to be looked up */
async function work(
  deps: SyncDeps,
  claim: SyncClaim,
  state: SyncState,
  stillMine: () => void,
  signal: AbortSignal,
): Promise<{ readonly done: number; readonly sendsMs: number; readonly after: SyncState | null }> {
  const { store, logger } = deps
  const connector = deps.connectors[state.connection.provider]
  if (connector === undefined)
    throw new ProviderError(state.connection.provider, 'invalid', `there is no connector ${state.connection.provider}`)
  // It is spoken with; what it tells and is told goes another way.
  if (connector.itemTypes.length === 0) return { done: 0, sendsMs: 0, after: state }
  const endsAt = performance.now() + (deps.longestRoundMs ?? longestMs)
  const opened = await deps.openSession(claim, state, connector, signal)
  const budget = deps.budgetOf(claim, connector)
  const writes = budget.writes(signal)
  const session: Session = limitSession(opened, budget, signal, writes)
  const replyNotice = (token: string) => deps.replyNotice?.(claim.workspaceId, token) ?? null
  const given = { store, logger, claim, state, connector, session, writes, stillMine, replyNotice }
  let context = contextOf(given)
  const joining = state.mappings.filter(
    ({ enabled, direction, cursors, pullDue }) =>
      enabled && direction !== 'out' && pullDue && Object.keys(cursors).length === 0,
  )
  if (joining.length > 0) {
    // Before the first of its things come: their assignees are to be somebody.
    for (const mapping of joining) await forMapping(context, mapping, 'pull', () => linkUsers(context, mapping))
    context = contextOf({ ...context, state: (await readSyncState(store, claim)) ?? state })
  }
  let done = 0
  let after: SyncState | null = null
  const late = () => performance.now() > endsAt || signal.aborted
  const pulled = new Set<string>()
  const webhook = await deps.webhookOf(claim)
  const inbox = connector.inbox
  if (inbox) await collectMessages(context, inbox)
  // What is urgent comes before each page of what is not.
  for (;;) {
    while (!late() && (await (inbox ? readMessages(context, inbox) : readInbound(context))));
    const sends = writes.refusedMs() === 0
    const due = late() ? [] : await dueWork(store, claim, { most: workAtOnce, sends })
    if (late()) break
    done += await doWork(
      context,
      due.map((one) => ({ work: one })),
    )
    const looked = await doCodeWork(context)
    done += looked
    // However much is to be sent, what changed there is looked at when it is due.
    const [next] = context.state.mappings.filter(({ id, enabled, pullDue }) => enabled && pullDue && !pulled.has(id))
    if (next !== undefined) {
      pulled.add(next.id)
      await tryPart(context, next, 'pull', async () => {
        await keepSubscribed(context, next, webhook)
        // What it tells is a hint, and hints get lost: it is asked all the same.
        await pullChanges(context, next, isSubscribed(next) ? subscribedPullMs : deps.pullEveryMs)
        await lookForPullRequests(context, next)
      })
    }
    if (next !== undefined || due.length + looked > 0) continue
    const now = await readSyncState(store, claim)
    if (await pageOfEach(context, now?.mappings ?? [])) continue
    after = now
    break
  }
  return { done, sendsMs: writes.refusedMs(), after }
}

function contextOf(given: Omit<SyncContext, 'principal' | 'mapping' | 'doFirst'>): SyncContext {
  const { claim, state } = given
  const context: SyncContext = {
    ...given,
    principal: connectionPrincipal(claim.workspaceId, state.connection),
    mapping: (id) => state.mappings.find((mapping) => mapping.id === id),
    doFirst: doingFirst((mapping, item, doFirst) =>
      doWork({ ...context, doFirst }, [{ work: workOf(mapping.id, { ...item, on: null }), unlisted: true }]),
    ),
  }
  return context
}

/**
 * What is wrong with one container is noted and tried again later, and keeps no other mapping waiting.
 * @returns whether it went through
 */
async function forMapping(
  context: SyncContext,
  mapping: SyncMapping,
  part: TroubledPart,
  work: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof ProviderError && ofOne.has(error.kind))) throw error
    const { store, claim, logger, state, stillMine } = context
    // Whoever has the claim by now knows better.
    stillMine()
    logger.warn({ err: error, mappingId: mapping.id, part }, 'a container could not be read; it is tried again')
    const { name, resumedAt } = state.connection
    const trouble = mappingTroubleOf(error, name)
    await store.write(claim.workspaceId, (tx) =>
      holdMapping(tx, claim.workspaceId, mapping.id, part, trouble, { afterMs: heldMs, resumedAt }),
    )
    return false
  }
}

/** The same for a part of it whose trouble is over once it goes through. */
async function tryPart(
  context: SyncContext,
  mapping: SyncMapping,
  part: TroubledPart,
  work: () => Promise<unknown>,
): Promise<void> {
  if (!(await forMapping(context, mapping, part, work)) || !(part in mapping.troubles)) return
  const { store, claim } = context
  await store.write(claim.workspaceId, (tx) => endTrouble(tx, claim.workspaceId, mapping.id, part))
}

/** A page of each backfill and sweep that runs now: it may have been paused meanwhile. @returns whether there was one */
async function pageOfEach(context: SyncContext, mappings: SyncState['mappings']): Promise<boolean> {
  const enabled = mappings.filter((mapping) => mapping.enabled)
  const backfills = enabled.filter(({ backfillDue }) => backfillDue)
  let pages = 0
  for (const mapping of backfills)
    await tryPart(context, mapping, 'backfill', async () => {
      if (await backfillPage(context, mapping)) pages++
    })
  const sweeps = enabled.filter(({ sweepDue, backfillDue }) => sweepDue && !backfillDue)
  for (const mapping of sweeps) await tryPart(context, mapping, 'sweep', () => sweepPage(context, mapping))
  return pages + sweeps.length > 0
}
