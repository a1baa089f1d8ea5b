import { AppError, errorToJson } from '@orchestrator/domain'
import { currentEpoch, endRun, type Run, readRun, ruleIsOn, type Store, startRun } from '@orchestrator/store'
import { inSpan } from '@orchestrator/telemetry'
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import type { RuleRunStart } from '../activities/playbook-contract.ts'
import { readStart } from '../activities/rule-run-activities.ts'
import { noteRefusal } from '../playbooks/serve/note-refusal.ts'
import { eventOfRun, ruleRunsTaskQueue, ruleWorkflowId, workflowTaskTimeout } from '../temporal/names.ts'
import { attributesOf, isKnown, largestInlineEvent, traceOf, whyOf } from '../temporal/start-workflow.ts'
import type { ruleRun } from '../workflows/rule-run.ts'
import { endOfRuleBeforeItBegan } from './end-before-it-began.ts'

interface StartDeps {
  readonly store: Store
  readonly client: Client
}

/** Starts the workflow of a queued run of a rule. Starting it again is harmless. */
export async function startRuleRun(deps: StartDeps, ref: { workspaceId: string; runId: string }): Promise<void> {
  const { store, client } = deps
  const run = await readRun(store, ref.workspaceId, ref.runId)
  if (run === null || run.status !== 'queued') return
  const [start, end, epoch] = await Promise.all([
    readStart(store, run).catch(unreadable),
    endOfRuleBeforeItBegan(run, () => ruleIsOn(store, run.workspaceId, run.automationId)),
    currentEpoch(store),
  ])
  const workflowId = ruleWorkflowId({ ...run, eventId: eventOfRun(run), ruleId: run.automationId, epoch })
  const over = end ?? ('error' in start ? ({ status: 'failed', error: start.error } as const) : null)
  // Whoever started it may have died before the row knew. Then it is under way, and is cancelled if it was cancelled.
  if (over !== null && !(await isKnown(client, workflowId))) {
    await endRun(store, run.workspaceId, run.id, over)
    return
  }
  if (over === null && !('error' in start) && !(await startWorkflow(deps, run, workflowId, start))) return
  await startRun(store, run.workspaceId, run.id, workflowId)
}

/** @returns false when Temporal refuses it for good; then the run has ended */
async function startWorkflow(
  { store, client }: StartDeps,
  run: Run,
  workflowId: string,
  start: RuleRunStart,
): Promise<boolean> {
  const inline = JSON.stringify(start).length <= largestInlineEvent
  const begin = () =>
    client.workflow.start<typeof ruleRun>('ruleRun', {
      workflowId,
      taskQueue: ruleRunsTaskQueue,
      args: [{ workspaceId: run.workspaceId, runId: run.id, given: inline ? start : null }],
      // Closed ids stay taken: a run that was ended by hand is not begun again behind its back.
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowTaskTimeout,
      requestEagerStart: true,
      typedSearchAttributes: attributesOf(run),
      memo: { why: whyOf(run), runId: run.id },
      staticSummary: `a rule on ${run.eventType}`,
    })
  try {
    await inSpan('start ruleRun', { 'orchestrator.run': run.id }, begin, await traceOf(store, run))
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true
    if (await noteRefusal(store, run, error)) return false
    throw error
  }
  return true
}

function unreadable(error: unknown): { error: ReturnType<typeof errorToJson> } {
  if (!(error instanceof AppError) || error.code !== 'not_found') throw error
  return { error: errorToJson(error) }
}
