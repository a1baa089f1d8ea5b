import type { SpentBudget, Verdict } from '@orchestrator/domain'
import {
  type Complexity,
  countTokens,
  estimateComplexity,
  howToAdd,
  ModelError,
  type Models,
  readingOf,
  timesAsLong,
} from '@orchestrator/models'
import type { AskRequest } from './ask-request.ts'

/** What can be said of a request before any model is chosen. */
export interface ShapedRequest {
  readonly taskType: string
  readonly complexity: Complexity
  readonly route: string
  readonly contextTokens: number
  readonly maxOutput: number
  readonly mostOutput: number
}

/** In tokens; for whoever does not say how long the answer may be. */
const usualOutput = 4_000

export async function shapeOf(request: AskRequest): Promise<ShapedRequest> {
  const { taskType, tools = [], items = 0, constraints = 0, maxOutput = usualOutput } = request
  const mostOutput = Math.max(maxOutput, request.mostOutput ?? 0)
  const contextTokens = await countTokens(readingOf(request))
  const shape = { tokens: contextTokens, items, constraints, tools: tools.length }
  const complexity = request.complexity ?? estimateComplexity(shape)
  return { taskType, complexity, route: `${taskType}.${complexity}`, contextTokens, maxOutput, mostOutput }
}

export interface PlannedCall {
  readonly chain: readonly string[]
  /** How long the answer of each may be, in tokens. */
  readonly outputs: ReadonlyMap<string, number>
  readonly reservedUsd: number
  readonly reservedMs: number
}

/** A try may be followed by one more turn, which mends its answer. */
const turns = 2
const slackMs = 10_000
/** After so long some of the calls under way have ended. */
const othersMs = 30_000

/**
 * Which models are asked, within what the budgets leave. Reserved is what one try of the dearest of them costs at most, so that calls side by
 * side keep to a limit together.
 *
 * @throws ModelError `over_budget` when some model would do if there were money, `unavailable` when there may be once calls under way have
 * ended; else `unavailable`, `too_long` or `not_configured`
 */
export function planCall(
  models: Models,
  { route: _, ...shaped }: ShapedRequest,
  { leftUsd, unspentUsd, degrade }: Pick<Verdict<SpentBudget>, 'leftUsd' | 'unspentUsd' | 'degrade'>,
): PlannedCall {
  const chainFor = (left: number | null) => {
    const limits = { ...(left !== null && { budgetLeft: left }), ...(degrade && { maxGrade: 1 as const }) }
    return models.selectOptimalModel({ ...shaped, ...limits }).chain
  }
  const chain = chainFor(leftUsd)
  if (chain.length === 0 && unspentUsd !== leftUsd && chainFor(unspentUsd).length > 0)
    throw new ModelError('unavailable', 'what the budget leaves is kept for calls under way', {
      retryAfterMs: othersMs,
    })
  if (chain.length === 0) throw nobody(models, shaped, leftUsd)
  const rooms = chain.map((name) => models.roomOf(name, { ...shaped, budgetLeft: leftUsd }))
  const longest = Math.max(...rooms.map(({ maxOutput }) => maxOutput))
  return {
    chain,
    outputs: new Map(chain.map((name, index) => [name, rooms[index]?.maxOutput ?? shaped.maxOutput])),
    reservedUsd: Math.max(...rooms.map(({ costUsd }) => costUsd)),
    reservedMs: models.config.settings.timeoutMs * timesAsLong(longest) * turns * chain.length + slackMs,
  }
}

/** Less than can be said in four digits is nothing that a model answers for. */
const leftInWords = (usd: number): string =>
  usd < 0.0001 ? 'nothing of the budget is left' : `no model answers for the $${usd.toFixed(4)} that are left`

function nobody(models: Models, shaped: Omit<ShapedRequest, 'route'>, leftUsd: number | null): ModelError {
  const { chain, candidates } = models.selectOptimalModel(shaped)
  if (chain.length > 0) return new ModelError('over_budget', leftInWords(leftUsd ?? 0))
  const waits = candidates.map(({ model }) => models.healthOf(model).waitMs).filter((ms) => ms > 0)
  if (waits.length > 0)
    return new ModelError('unavailable', 'no model can be asked at the moment', { retryAfterMs: Math.min(...waits) })
  return models.all.size === 0
    ? new ModelError('not_configured', howToAdd)
    : new ModelError('too_long', 'no model has a window that is large enough')
}
