import { inferById, newId, planLearning } from '@orchestrator/domain'
import { deletionsOf, markLearned, readLearningTurn, type Store, workspacesToLearnFrom } from '@orchestrator/store'

export interface LearningOptions {
  /** Logged in as the relay's own role. */
  readonly relayStore: Store
  readonly appStore: Store
}

/**
 * Tells what new decisions show of how people want proposals to be. Rows say which decisions are new, so nothing is lost while nobody looks;
 * what is told twice changes nothing.
 * @returns in how many workspaces something was decided
 */
export async function learnPreferences({ relayStore, appStore }: LearningOptions, most = 100): Promise<number> {
  const due = await workspacesToLearnFrom(relayStore, most)
  const errors: unknown[] = []
  // One in which it fails must not hold up the others.
  for (const workspaceId of due) await learnIn(appStore, workspaceId).catch((error: unknown) => void errors.push(error))
  if (errors.length > 0) throw errors[0]
  return due.length
}

async function learnIn(store: Store, workspaceId: string): Promise<void> {
  const turn = await readLearningTurn(store, workspaceId)
  if (!turn) return
  const { decisions, preferences, names, principal, lastEventId: until } = turn
  const inferred = inferById(workspaceId, decisions, names)
  const deletions = await store.read(workspaceId, (tx) => deletionsOf(tx, workspaceId, [...inferred.keys()]))
  const data = planLearning(inferred, preferences, (id) => {
    const at = deletions.get(id)
    if (at === undefined) return undefined
    const later = decisions.filter(({ decidedAt }) => new Date(decidedAt) > at)
    return inferById(workspaceId, later, names).get(id) ?? null
  })
  if (data.shown.length + data.gone.length > 0)
    await store.execute(principal, [{ id: newId(), type: 'preference.learn', data: { ...data, until } }])
  await markLearned(store, workspaceId, decisions.at(-1)?.seq ?? 0)
}
