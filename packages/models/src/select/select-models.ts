import type { Grade } from '../catalogue/known-models.ts'
import type { Model } from '../catalogue/list-models.ts'
import { costOf } from '../catalogue/price.ts'
import type { Complexity, Settings } from '../config/settings.ts'
import type { ModelHealth } from '../health/health.ts'

export interface SelectionRequest {
  readonly taskType: string
  readonly complexity: Complexity
  /** What the model is given, in tokens. */
  readonly contextTokens: number
  /** What it may answer, in tokens: it has to find room beside the context. */
  readonly maxOutput: number
  /** fast: of equally good models the faster one, as measured, and not the cheaper one. */
  readonly latency?: 'any' | 'fast' | undefined
  /** In USD: what the call may cost. */
  readonly budgetLeft?: number | undefined
  /** None of a higher grade; a route of the settings that has no other does not count. */
  readonly maxGrade?: Grade | undefined
}

/** Why a model is taken or passed over, in words. */
export interface Candidate {
  readonly model: string
  readonly taken: boolean
  readonly reason: string
  /** What the call costs at most, in USD; null: no price is known. */
  readonly costUsd: number | null
}

export interface Selection {
  /** e.g. `planner.high` */
  readonly route: string
  /** Whether the settings say the order. */
  readonly configured: boolean
  /** In the order in which they are asked; empty: none can be. */
  readonly chain: readonly string[]
  /** The chain first, then what was passed over. */
  readonly candidates: readonly Candidate[]
}

/** Where nobody says how large a window is, no more than this is sent. */
const assumedWindow = 8_192

/** Which grades suit, the best first: small models for simple work, and for hard work rather a smaller one than none. */
const preferred: Readonly<Record<Complexity, readonly Grade[]>> = {
  low: [1, 2, 3],
  medium: [2, 3, 1],
  high: [3, 2, 1],
}

/**
 * Which models to ask for a task, in which order, and why. A route of the settings keeps its order; else all models are ranked by the
 * grade that suits the complexity, then by price (or measured latency), then by name. Passed over is whose window is too small,
 * who is not asked at the moment, and what costs more than is left.
 */
export function selectModels(
  models: ReadonlyMap<string, Model>,
  routes: Settings['routes'],
  healthOf: (model: string) => ModelHealth,
  request: SelectionRequest,
  at: Date,
): Selection {
  const route = `${request.taskType}.${request.complexity}`
  const own = routeFor(models, routes[route] ?? routes[request.taskType], request)
  const usage = { input: request.contextTokens, cachedInput: 0, output: request.maxOutput }
  const all = (own ?? [...models.keys()])
    .flatMap((name) => models.get(name) ?? [])
    .map((model) => ({ model, costUsd: costOf(model, usage, at), health: healthOf(model.name) }))
  const ordered = own ? all : all.sort(byFitness(request))
  const judged = ordered.map((one): Candidate => {
    const against = objection(one, request)
    const reason = against ?? (own ? `the settings name it for ${route}` : praise(one, request))
    return { model: one.model.name, taken: against === null, reason, costUsd: one.costUsd }
  })
  const candidates = [...judged.filter(({ taken }) => taken), ...judged.filter(({ taken }) => !taken)]
  const chain = judged.flatMap(({ model, taken }) => (taken ? model : []))
  return { route, configured: own !== undefined, chain, candidates }
}

const routeFor = (
  models: ReadonlyMap<string, Model>,
  named: readonly string[] | undefined,
  { maxGrade = 3 }: SelectionRequest,
): readonly string[] | undefined =>
  named?.some((name) => (models.get(name)?.grade ?? 3) <= maxGrade) ? named : undefined

interface Judged {
  readonly model: Model
  readonly costUsd: number | null
  readonly health: ModelHealth
}

const byFitness =
  ({ complexity, latency }: SelectionRequest) =>
  (a: Judged, b: Judged): number =>
    preferred[complexity].indexOf(a.model.grade) - preferred[complexity].indexOf(b.model.grade) ||
    (latency === 'fast' ? ascending(a.health.latencyMs, b.health.latencyMs) : 0) ||
    ascending(a.costUsd, b.costUsd) ||
    ascending(a.health.latencyMs, b.health.latencyMs) ||
    (a.model.name < b.model.name ? -1 : 1)

/** What is not known comes last. */
const ascending = (a: number | null, b: number | null): number => {
  if (a === b) return 0
  return (a ?? Number.POSITIVE_INFINITY) < (b ?? Number.POSITIVE_INFINITY) ? -1 : 1
}

function objection({ model, costUsd, health }: Judged, request: SelectionRequest): string | null {
  const needed = request.contextTokens + request.maxOutput
  if (needed > (model.contextWindow ?? assumedWindow)) {
    const window = model.contextWindow === null ? `not known, ${assumedWindow} is assumed` : `${model.contextWindow}`
    return `its window is too small: ${needed} tokens are needed, it has ${window}`
  }
  if (request.maxGrade !== undefined && model.grade > request.maxGrade)
    return `its grade is ${model.grade}, and the budget that is spent leaves grade ${request.maxGrade}`
  if (health.waitMs > 0) return `it failed and is asked again in ${Math.ceil(health.waitMs / 1_000)} s`
  if (request.budgetLeft === undefined) return null
  if (costUsd === null) return 'its price is not known, and the budget is limited'
  return costUsd > request.budgetLeft ? `it may cost $${costUsd.toFixed(4)}, $${request.budgetLeft} are left` : null
}

function praise({ model, costUsd, health }: Judged, { complexity }: SelectionRequest): string {
  const fits = ['suits it best', 'is the next to suit it', 'is better than none'][
    preferred[complexity].indexOf(model.grade)
  ]
  const cost = costUsd === null ? 'its price is not known' : `it costs $${costUsd.toFixed(4)} at most`
  const latency = health.latencyMs === null ? '' : `, ${Math.round(health.latencyMs)} ms measured`
  return `grade ${model.grade} ${fits} (${complexity}); ${cost}${latency}`
}
