import { createHash } from 'node:crypto'
import { AppError } from '@orchestrator/domain'
import { authenticateApiKey, getMemberRole, type Store } from '@orchestrator/store'
import type { Identity } from './identity.ts'

/** For so long an answer may be older than what is asked for. */
export const rememberMs = 2_000
const most = 10_000

/**
 * Finds out who an API key belongs to, and remembers it for two seconds, so that authentication costs most requests nothing.
 * A revoked key can read for so long; writes stop at once, because `execute` looks at the key's row in its own transaction.
 */
export class Identities {
  readonly #store: Store
  readonly #known = new Map<string, { until: number; identity: Promise<Identity> }>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Whether this key needs no look-up. */
  knows(key: string): boolean {
    const entry = this.#known.get(hashOf(key))
    return entry !== undefined && entry.until > Date.now()
  }

  /** @throws AppError `unauthenticated` */
  find(key: string): Promise<Identity> {
    const hash = hashOf(key)
    const entry = this.#known.get(hash)
    if (entry && entry.until > Date.now()) return entry.identity
    const identity = this.#load(key)
    this.#known.delete(hash)
    this.#known.set(hash, { until: Date.now() + rememberMs, identity })
    // Only what was found is remembered.
    identity.catch(() => this.#known.delete(hash))
    if (this.#known.size > most) this.#known.delete(this.#known.keys().next().value ?? '')
    return identity
  }

  async #load(key: string): Promise<Identity> {
    const principal = await authenticateApiKey(this.#store, key)
    const role = await this.#store.read(principal.workspaceId, (tx) =>
      getMemberRole(tx, principal.workspaceId, principal.actor.memberId),
    )
    if (!role) throw new AppError('unauthenticated', 'the member for whom this key acts has left the workspace')
    return { principal, role }
  }
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('base64')
