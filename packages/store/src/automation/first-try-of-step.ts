import type { Store } from '../store.ts'
import type { RunRef } from './steps.ts'

/**
 * The run that first tried a step of which nobody knows whether it was done: the run itself, or one whose retry it is and that ended
 * with the step open. Under that run's id it is looked for.
 */
export async function firstTryOfStep(
  store: Store,
  { workspaceId, runId }: RunRef,
  step: { readonly n: number; readonly name: string; readonly input: unknown },
): Promise<string> {
  const [first] = await store.read(
    workspaceId,
    (tx) => tx<{ id: string }[]>`
      with recursive tries as (
        select r.id, r.retry_of, 0 as depth from runs r where r.workspace_id = ${workspaceId} and r.id = ${runId}
        union all
        select o.id, o.retry_of, t.depth + 1 from tries t
        join runs o on o.workspace_id = ${workspaceId} and o.id = t.retry_of
        join run_steps s on s.workspace_id = ${workspaceId} and s.run_id = o.id and s.step = ${step.n} and s.kind = 'action'
          and s.name = ${step.name} and s.input = ${tx.json(step.input as never)} and s.status <> 'completed'
        where t.depth < 100
      )
      select id from tries order by depth desc limit 1`,
  )
  return first?.id ?? runId
}
