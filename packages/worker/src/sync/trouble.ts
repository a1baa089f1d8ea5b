import { type CommandInput, connectionPrincipal, newId } from '@orchestrator/domain'
import type { ProviderError } from '@orchestrator/integrations'
import {
  countFailing,
  countUnexpected,
  readSyncState,
  type Store,
  type SyncClaim,
  type SyncState,
} from '@orchestrator/store'
import type { TroubleTeller } from './sync-deps.ts'
import { remainingTrouble, troubleOf, unexpectedTrouble, waitsForPerson } from './trouble-in-words.ts'

/** A service that is away for less is nobody's business. */
const patienceMs = 5 * 60_000

/** An error of our own is told when it has come so often in a row: one may pass by itself. */
const triesUntilTold = 3
const firstPauseMs = 5_000
const longestPauseMs = 5 * 60_000

/**
 * Tells a connection's owner what is wrong, and what to do. What is known of it is in the database: the next round may be another
 * process's.
 */
export class Troubles implements TroubleTeller {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async tell(claim: SyncClaim, state: SyncState, error: ProviderError): Promise<boolean> {
    if (error.kind === 'rate_limited') return false
    const attention = waitsForPerson(error)
    if (!attention && (await countFailing(this.#store, claim)) < patienceMs) return false
    const { name, version } = state.connection
    await this.#report(claim, state, { ...troubleOf(error, name), attention, ...(attention && { seen: version }) })
    // Connected anew while it was met, it is tried with what was given.
    return attention && (await readSyncState(this.#store, claim))?.connection.status !== 'active'
  }

  async unexpected(claim: SyncClaim, state: SyncState): Promise<number> {
    const tries = await countUnexpected(this.#store, claim)
    if (tries >= triesUntilTold) await this.#report(claim, state, { ...unexpectedTrouble, attention: false })
    return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries - 1, 20))
  }

  async settle(claim: SyncClaim, state: SyncState): Promise<void> {
    const { status, trouble: known, id } = state.connection
    // What somebody else has met meanwhile waits for a person.
    if (status !== 'active') return
    const left = remainingTrouble(state)
    if (left === null) {
      if (known !== null) await this.#run(claim, state, 'connection.recover', { id })
    } else if (known?.code !== left.code || known.message !== left.message)
      await this.#report(claim, state, { ...left, attention: false })
  }

  #report(
    claim: SyncClaim,
    state: SyncState,
    trouble: Omit<CommandInput<'connection.report_trouble'>, 'id'>,
  ): Promise<void> {
    return this.#run(claim, state, 'connection.report_trouble', { id: state.connection.id, ...trouble })
  }

  async #run<T extends 'connection.report_trouble' | 'connection.recover'>(
    { workspaceId }: SyncClaim,
    { connection }: SyncState,
    type: T,
    data: CommandInput<T>,
  ): Promise<void> {
    await this.#store.execute(connectionPrincipal(workspaceId, connection), [{ id: newId(), type, data } as never], {
      unasked: true,
    })
  }
}
