import { AppError } from '@orchestrator/domain'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { ApiConfig } from '../config.ts'

/** The state of a limit, as the RateLimit headers say it. */
export interface LimitState {
  readonly limit: number
  readonly remaining: number
  readonly resetSeconds: number
}

/** The limits of one process, in its memory: of API keys, of webhooks, and of addresses that fail to say who they are. */
export interface Limits {
  readonly keys: Limit
  readonly webhooks: Limit
  readonly failedLogins: Limit
  readonly unverifiedDeliveries: Limit
}

export function createLimits(config: ApiConfig): Limits {
  return {
    keys: new Limit(config.rateLimit, 1),
    webhooks: new Limit(config.webhookRateLimit, 1),
    failedLogins: new Limit(config.failedLoginLimit, 60),
    unverifiedDeliveries: new Limit(config.failedLoginLimit, 60),
  }
}

/** So many a window of seconds; 0: no limit. */
export class Limit {
  readonly #points: number
  readonly #limiter: RateLimiterMemory | null

  constructor(points: number, seconds: number) {
    this.#points = points
    this.#limiter = points > 0 ? new RateLimiterMemory({ points, duration: seconds }) : null
  }

  /** Counts one. @throws AppError `rate_limited` */
  async take(key: string): Promise<LimitState | null> {
    if (!this.#limiter) return null
    try {
      return this.#state(await this.#limiter.consume(key))
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw this.#refusal(error)
    }
  }

  /** @throws AppError `rate_limited` when the count is used up, without counting */
  async check(key: string): Promise<void> {
    const state = await this.#limiter?.get(key)
    if (state && state.consumedPoints >= this.#points) throw this.#refusal(state)
  }

  #state(result: RateLimiterRes): LimitState {
    return {
      limit: this.#points,
      remaining: Math.max(0, result.remainingPoints),
      resetSeconds: Math.ceil(result.msBeforeNext / 1_000),
    }
  }

  #refusal(result: RateLimiterRes): AppError {
    const { limit, resetSeconds } = this.#state(result)
    const retryAfterSeconds = Math.max(1, resetSeconds)
    return new AppError('rate_limited', `more than ${limit} requests; try again in ${retryAfterSeconds} s`, {
      details: { limit, remaining: 0, retryAfterSeconds },
    })
  }
}

export const limitHeaders = (state: LimitState): Record<string, string> => ({
  'RateLimit-Limit': String(state.limit),
  'RateLimit-Remaining': String(state.remaining),
  'RateLimit-Reset': String(state.resetSeconds),
})
