import { deriveId, judgeBudgets, newId } from '@orchestrator/domain'
import { type ModelAnswer, ModelError, type Models, priceSource, sumOf, type Usage } from '@orchestrator/models'
import {
  beginModelCall,
  endModelCall,
  type ModelCallEnd,
  type ModelCallPlace,
  type NewModelCall,
  type PeriodBudget,
  type Store,
  tellBudgets,
} from '@orchestrator/store'
import { surely } from '../activities/patiently.ts'
import type { AskedAnswer, AskRequest } from './ask-request.ts'
import { cacheKeyOf } from './cache-key.ts'
import { type PlannedCall, planCall, type ShapedRequest, shapeOf } from './plan-call.ts'
import { storableJson } from './storable-json.ts'
import { together } from './together.ts'

export interface AskDeps {
  readonly models: Models
  readonly store: Store
}

/**
 * Asks a model for a run's step, or for somebody's question, and writes down what it took. In this order: what was answered to the same step
 * before is given again; then, where the request allows it, what was answered to the same question; else budgets are judged, models
 * selected, and one of them is asked.
 *
 * A step that is repeated because its process ended is one row of the ledger: what was answered before is not paid for again. Called by activities.
 *
 * @throws ModelError `over_budget` when a budget stops it, `unavailable` while calls under way keep what is left; else as `Models.call` does.
 * What the attempts cost is written down then too.
 */
export async function askModel(deps: AskDeps, request: AskRequest): Promise<AskedAnswer> {
  const shaped = await shapeOf(request)
  const call = callOf(request, shaped, deps.models)
  const { workspaceId, cache } = call
  const own = (isCoalesced: boolean) => askFor(deps, request, shaped, { ...call, isCoalesced })
  if (!cache) return own(false)
  return together(deps.models, `${workspaceId} ${cache.key}`, request.signal, own, ({ finish }) => finish !== 'length')
}

async function askFor(
  { models, store }: AskDeps,
  request: AskRequest,
  shaped: ShapedRequest,
  call: NewModelCall,
): Promise<AskedAnswer> {
  const begun = await beginModelCall(store, call, (budgets) => plan(models, shaped, budgets)).catch(
    async (refusal: unknown) => {
      if (refusal instanceof ModelError && refusal.code === 'over_budget') await tell(store, call)
      throw refusal
    },
  )
  if (begun.state === 'answered') {
    const answer = begun.answer as unknown as AskedAnswer
    if (answer.text !== '') request.onText?.(answer.text)
    return begun.cached ? { ...answer, usage: nothing, costUsd: 0, cached: true } : answer
  }
  const { tryId, plan: planned } = begun
  const startedAt = Date.now()
  try {
    const said = await models.call<unknown>({
      ...{ ...request, chain: planned.chain, maxOutput: shaped.maxOutput },
      maxOutputOf: (model) => planned.outputs.get(model),
    })
    const answer = answerOf(said)
    // It is paid for: while the database is away it is kept, not asked for again.
    await surely(() => endModelCall(store, call, tryId, endOf(models, call, said, answer)))
    return answer
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const { attempts, code, status } = error
    const outcome = { error: code, httpStatus: status }
    const latencyMs = Date.now() - startedAt
    await surely(() => endModelCall(store, call, tryId, { attempts, ...sumOf(attempts), latencyMs, outcome }))
    throw error
  } finally {
    await tell(store, call)
  }
}

const nothing: Usage = { input: 0, cachedInput: 0, output: 0 }

function callOf(request: AskRequest, { route }: ShapedRequest, models: Models): NewModelCall {
  const { workspaceId, runId = null, step = null, projectId = null, agent = null, taskType, cache } = request
  const id = runId === null || step === null ? request.id : deriveId(runId, 'model call', step)
  return {
    ...{ workspaceId, runId, step, projectId, agent, purpose: taskType, route },
    ...{ id: id ?? newId(), isRepeatable: id !== undefined },
    runBudgetUsd: request.budgetUsd ?? null,
    isCoalesced: false,
    cache: cache ? { key: cacheKeyOf(request, route, models), maxAgeMs: cache.maxAgeMs } : null,
  }
}

function plan(models: Models, shaped: ShapedRequest, budgets: readonly PeriodBudget[]): PlannedCall {
  const { stop, leftUsd, unspentUsd, degrade } = judgeBudgets(budgets)
  if (stop)
    throw new ModelError('over_budget', `${stop.name} is spent: $${stop.spentUsd.toFixed(2)} of $${stop.limitUsd}`)
  return planCall(models, shaped, { leftUsd, unspentUsd, degrade })
}

function answerOf(said: ModelAnswer<unknown>): AskedAnswer {
  const { text, value = null, toolCalls, finish, providerData, model, usage, costUsd } = said
  return storableJson({ text, value, toolCalls, finish, providerData, model, usage, costUsd, cached: false })
}

function endOf(
  models: Models,
  { cache }: NewModelCall,
  { attempts, latencyMs, model, finish }: ModelAnswer<unknown>,
  answer: AskedAnswer,
): ModelCallEnd {
  const known = models.all.get(model)
  const from = known && models.priceOf(known)?.from
  const price =
    from === 'catalogue'
      ? { source: priceSource.name, asOf: priceSource.asOf }
      : from === 'settings'
        ? { source: 'settings', asOf: null }
        : null
  // What was cut off is no answer for anybody else.
  const cacheKey = finish === 'length' ? null : (cache?.key ?? null)
  return { attempts, ...sumOf(attempts), latencyMs, outcome: { answer: { ...answer }, model, price, cacheKey } }
}

/** An answer is not lost for a notice: the next call tells. */
const tell = (store: Store, call: ModelCallPlace): Promise<void> => tellBudgets(store, call).catch(() => {})
