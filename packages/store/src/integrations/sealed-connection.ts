import { randomBytes } from 'node:crypto'
import { decryptSecret, encryptSecret } from '../access/secrets.ts'

/** What a service gave for a connection, by name; of OAuth `accessToken`, `refreshToken` and `expiresAt`. */
export type Credentials = Readonly<Record<string, string | null>>

/** Whose credentials they are. */
export interface ConnectionPlace {
  readonly masterKey: string
  readonly workspaceId: string
  readonly connectionId: string
}

const purpose = ({ connectionId }: ConnectionPlace, what: string) => `connection ${connectionId} ${what}`

export const sealCredentials = (place: ConnectionPlace, credentials: Credentials): string =>
  encryptSecret(place.masterKey, place.workspaceId, purpose(place, 'credentials'), JSON.stringify(credentials))

export const openCredentials = (place: ConnectionPlace, sealed: string): Credentials =>
  JSON.parse(decryptSecret(place.masterKey, place.workspaceId, purpose(place, 'credentials'), sealed)) as Credentials

/** With what the service is to sign what it sends. */
export const sealNewSecret = (place: ConnectionPlace): string =>
  encryptSecret(place.masterKey, place.workspaceId, purpose(place, 'secret'), randomBytes(32).toString('base64url'))

/** One that the service made by itself. */
export const sealSecret = (place: ConnectionPlace, secret: string): string =>
  encryptSecret(place.masterKey, place.workspaceId, purpose(place, 'secret'), secret)

export const openSecret = (place: ConnectionPlace, sealed: string): string =>
  decryptSecret(place.masterKey, place.workspaceId, purpose(place, 'secret'), sealed)
