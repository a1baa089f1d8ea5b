// To adapt: what the service's documentation says of its limits, with some room left for others who use the same account.
import type { Limits } from '../../connector/connector.ts'

/** Sample Desk takes 300 requests a minute. */
export const limits: Limits = {
  requests: { perSecond: 4, burst: 40 },
  writes: { perSecond: 2, burst: 20 },
  atOnce: 4,
}
