import { AppError } from '@orchestrator/domain'
import type { ProviderError } from '@orchestrator/integrations'
import { type ConnectionRef, readSyncState } from '@orchestrator/store'
import { Troubles } from '../sync/trouble.ts'
import { waitsForPerson } from '../sync/trouble-in-words.ts'
import type { SlackDeps } from './app.ts'

/** The connection waits for a person, who is told. */
export async function tellTrouble(
  { store, logger }: SlackDeps,
  { workspaceId, connectionId }: ConnectionRef,
  error: ProviderError,
): Promise<void> {
  // No round tells that all else is over.
  if (!waitsForPerson(error)) return
  const ref = { workspaceId, connectionId }
  const state = await readSyncState(store, ref)
  if (state?.connection.status !== 'active') return
  await new Troubles(store).tell({ ...ref, claims: 0, wakes: 0 }, state, error).catch((reason: unknown) => {
    if (!(reason instanceof AppError)) throw reason
    logger.warn({ err: reason, ...ref }, 'a connection’s trouble could not be told')
  })
}
