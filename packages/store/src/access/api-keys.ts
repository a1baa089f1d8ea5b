import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError, newId, type Permission, type Principal } from '@orchestrator/domain'
import type { Idempotency } from '../execute/request.ts'
import type { Store } from '../store.ts'

const form = /^orc_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/**
 * Creates an API key.
 * @returns its id and the key itself, which is shown this once and stored only as a hash
 * @throws AppError `forbidden` without key.manage; `command_conflict` for a repeated command: the secret was shown then
 */
export async function mintApiKey(
  store: Store,
  principal: Principal,
  input: {
    name: string
    memberId?: string
    scopes?: readonly Permission[] | null
    expiresAt?: string | null
    commandId?: string
    idempotency?: Idempotency | undefined
  },
): Promise<{ id: string; key: string }> {
  const id = newId()
  const secret = randomBytes(32).toString('base64url')
  const { name, scopes, expiresAt = null, memberId = principal.actor.memberId } = input
  const data = { id, name, memberId, scopes: scopes ? [...scopes] : null, expiresAt, secretHash: hashOf(secret) }
  const command = { id: input.commandId ?? newId(), type: 'api_key.create', data } as const
  const [applied] = await store.execute(principal, [command], { idempotency: input.idempotency })
  // A first request is answered as a repetition too, when its connection was lost with the answer to its commit.
  if (applied?.result.id !== id) {
    throw new AppError(
      'command_conflict',
      'a key was made by this very request before; its secret was shown then. Revoke it and make another.',
    )
  }
  return { id, key: `orc_${id.replaceAll('-', '')}_${secret}` }
}

/**
 * Finds out for whom an API key acts. The same answer and time for a key that is unknown, wrong, revoked or expired.
 * @throws AppError `unauthenticated`
 */
export async function authenticateApiKey(store: Store, key: string): Promise<Principal> {
  const [, hex = '', secret = ''] = form.exec(key) ?? []
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const rows = hex === '' ? [] : await store.sql<KeyRow[]>`select * from authenticate_api_key(${id})`
  const row = rows[0]
  const expected = Buffer.from(row?.secretHash ?? '0'.repeat(64), 'hex')
  const right = timingSafeEqual(expected, Buffer.from(hashOf(secret), 'hex'))
  const expired = row?.expiresAt != null && row.expiresAt <= new Date().toISOString()
  if (!row || !right || row.revokedAt || expired)
    throw new AppError('unauthenticated', 'the API key is unknown, revoked or expired')
  return { workspaceId: row.workspaceId, actor: { type: 'api_key', id, memberId: row.memberId }, scopes: row.scopes }
}

interface KeyRow {
  readonly workspaceId: string
  readonly memberId: string
  readonly secretHash: string
  readonly scopes: Permission[] | null
  readonly expiresAt: string | null
  readonly revokedAt: string | null
}
