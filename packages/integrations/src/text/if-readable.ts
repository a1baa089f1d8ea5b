import type { FieldValue } from '../connector/item.ts'
import { ProviderError } from '../connector/provider-error.ts'
import { inTime, tookTooMuch } from './in-time.ts'

const mostMs = 2_000

/**
 * A field whose text cannot be read in time is left out: nothing is known of it, so it stays as it is on both sides, and the other fields
 * and items go on. No text stands in its place, for a busy machine reads another time what it could not read now.
 */
export function ifReadable(key: string, read: () => FieldValue): Readonly<Record<string, FieldValue>> {
  try {
    return { [key]: inTime(mostMs, read) }
  } catch (error) {
    if (tookTooMuch(error) || (error instanceof ProviderError && error.kind === 'invalid')) return {}
    throw error
  }
}
