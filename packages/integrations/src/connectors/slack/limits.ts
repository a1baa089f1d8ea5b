import type { Limits } from '../../connector/connector.ts'

/** By method: 20 to 50 requests a minute and more; messages one a second in each channel, in bursts some more. */
export const limits: Limits = {
  requests: { perSecond: 3, burst: 50 },
  writes: { perSecond: 2, burst: 20 },
  atOnce: 4,
}
