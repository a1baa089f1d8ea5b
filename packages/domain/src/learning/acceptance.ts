import { countOne, type DecayedCount, decayTo, nothingSeen } from './decayed-count.ts'
import { type Circumstances, type Decision, wasTaken } from './decision.ts'
import type { LearningSettings } from './settings.ts'

/** How alike a context is to that of an operation, from the widest to the narrowest. */
export const levels = ['all', 'command', 'project', 'fields', 'member'] as const
export type Level = (typeof levels)[number]

/** Decisions counted by context. */
export type AcceptanceCounts = Map<string, DecayedCount>

/** What is expected in a context. */
export interface Estimate {
  /** 0 to 1. */
  readonly mean: number
  /** Its standard deviation. */
  readonly deviation: number
  /** How many decisions speak for it, as they weigh now: those of the narrowest context in which there was any. */
  readonly support: number
  readonly level: Level
}

/** The contexts of an operation, from the widest to the narrowest; without the member where nobody knows who will decide. */
export function contextsOf(of: Omit<Circumstances, 'confidence' | 'agent'>): readonly string[] {
  const parts = [of.command, of.projectId ?? '', of.fields.join(','), ...(of.memberId === null ? [] : [of.memberId])]
  return ['', ...parts.map((_, n) => JSON.stringify(parts.slice(0, n + 1)))]
}

export function countDecision(counts: AcceptanceCounts, decision: Decision, { halfLifeDays }: LearningSettings): void {
  const at = Date.parse(decision.decidedAt)
  for (const context of contextsOf(decision))
    counts.set(context, countOne(counts.get(context) ?? nothingSeen, wasTaken(decision), at, halfLifeDays))
}

/**
 * How likely an operation is to be accepted: the posterior mean of a Beta-Bernoulli model whose prior is the estimate of the next wider
 * context, `p = (yes + s·p_wider) / (all + s)`, so that little data falls back smoothly. Each decision counts once, in the narrowest context that
 * it shares with the operation. The deviation is that of the Beta distribution, `√(p(1 − p) / (all + s + 1))`.
 * Source: B. Cestnik, Estimating probabilities, ECAI 1990 (m-estimate); D. MacKay and L. Peto, A hierarchical Dirichlet language model, 1995 (backing off).
 * @param at ms since 1970, UTC
 */
export function estimateAcceptance(
  counts: AcceptanceCounts,
  contexts: readonly string[],
  at: number,
  { halfLifeDays, strength, prior }: LearningSettings,
): Estimate {
  const seen = contexts.map((context) => decayTo(counts.get(context) ?? nothingSeen, at, halfLifeDays))
  let estimate: Estimate = { mean: prior, deviation: deviationOf(prior, strength), support: 0, level: 'all' }
  for (const [n, { yes, all }] of seen.entries()) {
    const narrower = seen[n + 1] ?? nothingSeen
    // What the narrower context has counts there. Sums of decayed weights differ by rounding errors.
    const [ownYes, ownAll] = [Math.max(0, yes - narrower.yes), Math.max(0, all - narrower.all)]
    const mean = (ownYes + strength * estimate.mean) / (ownAll + strength)
    const known = all > 0 ? { support: all, level: levels[n] as Level } : estimate
    estimate = { mean, deviation: deviationOf(mean, ownAll + strength), support: known.support, level: known.level }
  }
  return estimate
}

const deviationOf = (mean: number, weight: number) => Math.sqrt((mean * (1 - mean)) / (weight + 1))
