import { hkdfSync } from 'node:crypto'
import { decryptSecret, encryptSecret } from '../access/secrets.ts'

/** Whose secrets and headers they are. */
export interface SealPlace {
  readonly masterKey: string
  readonly workspaceId: string
  /** Of the endpoint. */
  readonly id: string
}

/** The newest has no end; those before it sign until theirs. */
export interface EndpointSecret {
  readonly secret: string
  readonly until: string | null
}

const seal = ({ masterKey, workspaceId, id }: SealPlace, what: string, value: unknown) =>
  encryptSecret(masterKey, workspaceId, `webhook endpoint ${id} ${what}`, JSON.stringify(value))
const open = ({ masterKey, workspaceId, id }: SealPlace, what: string, sealed: string): unknown =>
  JSON.parse(decryptSecret(masterKey, workspaceId, `webhook endpoint ${id} ${what}`, sealed))

export const sealSecrets = (place: SealPlace, secrets: readonly EndpointSecret[]) => seal(place, 'secrets', secrets)
export const sealHeaders = (place: SealPlace, headers: Readonly<Record<string, string>>) =>
  seal(place, 'headers', headers)

/** Those that sign now, the newest first. */
export function openSecrets(place: SealPlace, sealed: string, now = new Date().toISOString()): EndpointSecret[] {
  const secrets = open(place, 'secrets', sealed) as EndpointSecret[]
  return secrets.filter(({ until }) => until === null || until > now)
}

export const openHeaders = (place: SealPlace, sealed: string | null): Record<string, string> =>
  sealed === null ? {} : (open(place, 'headers', sealed) as Record<string, string>)

/** With what a workspace signs that which goes to no endpoint. Derived, so that it need not be kept. */
export const callSecret = (masterKey: string, workspaceId: string): string =>
  `whsec_${Buffer.from(hkdfSync('sha256', Buffer.from(masterKey, 'base64'), workspaceId, 'signatures of calls', 32)).toString('base64')}`
