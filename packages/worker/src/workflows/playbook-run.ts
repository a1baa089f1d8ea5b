import { type Json, manifestOf, runPlaybook } from '@orchestrator/sdk/runtime'
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
    const event = input.event ?? (await local.loadEvent({ run }))
    return () => runPlaybook(definition, event, createPort(run, manifestOf(definition)))
  })
}
