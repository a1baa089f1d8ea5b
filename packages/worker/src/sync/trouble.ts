import { type AppError, beginningOf, type CommandInput, connectionPrincipal, newId } from '@orchestrator/domain'
import type { ProviderError } from '@orchestrator/integrations'
import type { Store, SyncClaim, SyncMapping, SyncState } from '@orchestrator/store'
import type { TroubleTeller } from './sync-deps.ts'

/** A service that is away for less is nobody's business. */
const patienceMs = 5 * 60_000

/** An error of our own is told when it has come so often in a row: one may pass by itself. */
const triesUntilTold = 3
const firstPauseMs = 5_000
const longestPauseMs = 5 * 60_000

const actions: Readonly<Partial<Record<ProviderError['kind'], (name: string) => string>>> = {
  unauthorized: (name) => `Connect ${name} again: what was given has expired or was revoked.`,
  forbidden: (name) => `Give the connected account access in ${name}, or connect with one that has it, and resume.`,
  not_found: (name) => `See whether what is mapped is still there in ${name}; map another one, or delete the mapping.`,
  invalid: () => 'See what the service refuses, change the mapping, and resume.',
}

/** Tells a connection's owner what is wrong, and what to do. */
export class Troubles implements TroubleTeller {
  readonly #store: Store
  readonly #failingSince = new Map<string, number>()
  readonly #unexpected = new Map<string, number>()
  /** By connection, its mappings whose container cannot be read. */
  readonly #unread = new Map<string, Set<string>>()

  constructor(store: Store) {
    this.#store = store
  }

  /** @returns whether it waits for a person */
  async tell(claim: SyncClaim, { connection }: SyncState, error: ProviderError): Promise<boolean> {
    if (error.kind === 'rate_limited') return false
    const attention = error.kind in actions
    const since = this.#failingSince.get(claim.connectionId) ?? Date.now()
    this.#failingSince.set(claim.connectionId, since)
    if (!attention && Date.now() - since < patienceMs) return false
    const action =
      actions[error.kind]?.(connection.name) ??
      `Nothing: it is tried again. See whether ${connection.name} has an outage.`
    await this.#run(claim, connection.ownerId, 'connection.report_trouble', {
      ...{ id: connection.id, code: codeOf(error), message: beginningOf(error.message, 2_000), action, attention },
    })
    return attention
  }

  async unexpected(claim: SyncClaim, { connection }: SyncState): Promise<number> {
    const tries = (this.#unexpected.get(claim.connectionId) ?? 0) + 1
    this.#unexpected.set(claim.connectionId, tries)
    if (tries >= triesUntilTold)
      await this.#run(claim, connection.ownerId, 'connection.report_trouble', {
        ...{ id: connection.id, code: 'internal', attention: false },
        message: 'Orchestrator meets an error of its own when it syncs this connection.',
        action:
          'Nothing: it is tried again. If it stays, give whoever operates Orchestrator the id of the connection: the log of the sync process says what it is.',
      })
    return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries - 1, 20))
  }

  async mapping(
    claim: SyncClaim,
    { connection }: SyncState,
    { id, containerKey }: SyncMapping,
    error: ProviderError | null,
  ): Promise<void> {
    const unread = this.#unread.get(claim.connectionId) ?? new Set()
    if (error === null) unread.delete(id)
    else unread.add(id)
    if (unread.size > 0) this.#unread.set(claim.connectionId, unread)
    else this.#unread.delete(claim.connectionId)
    if (error === null) return
    const action = `${actions[error.kind]?.(connection.name) ?? 'It is tried again.'} The other mappings go on.`
    const message = beginningOf(`${containerKey}: ${error.message}`, 2_000)
    await this.#run(claim, connection.ownerId, 'connection.report_trouble', {
      ...{ id: connection.id, code: codeOf(error), message, action, attention: false },
    })
  }

  async lostRights(claim: SyncClaim, { connection }: SyncState, { message }: AppError): Promise<void> {
    const action = `Give ${connection.name}’s owner the right, or have somebody who has it connect it again; then resume it.`
    await this.#run(claim, connection.ownerId, 'connection.report_trouble', {
      ...{ id: connection.id, code: 'lost_rights', message: beginningOf(message, 2_000), action, attention: false },
    })
  }

  async recovered(claim: SyncClaim, { connection }: SyncState): Promise<void> {
    this.#failingSince.delete(claim.connectionId)
    this.#unexpected.delete(claim.connectionId)
    if (this.#unread.has(claim.connectionId)) return
    // Of lost rights nobody knows whether they are back until what was refused is tried again: resuming does that.
    if (connection.trouble !== null && connection.trouble.code !== 'lost_rights')
      await this.#run(claim, connection.ownerId, 'connection.recover', { id: connection.id })
  }

  async #run<T extends 'connection.report_trouble' | 'connection.recover'>(
    { workspaceId, connectionId }: SyncClaim,
    memberId: string,
    type: T,
    data: CommandInput<T>,
  ): Promise<void> {
    await this.#store.execute(
      connectionPrincipal(workspaceId, { id: connectionId, ownerId: memberId }),
      [{ id: newId(), type, data } as never],
      { unasked: true },
    )
  }
}

/** What is not known to have been done is, for a person, a service that does not answer. */
const codeOf = ({ kind }: ProviderError) => (kind === 'ambiguous' ? 'unavailable' : kind)
