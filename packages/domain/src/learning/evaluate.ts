import * as z from 'zod'
import { countOne, decayTo, nothingSeen } from './decayed-count.ts'
import { type Decision, wasTaken } from './decision.ts'
import { expectAcceptance, learn, learnFrom } from './model.ts'
import { brierOf, type Forecast, meanOf, scoresOf } from './scores.ts'
import { type LearningSettings, learningSettings } from './settings.ts'
import { shuffled } from './shuffled.ts'

/** The part of a history that only prepares; the rest is forecast. */
const learntPart = 0.7
/** With fewer forecasts chance decides. */
const leastForecasts = 30

const Score = z.strictObject({
  brier: z.number().meta({ description: 'mean squared error of the probabilities; less is better' }),
  logLoss: z.number().meta({ description: 'mean surprise in nats; less is better' }),
})

/** Whether what was learnt of past decisions forecasts later ones. */
export const LearningEvaluation = z
  .strictObject({
    decisions: z.int().meta({ description: 'of people, in all' }),
    forecasts: z.int().meta({ description: 'the last part of them, each forecast from those before it' }),
    needed: z.int().meta({ description: 'how many forecasts it takes to say something' }),
    verdict: z
      .enum(['too_little', 'better', 'no_difference', 'worse'])
      .meta({ description: 'against the base rate; different: by more than two standard errors of the Brier score' }),
    scores: z
      .strictObject({
        learned: Score,
        baseRate: Score.meta({ description: 'always what was accepted of all so far' }),
        statedConfidence: Score.meta({ description: 'what authors said, the base rate where they said nothing' }),
        shuffled: Score.meta({
          description: 'learnt of the same decisions with their outcomes shuffled: no gain is to be seen',
        }),
        shuffledBaseRate: Score,
      })
      .nullable()
      .meta({ description: 'null: too little' }),
    gain: z
      .strictObject({ brier: z.number(), standardError: z.number() })
      .nullable()
      .meta({ description: 'by how much the Brier score is less than that of the base rate' }),
  })
  .meta({ id: 'LearningEvaluation' })
export type LearningEvaluation = z.infer<typeof LearningEvaluation>

/**
 * Replays decisions in their order: each of the last part is forecast from those before it alone, by what would be learnt of them, by the base rate,
 * and by what authors said. Source: A. P. Dawid, Statistical theory: the prequential approach, 1984.
 * @param decisions in the order in which they were made
 */
export function evaluateLearning(
  decisions: readonly Decision[],
  settings: LearningSettings = learningSettings,
): LearningEvaluation {
  const begin = Math.floor(decisions.length * learntPart)
  const size = { decisions: decisions.length, forecasts: decisions.length - begin, needed: leastForecasts }
  if (size.forecasts < leastForecasts) return { ...size, verdict: 'too_little', scores: null, gain: null }
  const real = replay(decisions, begin, settings)
  const control = replay(withShuffledOutcomes(decisions), begin, settings)
  const differences = real.learned.map((forecast, n) => brierOf(real.baseRate[n] as Forecast) - brierOf(forecast))
  const brier = meanOf(differences)
  const variance = meanOf(differences.map((difference) => (difference - brier) ** 2))
  const standardError = Math.sqrt(variance / differences.length)
  const clear = Math.abs(brier) > 2 * standardError
  return {
    ...size,
    verdict: clear ? (brier > 0 ? 'better' : 'worse') : 'no_difference',
    scores: {
      learned: scoresOf(real.learned),
      baseRate: scoresOf(real.baseRate),
      statedConfidence: scoresOf(real.stated),
      shuffled: scoresOf(control.learned),
      shuffledBaseRate: scoresOf(control.baseRate),
    },
    gain: { brier, standardError },
  }
}

function replay(decisions: readonly Decision[], begin: number, settings: LearningSettings) {
  const model = learnFrom(decisions.slice(0, begin), settings)
  let seen = nothingSeen
  for (const decision of decisions.slice(0, begin)) seen = countBase(seen, decision, settings)
  const [learned, baseRate, stated]: [Forecast[], Forecast[], Forecast[]] = [[], [], []]
  for (const decision of decisions.slice(begin)) {
    const at = Date.parse(decision.decidedAt)
    const { yes, all } = decayTo(seen, at, settings.halfLifeDays)
    const base = (yes + settings.strength * settings.prior) / (all + settings.strength)
    const outcome = { yes: wasTaken(decision) }
    learned.push({ ...outcome, p: expectAcceptance(model, decision, at).acceptance })
    baseRate.push({ ...outcome, p: base })
    stated.push({ ...outcome, p: decision.confidence ?? base })
    learn(model, decision)
    seen = countBase(seen, decision, settings)
  }
  return { learned, baseRate, stated }
}

const countBase = (seen: typeof nothingSeen, decision: Decision, { halfLifeDays }: LearningSettings) =>
  countOne(seen, wasTaken(decision), Date.parse(decision.decidedAt), halfLifeDays)

function withShuffledOutcomes(decisions: readonly Decision[]): readonly Decision[] {
  const outcomes = shuffled(decisions.map(({ outcome }) => outcome))
  return decisions.map((decision, n) => ({ ...decision, outcome: outcomes[n] as Decision['outcome'] }))
}
