import type { Limits } from '../../connector/connector.ts'

/**
 * Notion counts the requests of a minute, by the plan of the workspace: some three a second (`Retry-After` when they are used up). One page
 * may cost hundreds, for each of its blocks that has some below it is one more: so they are counted one by one.
 */
export const limits: Limits = {
  requests: { perSecond: 2.5, burst: 20 },
  writes: { perSecond: 1, burst: 10 },
  atOnce: 3,
  perRequest: true,
}
