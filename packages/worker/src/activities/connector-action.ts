import { isDeepStrictEqual } from 'node:util'
import { AppError, commandIdOf, type ErrorCode, keptOf } from '@orchestrator/domain'
import type { Json } from '@orchestrator/sdk/runtime'
import { beginStep, chooseConnection, endStep, firstTryOfStep, principalOf, type Run } from '@orchestrator/store'
import { activityInfo, cancellationSignal } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { type ActionDeps, runAction } from '../connected/run-action.ts'
import { surely } from './patiently.ts'
import type { ConnectorActivities } from './playbook-contract.ts'
import { recordedInput } from './recorded-input.ts'
import { requireOwnRun } from './require-own-run.ts'
import { requirePermission } from './require-permission.ts'

/** What passes by itself. */
const passing = new Set<ErrorCode>(['provider_rate_limited', 'provider_unavailable', 'unavailable', 'internal'])
const longestPauseMs = 60 * 60_000
const longestMs = 5 * 60_000
/** For a turn, where the service's limits are used up; no try is spent on it. */
const turnMs = 10 * 60_000

/** What a run keeps of an answer. `cut`: credentials or the end of long texts were left out of it. */
interface KeptOutput {
  readonly connectionId: string
  readonly value: Json
  readonly cut?: true
}

/**
 * An action of a connected service for a run, done once: its key follows from run and step, and after a try of which nobody knows what came
 * the action looks for what it made. All who may read runs see input and answer, without credentials.
 */
export const connectorActionActivity =
  (deps: ActionDeps): ConnectorActivities['connectorAction'] =>
  async ({ run: ref, step: { n }, action: { name, input, connection, retries } }) => {
    const { store } = deps
    const run = await surely(() => requireOwnRun(store, ref))
    const recorded = recordedInput(deps.masterKey, { connection, input })
    const begun = await surely(() => beginStep(store, ref, { n, kind: 'action', name, input: recorded }))
    const kept = begun.output as KeptOutput | null
    if (begun.status === 'completed' && kept && !kept.cut) return { output: kept.value }

    const first = begun.originRunId ?? (await firstTryOfStep(store, ref, { n, name, input: recorded }))
    const retry = begun.status === 'completed' || begun.attempts > 1 || first !== ref.runId
    try {
      const connectionId = await permitted(deps, run, name, connection)
      const output = (await runAction(deps, {
        ...{ workspaceId: ref.workspaceId, connectionId, action: name.slice(name.indexOf('.') + 1), input },
        ...{ key: commandIdOf(first, n), retry },
        ...{ signal: cancellationSignal(), longestMs, patienceMs: turnMs },
      })) as Json
      await surely(() => endStep(store, ref, n, { status: 'completed', output: keptOutput(connectionId, output) }))
      return { output: output ?? null }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { code, message, fields } = error
      await surely(() => endStep(store, ref, n, { status: 'failed', error: { code, message, fields: [...fields] } }))
      const { retryAfterSeconds } = error.details
      throw ApplicationFailure.create({
        ...{ message, type: code, details: [{ fields }] },
        nonRetryable: !passing.has(code) || activityInfo().attempt > retries,
        ...(typeof retryAfterSeconds === 'number' && {
          nextRetryDelay: Math.min(retryAfterSeconds * 1_000, longestPauseMs),
        }),
      })
    }
  }

/** @returns the connection that is meant @throws AppError `forbidden`, `invalid_state`, `invalid_input` */
async function permitted({ store }: ActionDeps, run: Run, name: string, connection: string | null): Promise<string> {
  const { workspaceId } = run
  await store.read(workspaceId, (tx) => requirePermission(tx, principalOf(run), 'integration.use'))
  return chooseConnection(store, workspaceId, { provider: name.slice(0, name.indexOf('.')), connection })
}

function keptOutput(connectionId: string, output: Json): KeptOutput {
  const value = keptOf(output) as Json
  return { connectionId, value, ...(!isDeepStrictEqual(value, output) && { cut: true }) }
}
