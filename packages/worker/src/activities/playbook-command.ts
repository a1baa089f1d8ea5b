import { type Command, commandIdOf } from '@orchestrator/domain'
import type { Store } from '@orchestrator/store'
import type { PlaybookLocalActivities, RunRef } from './playbook-contract.ts'
import type { RunContext } from './run-context.ts'

/** Commands of a step, all or none, as the run. Their ids follow from run and step, so a repetition is answered and does nothing. */
export const commandActivity =
  (store: Store, contextOf: (run: RunRef) => Promise<RunContext>): PlaybookLocalActivities['command'] =>
  async ({ run: ref, step, commands }) => {
    const { run, principal } = await contextOf(ref)
    const named = commands.map(
      ({ type, data }, index) => ({ id: commandIdOf(run.id, step.n, index), type, data }) as Command,
    )
    const applied = await store.execute(principal, named, {
      step: { runId: run.id, step: step.n, name: step.name },
    })
    return applied.map(({ result, entity }) => ({
      kind: result.kind,
      id: result.id,
      version: result.version,
      entity: entity as never,
    }))
  }
