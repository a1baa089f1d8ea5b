import type { Limits } from '../../connector/connector.ts'

/** 5,000 requests an hour; a second between writes, of which 500 an hour may make content (its secondary limits). */
export const limits: Limits = {
  requests: { perSecond: 5_000 / 3_600, burst: 300 },
  writes: { perSecond: 500 / 3_600, burst: 40, spacingMs: 1_000 },
  atOnce: 4,
}
