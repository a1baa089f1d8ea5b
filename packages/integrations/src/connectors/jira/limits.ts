import type { Limits } from '../../connector/connector.ts'

/**
 * Jira counts points in an hour, by the kind of request, and bursts in a second; neither is told before it is used up (`Retry-After` and
 * `RateLimit-Reason` say so then). It takes some twenty writes to one issue in two seconds. This stays well below.
 */
export const limits: Limits = {
  requests: { perSecond: 10, burst: 50 },
  writes: { perSecond: 5, burst: 20 },
  atOnce: 4,
}
