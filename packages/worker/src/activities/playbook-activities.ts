import type { GuardPolicy } from '@orchestrator/integrations'
import { eventsAt, readEvent, type Store } from '@orchestrator/store'
import type { StepRunner } from '../playbooks/steps/step-runner.ts'
import type { ScriptRunner } from '../scripts/script-runner.ts'
import { withFailures } from './failures.ts'
import { commandActivity } from './playbook-command.ts'
import type { PlaybookActivities, PlaybookLocalActivities } from './playbook-contract.ts'
import { finishActivity } from './playbook-finish.ts'
import { httpActivity } from './playbook-http.ts'
import { queryActivity } from './playbook-query.ts'
import { scriptActivity } from './playbook-script.ts'
import { sleepActivities } from './playbook-sleep.ts'
import { stepActivity } from './playbook-step.ts'
import { waitActivities } from './playbook-wait.ts'
import { createRunContexts } from './run-context.ts'

/** What of a batch goes through Temporal's history at once: its limit is for each. */
const largestShare = 256 * 1024

/** The first ones that are not larger together; one at least. */
function upTo<T>(items: readonly T[], bytes: number): T[] {
  let size = 0
  return items.filter((item, index) => {
    size += JSON.stringify(item).length
    return index === 0 || size <= bytes
  })
}

/** All that playbooks reach through the isolate, under the names that are in histories: renaming one breaks running work. */
export function createPlaybookActivities(options: {
  store: Store
  steps: StepRunner | null
  /** null: scripts are not for these. */
  scripts?: ScriptRunner | null
  http: Partial<GuardPolicy>
}): PlaybookLocalActivities & PlaybookActivities {
  const { store } = options
  const contextOf = createRunContexts(store)
  const waits = waitActivities(store, contextOf)
  const sleeps = sleepActivities(store)
  return {
    loadEvent: withFailures(async ({ run }) => {
      const { run: row } = await contextOf(run)
      return (await readEvent(store, row.workspaceId, row.eventSeq)) as never
    }),
    loadEvents: withFailures(async ({ run, from }) => {
      const { run: row } = await contextOf(run)
      const events = await eventsAt(store, row.workspaceId, (row.eventSeqs ?? []).slice(from))
      return upTo(events, largestShare) as never
    }),
    command: withFailures(commandActivity(store, contextOf)),
    query: withFailures(queryActivity(store, contextOf)),
    beginSleep: withFailures(sleeps.beginSleep),
    endSleep: withFailures(sleeps.endSleep),
    beginWait: withFailures(waits.beginWait),
    endWait: withFailures(waits.endWait),
    finish: withFailures(finishActivity(store)),
    http: withFailures(httpActivity(store, options.http)),
    script: withFailures(scriptActivity(store, options.scripts ?? null)),
    step: withFailures(stepActivity(store, options.steps)),
  }
}
