import { AppError, type Command, commandIdOf, type Principal } from '@orchestrator/domain'
import type { CommandReply, Step } from '@orchestrator/sdk/runtime'
import { type AppliedCommand, commandsOfStep, originOfStep, type Store, stepChanged } from '@orchestrator/store'
import type { PlaybookLocalActivities, RunRef } from './playbook-contract.ts'
import type { RunContext } from './run-context.ts'

/** Commands of a step, all or none, as the run. Their ids follow from run and step, so a repetition is answered and does nothing. */
export const commandActivity =
  (store: Store, contextOf: (run: RunRef) => Promise<RunContext>): PlaybookLocalActivities['command'] =>
  async ({ run: ref, step, commands }) => {
    const { run, principal } = await contextOf(ref)
    const origin = run.retryOf === null ? null : await originOfStep(store, ref, step.n)
    if (origin !== null && origin.name !== step.name) throw stepChanged(step.n, origin.name, step.name)
    const named = commands.map(
      ({ type, data }, index) => ({ id: commandIdOf(origin?.runId ?? run.id, step.n, index), type, data }) as Command,
    )
    if (origin !== null) return answersOf(store, principal, step, { originRunId: origin.runId, commands: named })
    const applied = await store.execute(principal, named, {
      step: { runId: run.id, step: step.n, name: step.name, stepped: run.stepped },
      // A rule that was switched off meanwhile does nothing more.
      ruleId: run.kind === 'rule' ? run.automationId : undefined,
    })
    return applied.map(toReply)
  }

/** What the run before this one did counts: the ledger answers, and nothing is done. @throws AppError `step_changed` */
async function answersOf(
  store: Store,
  principal: Principal,
  step: Step,
  { originRunId, commands }: { originRunId: string; commands: readonly Command[] },
): Promise<readonly CommandReply[]> {
  const known = await commandsOfStep(store, principal.workspaceId, originRunId, step.n)
  const count = (n: number) => `${step.name} with ${n} ${n === 1 ? 'command' : 'commands'}`
  if (known !== commands.length) throw stepChanged(step.n, count(known), count(commands.length))
  try {
    return (await store.execute(principal, commands)).map(toReply)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'command_conflict')) throw error
    throw stepChanged(step.n, `${step.name} with other content`, `“${step.summary}”`)
  }
}

const toReply = ({ result, entity }: AppliedCommand): CommandReply => ({
  kind: result.kind,
  id: result.id,
  version: result.version,
  entity: entity as never,
})
