import {
  currentEpoch,
  endRun,
  playbookState,
  type Run,
  readEvent,
  readRun,
  type Store,
  startRun,
  traceparentsOf,
} from '@orchestrator/store'
import { inSpan, isTracing } from '@orchestrator/telemetry'
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import type { PlaybookRunInput } from '../../activities/playbook-contract.ts'
import {
  playbookTaskQueue,
  playbookVersion,
  playbookWorkflowId,
  searchAttributes,
  workflowTaskTimeout,
} from '../../temporal/names.ts'

/** A larger event goes by reference: Temporal's history carries it with every replay. */
const largestInlineEvent = 256 * 1024

/** Starts the workflow of a queued run on exactly the bundle that its row names. Starting it again is harmless. */
export async function startPlaybookRun(
  deps: { store: Store; client: Client; eager: boolean },
  ref: { workspaceId: string; runId: string },
): Promise<void> {
  const { store, client } = deps
  const run = await readRun(store, ref.workspaceId, ref.runId)
  if (run === null || run.status !== 'queued') return
  if (run.cancelRequestedAt !== null) return void (await endRun(store, run.workspaceId, run.id, { status: 'canceled' }))
  const [off, event, epoch] = await Promise.all([
    switchedOff(store, run),
    readEvent(store, run.workspaceId, run.eventSeq),
    currentEpoch(store),
  ])
  if (off !== null)
    return void (await endRun(store, run.workspaceId, run.id, {
      status: 'skipped',
      error: { code: 'invalid_state', message: off },
    }))

  const inline = event !== null && JSON.stringify(event).length <= largestInlineEvent
  const input = {
    workspaceId: run.workspaceId,
    runId: run.id,
    playbook: run.name,
    event: inline ? event : null,
  } as unknown as PlaybookRunInput
  const workflowId = playbookWorkflowId({
    workspaceId: run.workspaceId,
    playbook: run.name,
    hash: run.version,
    eventId: run.eventId,
    epoch,
  })
  const start = () =>
    client.workflow.start(run.name, {
      workflowId,
      taskQueue: playbookTaskQueue(run.workspaceId, run.version),
      args: [input],
      // Closed ids stay taken: a run that was ended by hand is not begun again behind its back.
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowTaskTimeout,
      requestEagerStart: deps.eager,
      versioningOverride: { pinnedTo: playbookVersion(run.workspaceId, run.version) },
      typedSearchAttributes: attributesOf(run),
      memo: { why: whyOf(run), runId: run.id },
      staticSummary: `${run.name} on ${run.eventType}`,
    })
  try {
    await inSpan(`start ${run.name}`, { 'orchestrator.run': run.id }, start, await traceOf(store, run))
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
  await startRun(store, run.workspaceId, run.id, workflowId)
}

/** The run continues the trace of its event. */
async function traceOf(store: Store, run: Run): Promise<string | undefined> {
  if (!isTracing()) return undefined
  return (await traceparentsOf(store, run.workspaceId, [run.eventSeq])).get(run.eventSeq)
}

/** Switching a playbook off also counts for what is queued. */
async function switchedOff(store: Store, run: Run): Promise<string | null> {
  const state = await playbookState(store, run.workspaceId, run.automationId)
  return state === 'on' ? null : `the playbook was ${state} before the run began`
}

const whyOf = (run: Run): string => `${run.eventType} of ${run.subjectType} ${run.subjectId} (event ${run.eventSeq})`

function attributesOf(run: Run): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: searchAttributes.workspace, value: run.workspaceId },
    { key: searchAttributes.playbook, value: run.name },
    { key: searchAttributes.trigger, value: run.eventType },
    { key: searchAttributes.subject, value: run.subjectId },
    ...(run.projectId === null ? [] : [{ key: searchAttributes.project, value: run.projectId }]),
  ])
}
