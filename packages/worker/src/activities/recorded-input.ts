import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { keptOf } from '@orchestrator/domain'
import type { Json } from '@orchestrator/sdk/runtime'

/** What a run keeps of what an action was asked. `digest`: of all of it, where credentials or the end of long texts were left out. */
interface RecordedInput {
  readonly connection: string | null
  readonly input: Json
  readonly digest?: string
}

/** A retry finds by it what its first try did: two of which only the beginnings are the same are not the same. */
export function recordedInput(masterKey: string, asked: { connection: string | null; input: Json }): RecordedInput {
  const { connection, input } = asked
  const kept = keptOf(input) as Json
  if (isDeepStrictEqual(kept, input)) return { connection, input: kept }
  // Keyed, for all who may read runs see it: what was left out cannot be guessed from it.
  const mac = createHmac('sha256', Buffer.from(masterKey, 'base64')).update('input of an action')
  return { connection, input: kept, digest: mac.update(JSON.stringify(input)).digest('base64url') }
}
