import { AppError, type Permission } from '@orchestrator/domain'
import { decryptSecret, encryptSecret } from '../access/secrets.ts'

/** What is to be done when a person comes back from a service where they allowed it. */
export interface OAuthState {
  readonly workspaceId: string
  /** Who asked, and within which scopes. */
  readonly memberId: string
  readonly scopes: readonly Permission[] | null
  readonly provider: string
  readonly name: string | null
  readonly settings: Readonly<Record<string, string | number | boolean | null>>
  /** Of PKCE: whoever knows it and the code can take the grant. */
  readonly verifier: string
  readonly redirectUri: string
  /** A connection that is connected anew; null: a new one. */
  readonly connectionId: string | null
  readonly allowOtherAccount: boolean
  /** ISO 8601. */
  readonly expiresAt: string
}

/** It goes through a browser and the service: encrypted, so that nobody reads or changes it, and nothing of it is stored. */
export const sealOAuthState = (masterKey: string, state: OAuthState): string =>
  encryptSecret(masterKey, 'oauth', 'state', JSON.stringify(state))

/** @throws AppError `invalid_signature` for what we did not make, `expired` */
export function readOAuthState(masterKey: string, text: string, now = new Date().toISOString()): OAuthState {
  const state = open(masterKey, text)
  if (state.expiresAt <= now) throw new AppError('expired', 'it took longer than ten minutes; begin again')
  return state
}

function open(masterKey: string, text: string): OAuthState {
  try {
    return JSON.parse(decryptSecret(masterKey, 'oauth', 'state', text)) as OAuthState
  } catch (cause) {
    throw new AppError('invalid_signature', 'this is no address of ours, or a part of it is missing', { cause })
  }
}
