import {
  type BegunStep,
  beginStep,
  endStep,
  eventsAt,
  readEvent,
  type StepEnd,
  type StepKind,
  type Store,
} from '@orchestrator/store'
import { withFailures } from './failures.ts'
import { commandActivity } from './playbook-command.ts'
import type { PlaybookLocalActivities, RunRef } from './playbook-contract.ts'
import { finishActivity } from './playbook-finish.ts'
import { queryActivity } from './playbook-query.ts'
import { sleepActivities } from './playbook-sleep.ts'
import { waitActivities } from './playbook-wait.ts'
import { createRunContexts, type RunContext } from './run-context.ts'

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

/** How what is done outside of the database is written down in it, before and after. */
export interface StepRecords {
  beginStep(input: {
    run: RunRef
    step: { n: number; kind: StepKind; name: string; input: unknown }
  }): Promise<BegunStep>
  endStep(input: { run: RunRef; n: number; end: StepEnd }): Promise<void>
}

/** All that runs ask of the database; each may be asked again and is answered the same. Where the database is out of reach, over HTTP. */
export type RunCalls = PlaybookLocalActivities & StepRecords

export function createRunCalls(
  store: Store,
  contextOf: (run: RunRef) => Promise<RunContext> = createRunContexts(store),
): RunCalls {
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
    beginStep: withFailures(({ run, step }) => beginStep(store, run, step)),
    endStep: withFailures(({ run, n, end }) => endStep(store, run, n, end)),
  }
}
