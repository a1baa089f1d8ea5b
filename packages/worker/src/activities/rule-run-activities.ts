import { AppError, eventCheckOf } from '@orchestrator/domain'
import type { GuardPolicy } from '@orchestrator/integrations/outgoing'
import { definitionFrom, type Run, readEvent, readRun, ruleIsOn, type Store } from '@orchestrator/store'
import { notInLog } from '../rules/not-in-log.ts'
import type { ScriptRunner } from '../scripts/script-runner.ts'
import { withFailures } from './failures.ts'
import { patiently } from './patiently.ts'
import { createPlaybookActivities } from './playbook-activities.ts'
import type { PlaybookActivities, PlaybookLocalActivities, RuleRunStart, RunRef } from './playbook-contract.ts'
import { createRunCalls } from './run-calls.ts'

export interface RuleRunActivities {
  loadStart(input: { run: RunRef }): Promise<RuleRunStart>
}

/** What rules with a workflow of their own reach: all that playbooks do, but for code. */
export function createRuleRunActivities(options: {
  store: Store
  http: Partial<GuardPolicy>
  scripts: ScriptRunner
}): PlaybookLocalActivities & PlaybookActivities & RuleRunActivities {
  const { store, ...rest } = options
  const shared = createPlaybookActivities({ ...rest, calls: createRunCalls(store), steps: null })
  return {
    ...shared,
    loadStart: withFailures(async ({ run: { workspaceId, runId } }) => {
      const run = await readRun(store, workspaceId, runId)
      if (run === null) throw new AppError('not_found', `there is no run ${runId}`)
      return readStart(store, run)
    }),
    // Commands look at it in their own transaction.
    http: withFailures(async (input) => {
      const { workspaceId, runId } = input.run
      const on = await patiently(async () => {
        const run = await readRun(store, workspaceId, runId)
        return run === null || (await ruleIsOn(store, workspaceId, run.automationId))
      })
      if (!on)
        throw new AppError('invalid_state', 'the rule was switched off or deleted while it ran', {
          details: { skipped: true },
        })
      return shared.http(input)
    }),
  }
}

/** The event of a run and the version of its rule that was in force at it. @throws AppError `not_found` */
export async function readStart(store: Store, run: Run): Promise<RuleRunStart> {
  const { workspaceId } = run
  const [event, definition] = await Promise.all([
    readEvent(store, workspaceId, run.eventSeq),
    store.read(workspaceId, (tx) => definitionFrom(tx, workspaceId, run.definitionSeq)),
  ])
  if (event === null || definition?.kind !== 'rule') throw notInLog()
  const { id, when, then } = definition.rule
  eventCheckOf(when)?.(event)
  return { event: event as unknown as RuleRunStart['event'], rule: { id, when, then } }
}
