import { type Json, manifestOf, type RunEvent, runPlaybook } from '@orchestrator/sdk/runtime'
import type { PlaybookRunInput, RunRef } from '../activities/playbook-contract.ts'
import { local } from './playbook-activities.ts'
import { createPort } from './playbook-port.ts'
import { runToEnd } from './run-to-end.ts'

/** One run of one playbook: the event in, the result or the reason out, both on the run's row before the workflow closes. */
export async function executePlaybook(
  definition: Parameters<typeof manifestOf>[0] | undefined,
  input: PlaybookRunInput,
): Promise<Json | undefined> {
  const run: RunRef = { workspaceId: input.workspaceId, runId: input.runId }
  return runToEnd(run, async () => {
    if (definition === undefined) throw new Error(`this bundle has no playbook ${input.playbook}`)
    const batch = input.batch === undefined ? undefined : await loadBatch(run, input.batch)
    const event = batch?.at(-1) ?? input.event ?? (await local.loadEvent({ run }))
    return () => runPlaybook(definition, event, createPort(run, manifestOf(definition)), batch)
  })
}

async function loadBatch(run: RunRef, count: number): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  while (events.length < count) {
    const some = await local.loadEvents({ run, from: events.length })
    if (some.length === 0) throw new Error('the events of this run are not all in the log')
    events.push(...some)
  }
  return events
}
