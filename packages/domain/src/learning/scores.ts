/** What was said and what came: `p` the probability of a yes. */
export interface Forecast {
  readonly p: number
  readonly yes: boolean
}

/** How good probabilities were; less is better. */
export interface Scores {
  /** Mean of `(p − y)²`. Source: G. Brier, Verification of forecasts expressed in terms of probability, 1950. */
  readonly brier: number
  /** Mean of `−ln` of the probability that was given to what came, in nats. Source: I. J. Good, Rational decisions, 1952. */
  readonly logLoss: number
}

/** No certainty is believed further than this, for one that was wrong would cost infinitely much. */
const leastDoubt = 0.01

export const brierOf = ({ p, yes }: Forecast): number => (p - (yes ? 1 : 0)) ** 2

const logLossOf = ({ p, yes }: Forecast) => -Math.log(Math.min(1 - leastDoubt, Math.max(leastDoubt, yes ? p : 1 - p)))

export const scoresOf = (forecasts: readonly Forecast[]): Scores => ({
  brier: meanOf(forecasts.map(brierOf)),
  logLoss: meanOf(forecasts.map(logLossOf)),
})

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
