import { AppError, type Principal } from '@orchestrator/domain'
import { principalOf, type Run, readRun, type Store } from '@orchestrator/store'
import type { RunRef } from './playbook-contract.ts'

/** Who a run is. That never changes, so it is read once for all of the run's steps in this process. */
export interface RunContext {
  readonly run: Run
  readonly principal: Principal
}

export function createRunContexts(store: Store, most = 2_000): (ref: RunRef) => Promise<RunContext> {
  const known = new Map<string, Promise<RunContext>>()
  return (ref) => {
    // One process may answer for all workspaces.
    const key = `${ref.workspaceId}/${ref.runId}`
    const found = known.get(key)
    if (found !== undefined) return found
    const loading = load(store, ref)
    // A failed look-up is not remembered.
    loading.catch(() => known.delete(key))
    known.set(key, loading)
    const oldest = known.keys().next()
    if (known.size > most && !oldest.done) known.delete(oldest.value)
    return loading
  }
}

async function load(store: Store, { workspaceId, runId }: RunRef): Promise<RunContext> {
  const run = await readRun(store, workspaceId, runId)
  if (run === null) throw new AppError('not_found', `there is no run ${runId}`)
  return { run, principal: principalOf(run) }
}
