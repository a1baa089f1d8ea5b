import { countOne, type DecayedCount, decayTo, nothingSeen } from './decayed-count.ts'
import type { Decision } from './decision.ts'
import { wasTaken } from './decision.ts'
import type { LearningSettings } from './settings.ts'

const bins = 10

/** Decisions counted by what an agent had said: its own, and those of all agents. */
export type CalibrationCounts = Map<string, DecayedCount>

/** What was accepted of what an agent was that sure of. */
export interface CalibrationPoint {
  /** From this confidence, 0 to 1. */
  readonly from: number
  /** Up to this one; only 1 itself belongs to what ends there. */
  readonly to: number
  /** The part that was accepted, smoothed towards what is accepted of all agents’ at that confidence. */
  readonly accepted: number
  /** How many decisions there were, as they weigh now. */
  readonly support: number
}

const binOf = (confidence: number) => Math.min(bins - 1, Math.floor(confidence * bins))
const placeOf = (agent: string | null, bin: number) => JSON.stringify([agent, bin])
/** No agent is called so: names have a character at least. */
const anyAgent = ''

export function countConfidence(
  counts: CalibrationCounts,
  decision: Decision,
  { halfLifeDays }: LearningSettings,
): void {
  if (decision.confidence === null) return
  for (const agent of [anyAgent, decision.agent]) {
    const place = placeOf(agent, binOf(decision.confidence))
    const at = Date.parse(decision.decidedAt)
    counts.set(place, countOne(counts.get(place) ?? nothingSeen, wasTaken(decision), at, halfLifeDays))
  }
}

/**
 * How often what an agent was that sure of is accepted: histogram binning with ten bins, each an m-estimate that falls back on all agents’ bin, and
 * that on `base`. An agent of which nothing is known yet is believed nothing: the answer is `base`.
 * Source: B. Zadrozny and C. Elkan, Obtaining calibrated probability estimates, ICML 2001 (binning, smoothing).
 * @param at ms since 1970, UTC
 */
export function calibrate(
  counts: CalibrationCounts,
  of: { readonly agent: string | null; readonly confidence: number },
  base: number,
  at: number,
  { halfLifeDays, strength }: LearningSettings,
): { readonly accepted: number; readonly support: number } {
  const bin = binOf(of.confidence)
  const [all, own] = [anyAgent, of.agent].map((agent) =>
    decayTo(counts.get(placeOf(agent, bin)) ?? nothingSeen, at, halfLifeDays),
  ) as [DecayedCount, DecayedCount]
  const others = { yes: Math.max(0, all.yes - own.yes), all: Math.max(0, all.all - own.all) }
  const wider = (others.yes + strength * base) / (others.all + strength)
  return { accepted: (own.yes + strength * wider) / (own.all + strength), support: own.all }
}

/** An agent’s calibration curve: the bins of which something is known. */
export function calibrationCurve(
  counts: CalibrationCounts,
  agent: string | null,
  base: number,
  at: number,
  settings: LearningSettings,
): readonly CalibrationPoint[] {
  return Array.from({ length: bins }, (_, bin) => {
    const point = calibrate(counts, { agent, confidence: bin / bins }, base, at, settings)
    return { from: bin / bins, to: (bin + 1) / bins, ...point }
  }).filter(({ support }) => support > 0)
}
