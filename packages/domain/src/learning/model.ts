import { type AcceptanceCounts, contextsOf, countDecision, type Estimate, estimateAcceptance } from './acceptance.ts'
import { type CalibrationCounts, calibrate, countConfidence } from './calibration.ts'
import type { Circumstances, Decision } from './decision.ts'
import { type LearningSettings, learningSettings } from './settings.ts'

/** What was learnt of decisions, and how it goes on. */
export interface LearningModel {
  readonly settings: LearningSettings
  readonly acceptance: AcceptanceCounts
  readonly calibration: CalibrationCounts
  /** The narrow contexts whose operations are left out at present. */
  readonly leftOut: Set<string>
}

/** What is expected of an operation. */
export interface Expectation {
  /** How likely it is to be accepted, 0 to 1, with changes or without. */
  readonly acceptance: number
  /** What decisions in its context say. */
  readonly context: Estimate
  /** What the author's confidence proved to be worth; null: none was said. */
  readonly calibrated: number | null
  readonly leaveOut: boolean
}

/** @param decisions in the order in which they were made: what is left out at present depends on it */
export function learnFrom(
  decisions: readonly Decision[],
  settings: LearningSettings = learningSettings,
): LearningModel {
  const model = { settings, acceptance: new Map(), calibration: new Map(), leftOut: new Set<string>() }
  for (const decision of decisions) learn(model, decision)
  return model
}

/** Takes one decision more into account. */
export function learn(model: LearningModel, decision: Decision): void {
  countDecision(model.acceptance, decision, model.settings)
  countConfidence(model.calibration, decision, model.settings)
  const at = Date.parse(decision.decidedAt)
  for (const memberId of [decision.memberId, null]) {
    const { narrowest, mean } = contextOf(model, { ...decision, memberId }, at)
    if (isLeftOut(model, narrowest, mean)) model.leftOut.add(narrowest)
    else model.leftOut.delete(narrowest)
  }
}

/**
 * How likely an operation is to be accepted. Context and stated confidence are combined as if they were independent given the outcome:
 * `logit p = logit p_context + logit p_calibrated − logit p_base`.
 * Source: I. J. Good, Probability and the weighing of evidence, 1950 (weights of evidence add up; naive Bayes).
 * @param at ms since 1970, UTC
 */
export function expectAcceptance(model: LearningModel, of: Circumstances, at: number): Expectation {
  const { narrowest, ...context } = contextOf(model, of, at)
  const base = estimateAcceptance(model.acceptance, [''], at, model.settings).mean
  const said = { agent: of.agent, confidence: of.confidence ?? 0 }
  const calibrated =
    of.confidence === null ? null : calibrate(model.calibration, said, base, at, model.settings).accepted
  const evidence = calibrated === null ? 0 : logit(calibrated) - logit(base)
  return {
    acceptance: 1 / (1 + Math.exp(-(logit(context.mean) + evidence))),
    context,
    calibrated,
    leaveOut: isLeftOut(model, narrowest, context.mean),
  }
}

function contextOf(model: LearningModel, of: Omit<Circumstances, 'confidence' | 'agent'>, at: number) {
  const contexts = contextsOf(of)
  const estimate = estimateAcceptance(model.acceptance, contexts, at, model.settings)
  return { ...estimate, narrowest: contexts.at(-1) ?? '' }
}

/** Two limits, so that what lies near one does not come and go. */
const isLeftOut = ({ leftOut, settings }: LearningModel, context: string, mean: number) =>
  mean < (leftOut.has(context) ? settings.backAbove : settings.leaveOutBelow)

const logit = (p: number) => Math.log(p / (1 - p))
