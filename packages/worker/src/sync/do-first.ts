import type { ItemRef } from '@orchestrator/integrations'
import type { SyncMapping } from '@orchestrator/store'
import type { SyncContext } from './sync-context.ts'

/**
 * Each item once in a round, and whoever needs it waits until it is done. Things may hang on each other in a circle: who would wait for
 * himself goes on without.
 */
export function doingFirst(
  run: (mapping: SyncMapping, ref: ItemRef, doFirst: SyncContext['doFirst']) => Promise<unknown>,
): SyncContext['doFirst'] {
  const begun = new Map<string, Promise<unknown>>()
  /** For what each waits that is being done now. */
  const waiting = new Map<string, string>()
  const isBehind = (key: string | undefined, me: string): boolean =>
    key !== undefined && (key === me || isBehind(waiting.get(key), me))
  const from =
    (me: string | null): SyncContext['doFirst'] =>
    async (mapping, ref) => {
      const key = `${ref.type} ${ref.id}`
      if (me !== null && isBehind(key, me)) return
      const done = begun.get(key) ?? run(mapping, ref, from(key))
      begun.set(key, done)
      if (me !== null) waiting.set(me, key)
      try {
        await done
      } finally {
        if (me !== null) waiting.delete(me)
      }
    }
  return from(null)
}
