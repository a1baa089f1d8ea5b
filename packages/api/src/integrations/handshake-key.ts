import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * What the address of a service has that makes its secret by itself: only who was given the address may bring one. It follows from the
 * secret before, so it is good once.
 */
export const handshakeKey = (secret: string): string =>
  createHmac('sha256', secret).update('handshake').digest('base64url').slice(0, 32)

export function isHandshakeKey(secret: string, given: string | undefined): boolean {
  const [right, told] = [Buffer.from(handshakeKey(secret)), Buffer.from(given ?? '')]
  return right.length === told.length && timingSafeEqual(right, told)
}
