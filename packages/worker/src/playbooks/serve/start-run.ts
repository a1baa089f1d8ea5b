import {
  currentEpoch,
  endRun,
  playbookState,
  type Run,
  readEvent,
  readRun,
  type Store,
  startRun,
} from '@orchestrator/store'
import { inSpan } from '@orchestrator/telemetry'
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import type { PlaybookRunInput } from '../../activities/playbook-contract.ts'
import {
  eventOfRun,
  playbookTaskQueue,
  playbookVersion,
  playbookWorkflowId,
  workflowTaskTimeout,
} from '../../temporal/names.ts'
import {
  attributesOf,
  endBeforeItBegan,
  isKnown,
  largestInlineEvent,
  traceOf,
  whyOf,
} from '../../temporal/start-workflow.ts'
import { noteRefusal } from './note-refusal.ts'

interface StartDeps {
  readonly store: Store
  readonly client: Client
  readonly eager: boolean
}

/** Starts the workflow of a queued run on exactly the bundle that its row names. Starting it again is harmless. */
export async function startPlaybookRun(deps: StartDeps, ref: { workspaceId: string; runId: string }): Promise<void> {
  const { store, client } = deps
  const run = await readRun(store, ref.workspaceId, ref.runId)
  if (run === null || run.status !== 'queued') return
  const [end, event, epoch] = await Promise.all([
    endBeforeItBegan(run, async () => {
      const state = await playbookState(store, run.workspaceId, run.automationId)
      return state === 'on' ? null : `the playbook was ${state} before the run began`
    }),
    readEvent(store, run.workspaceId, run.eventSeq),
    currentEpoch(store),
  ])
  const workflowId = playbookWorkflowId({
    workspaceId: run.workspaceId,
    playbook: run.name,
    hash: run.version,
    eventId: eventOfRun(run),
    epoch,
  })
  // Whoever started it may have died before the row knew. Then it is under way, and the watchdog cancels it if it was cancelled.
  if (end !== null && !(await isKnown(client, workflowId)))
    return void (await endRun(store, run.workspaceId, run.id, end))
  if (end === null && !(await start(deps, run, workflowId, event))) return
  await startRun(store, run.workspaceId, run.id, workflowId)
}

/** @returns false when Temporal refuses it for good; then the run has ended */
async function start(
  { store, client, eager }: StartDeps,
  run: Run,
  workflowId: string,
  event: Awaited<ReturnType<typeof readEvent>>,
): Promise<boolean> {
  const inline = event !== null && JSON.stringify(event).length <= largestInlineEvent
  const input = {
    workspaceId: run.workspaceId,
    runId: run.id,
    playbook: run.name,
    event: inline && run.eventSeqs === null ? event : null,
    ...(run.eventSeqs !== null && { batch: run.eventSeqs.length }),
  } as unknown as PlaybookRunInput
  const begin = () =>
    client.workflow.start(run.name, {
      workflowId,
      taskQueue: playbookTaskQueue(run.workspaceId, run.version),
      args: [input],
      // Closed ids stay taken: a run that was ended by hand is not begun again behind its back.
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowTaskTimeout,
      requestEagerStart: eager,
      versioningOverride: { pinnedTo: playbookVersion(run.workspaceId, run.version) },
      typedSearchAttributes: attributesOf(run),
      memo: { why: whyOf(run), runId: run.id },
      staticSummary: `${run.name} on ${run.eventType}`,
    })
  try {
    await inSpan(`start ${run.name}`, { 'orchestrator.run': run.id }, begin, await traceOf(store, run))
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true
    if (await noteRefusal(store, run, error)) return false
    throw error
  }
  return true
}
